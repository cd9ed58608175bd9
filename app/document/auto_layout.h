#pragma once

#include "document/layout.h"
#include "topology/topology.h"

#include <set>
#include <string>

// Where things go that nobody has placed. The same topology gives the same boxes, in every process.
namespace spillway {

// Canvas units.
inline constexpr double kNodeWidth = 152;
inline constexpr double kNodeHeight = 70;
inline constexpr double kColumnGap = 64;       // between a caller and what it calls
inline constexpr double kRowGap = 40;          // between nodes above each other
inline constexpr double kBoundaryMargin = 20;  // around what is in a boundary
inline constexpr double kBoundaryTitle = 36;   // more of it above: the boundary's name

// Wide enough for the node's name, within reason: kNodeWidth at least.
double nodeWidth(const Node& node);

// Everything afresh, from left to right along the flows: a boundary holds what is in it and nothing else.
// Callers arrive in no thread but one at a time: takes a lock, because Graphviz keeps global state.
Layout automaticLayout(const Topology& topology);

// `placed` with a box for every node and boundary that has none: near what it talks to, on free ground. Boxes that
// exist stay where they are; only a boundary grows when something new is in it. With no box at all: automaticLayout().
Layout completedLayout(const Topology& topology, Layout placed);

// Ids of all nodes and boundaries that have an area; placementZones() have none.
std::set<std::string> drawnIds(const Topology& topology);

}  // namespace spillway
