#pragma once

#include "metrics/confidence.h"
#include "run/run.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

// The same scenario with several seeds: how much of a number is the scenario's, and how much is luck. The only honest
// interval for a scenario that changes as it goes (ramps, faults, growth), where one run has no steady state to take
// batches of.
namespace spillway {

struct ReplicationOptions {
    std::uint64_t firstSeed = 1;
    std::size_t runs = 10;  // seeds firstSeed, firstSeed + 1 ...; below 2 there is no interval
    unsigned threads = 1;   // runs at a time; the results do not depend on it
    std::optional<Duration> until;
    double confidence = 0.95;
    // Gets every finished run whole, with its series, by its place among the seeds: on the thread that ran it, so
    // several at a time, each place once.
    std::function<void(std::size_t place, const RunReport& report)> each;
};

// What one node's figures are over the runs.
struct NodeReplications {
    std::string id;
    NodeKind kind = NodeKind::service;
    ConfidenceInterval throughput;  // ended per second, failed included
    ConfidenceInterval failedShare;
    ConfidenceInterval meanMs;  // response time
    ConfidenceInterval p50Ms;
    ConfidenceInterval p95Ms;
    ConfidenceInterval p99Ms;
    ConfidenceInterval utilization;
    ConfidenceInterval instances;  // mean over time
    friend bool operator==(const NodeReplications&, const NodeReplications&) = default;
};
struct ObjectiveReplications {
    Objective objective;
    std::size_t met = 0;  // in so many of the runs
    friend bool operator==(const ObjectiveReplications&, const ObjectiveReplications&) = default;
};

struct Replications {
    std::string architecture;
    std::string scenario;
    SimTime end{};  // simulated time of each run
    double confidence = 0.95;
    std::vector<std::uint64_t> seeds;       // of the runs that were finished, rising
    std::vector<std::string> fingerprints;  // of the same runs
    std::vector<NodeReplications> nodes;    // in the order of the topology
    std::vector<ObjectiveReplications> objectives;
    friend bool operator==(const Replications&, const Replications&) = default;
};

// How far all of it is, 0 to 1; false stops, and what is not finished is left out. Called on the calling thread only.
using ReplicationProgress = std::function<bool(double share)>;

// Runs on the calling thread and `threads` - 1 others, which have ended when it returns. `plan` is not null.
Replications replicate(const std::shared_ptr<const RunPlan>& plan, const ReplicationOptions& options,
                       const ReplicationProgress& progress = {});

}  // namespace spillway
