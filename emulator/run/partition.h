#pragma once

#include "nodes/model.h"

#include <cstdint>
#include <vector>

namespace spillway {

// Which lane each node lives in, and how far a lane may run ahead of the others.
struct Partition {
    std::vector<std::uint32_t> laneOf;  // by node
    std::uint32_t lanes = 1;
    Duration lookahead{0};  // least latency between lanes; meaningless with one lane
};

// Requests through each node and along each flow, in any one unit.
struct Traffic {
    std::vector<double> nodes;
    std::vector<double> flows;
};

// Requests per second through each node, as the stated loads and shares say (nothing is refused, nothing retried).
std::vector<double> expectedRates(const Model& model);
// The same with its flows.
Traffic expectedTraffic(const Model& model);

// At most `lanes` lanes, or one when the cost model says that windows would cost more than they save: per event 50 ns,
// per parcel 33 ns, per window 1 us (measured). `traffic` is per second. Nodes that must see each other at once stay
// together: flows without latency, a queue with its consumers and its dead letters, functions that share a concurrency
// limit; of the others the lanes are cut where little flows (run/graph_cut.h).
Partition partition(const Model& model, const Traffic& traffic, std::uint32_t lanes);
// Exactly as many lanes as there can be, up to `lanes`, whatever it costs: for tests of identity.
Partition partitionAnyway(const Model& model, std::uint32_t lanes);

}  // namespace spillway
