#pragma once

#include "run/report.h"
#include "topology/topology.h"

// Requests that are billed by their size: a large one counts for several (platform-facts 16).
namespace spillway {

// What came to a node in a run.
struct Inflow {
    double requests = 0;   // that arrived and were not throttled, which is free
    double units = 0;      // of `unitBytes` each, begun ones whole; messages that are sent together count together
    double meanBytes = 0;  // of one; 0 where no size is stated
};
Inflow inflowOf(const Topology& topology, const RunReport& report, const NodeReport& node, double unitBytes);

// Attempts that left: not those that a breaker, a bulkhead, a rate limit or the want of a connection held back.
double leftOver(const FlowReport& flow);

// How many messages went over a flow: its attempts, but from a queue or a stream each of them is a batch.
double messagesOver(const Topology& topology, const RunReport& report, std::size_t flow);

// So many units one request of this size counts for: at least one.
double unitsOfSize(double bytes, double unitBytes);

}  // namespace spillway
