#pragma once

#include "kernel/levers.h"
#include "scenario/scenario.h"
#include "topology/topology.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace spillway {

// What faults move while they last, whatever they are called. Between faults and nodes are only levers: faults that
// begin and end together and move the same levers have the same outcome, bit for bit. An outage of a boundary and one
// of a node in it are the outage of the boundary.
struct Footprint {
    std::vector<std::pair<std::uint32_t, NodeLevers>> nodes;  // moved ones, in the order of the topology
    std::vector<std::pair<std::uint32_t, FlowLevers>> flows;
    bool lasting = false;  // some of it holds on, and does not strike once
    friend bool operator==(const Footprint&, const Footprint&) = default;
};

// Of faults on `topology`, taken together, in this order.
Footprint footprintOf(const std::vector<Fault>& faults, const Topology& topology);

}  // namespace spillway
