#pragma once

#include "document/edit.h"

#include <QString>
#include <QStringList>

#include <string>
#include <vector>

// The operations of the drawing as functions on a working copy: they change plain values, and the difference to where
// they started is the edit. So each is one undo step, whatever it touches.
namespace spillway::edits {

struct Draft {
    DocumentState state;
    std::vector<std::string> selection;  // as Selection: ids, and "from -> to"
    QString label;                       // of the undo step; empty: nothing was done
    QStringList notes;                   // what else was changed that the user may not expect
};

// Applying it to `before` gives `after`. An empty group if they are equal.
EditGroup difference(const DocumentState& before, const DocumentState& after);

// Looks, linear in the size of the drawing; null when absent.
Node* nodeOf(Draft& draft, const std::string& id);
Boundary* boundaryOf(Draft& draft, const std::string& id);
Flow* flowOf(Draft& draft, const std::string& name);
bool isFlowName(const std::string& item);

// `service` -> `service-2` until no node or boundary has it.
std::string freeId(const Topology& topology, const std::string& wish);
// Ids the text format accepts: letters, digits, '-', '_' and '.', not starting with '-' or '.'.
bool isUsableId(const std::string& id);

// The innermost boundary whose box holds the centre of `box`, `except` left out; empty if none.
std::string boundaryAt(const DocumentState& state, const Box& box, const std::vector<std::string>& except = {});
// Is `item` in `boundary`, at any depth?
bool isIn(const Topology& topology, const std::string& item, const std::string& boundary);
// The boundary itself and all nodes and boundaries in it, at any depth.
std::vector<std::string> contentsOf(const Topology& topology, const std::string& boundary);
// "3 nodes", "order-api", "1 node and 2 flows".
QString described(const Topology& topology, const std::vector<std::string>& items);

}  // namespace spillway::edits
