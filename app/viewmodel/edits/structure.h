#pragma once

#include "viewmodel/edits/draft.h"

// What is there: nodes, boundaries, flows and their names. Each says in `draft.label` what it did; an empty label:
// nothing.
namespace spillway::edits {

struct Point {
    double x = 0;
    double y = 0;
};

// The node's box is centred on `at` and snapped to the grid; it belongs to the boundary it lies in. Returns its id.
std::string addNode(Draft& draft, NodeKind kind, Point at);
// Takes the nodes and boundaries that lie wholly in `area`. Returns its id.
std::string addBoundary(Draft& draft, const Box& area);
// Refuses (with a note) a flow to itself, from or to nothing, and one that exists.
void connect(Draft& draft, const std::string& from, const std::string& to, FlowKind kind);
// `id`, a node, goes into the middle of `flow`: a -> id of the flow's kind with its policies, id -> b likewise.
void insertOnFlow(Draft& draft, const std::string& id, const std::string& flow);

// What is selected, the flows of the nodes, and every line of the scenarios that names them. A boundary leaves its
// contents where they are, in the boundary around it.
void removeSelection(Draft& draft);
// As removeSelection, but what called a removed node then calls what it called.
void removeAndReconnect(Draft& draft);

// False (with a note) if `to` is no usable id or taken. Follows the name everywhere: flows, boundaries, zones, dead
// letters, scenarios, layout, selection.
bool rename(Draft& draft, const std::string& from, const std::string& to);
// Keeps what both kinds have: name, boundary, notes, own work, image, port, resources.
void replaceKind(Draft& draft, const std::string& id, NodeKind kind);
void reverseFlow(Draft& draft, const std::string& flow);
void setFlowKind(Draft& draft, const std::string& flow, FlowKind kind);

// A boundary around what is selected / the selected boundaries dissolved.
void group(Draft& draft);
void ungroup(Draft& draft);

}  // namespace spillway::edits
