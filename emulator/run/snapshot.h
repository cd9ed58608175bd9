#pragma once

#include "base/units.h"
#include "kernel/breaker_counts.h"
#include "kernel/figure.h"
#include "kernel/workflow_log.h"
#include "platforms/lambda_limit.h"

#include <cstdint>
#include <vector>

// What a picture of a running emulation needs, taken at one instant. Plain values: copied out of the run, read
// anywhere.
namespace spillway {

struct InstanceCounts {
    std::int32_t starting = 0;
    std::int32_t idle = 0;
    std::int32_t busy = 0;
    std::int32_t draining = 0;
    std::int32_t down = 0;
    std::int32_t total() const { return starting + idle + busy + draining + down; }
    friend bool operator==(const InstanceCounts&, const InstanceCounts&) = default;
};

// Rates, shares and percentiles are over the last finished simulated second.
struct NodeSnapshot {
    InstanceCounts instances;
    std::int32_t instanceLimit = 0;     // most instances it may have; 0 = no limit stated
    std::int64_t busySlots = 0;         // requests in work
    std::int64_t slots = 0;             // requests it can work on now; 0 = unlimited
    std::int64_t waiting = 0;           // requests or messages that wait
    std::int64_t waitingLimit = 0;      // 0 = none stated: unbounded, or nothing may wait
    std::int64_t inFlightMessages = 0;  // queues: received, not yet deleted
    double throughput = 0;              // completed per second
    double errorShare = 0;              // of the completed, failed included
    double throttledPerSecond = 0;      // refused for concurrency or rate
    double coldShare = 0;               // of the arrived
    Duration p50{0};
    Duration p95{0};
    Duration p99{0};
    Duration oldestAge{0};                   // queues: age of the oldest message
    LambdaLimit heldBy = LambdaLimit::none;  // functions: what throttled it within the last seconds
    bool faulted = false;                    // some fault hits it now
    Figures figures;                         // what only its kind tells
};

struct FlowSnapshot {
    double rate = 0;        // requests sent per second (attempts)
    double errorShare = 0;  // of the attempts
    Duration p99{0};        // as the caller sees it
    BreakerCounts breakers;
    bool faulted = false;
};

struct WorkflowStateSnapshot {
    StateCounts counts;
    // Of those that were left in the last finished second.
    Duration p50{0};
    Duration p99{0};
};

// A workflow node with a definition. `states` stand in the order of the definition, those inside a state right behind
// it; workflowStates() names them.
struct WorkflowSnapshot {
    std::uint32_t node = 0;  // index into the topology's nodes
    ExecutionCounts counts;
    Duration p50{0};  // of executions that ended in the last finished second
    Duration p99{0};
    std::vector<WorkflowStateSnapshot> states;
    std::vector<ExecutionSample> followed;  // ended ones first, then those that run, each by number
};

// Nodes and flows in the order of the topology the run was compiled from.
struct RunSnapshot {
    SimTime now{};
    SimTime end{};
    std::uint64_t events = 0;
    std::uint64_t sent = 0;
    std::uint64_t succeeded = 0;
    std::uint64_t failed = 0;
    std::uint64_t inFlight = 0;
    std::vector<NodeSnapshot> nodes;
    std::vector<FlowSnapshot> flows;
    std::vector<WorkflowSnapshot> workflows;
};

}  // namespace spillway
