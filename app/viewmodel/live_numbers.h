#pragma once

#include "run/snapshot.h"
#include "topology/topology.h"
#include "viewmodel/row_model.h"

#include <set>
#include <string>

namespace spillway {

// Rows (label, lead, value, tone) of the Live tab for a node, a flow ("a -> b"), a boundary, or the whole (empty).
// `boundMs` colours the p99 red above it; 0 is no bound.
RowModel::Rows liveNumbers(const Topology& topology, const RunSnapshot& snapshot, const std::string& item,
                           double boundMs);

// Indices of the nodes in a boundary, at any depth; empty if `boundary` is none.
std::set<std::size_t> nodesIn(const Topology& topology, const std::string& boundary);

}  // namespace spillway
