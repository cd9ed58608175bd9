#pragma once

#include "kernel/breaker_counts.h"
#include "kernel/decision.h"
#include "kernel/failure_cause.h"
#include "kernel/workflow_log.h"
#include "metrics/steady_state.h"
#include "metrics/summary.h"
#include "run/recovery.h"
#include "run/snapshot.h"
#include "scenario/scenario.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What a finished (or stopped) run says. Everything here except `wallSeconds` is a function of architecture, scenario,
// seed and commands, bit for bit.
namespace spillway {

// One value per finished simulated second; index 0 is [0 s, 1 s). All vectors of a run have equal length.
struct NodeSeries {
    std::vector<float> throughput;  // completed per second
    std::vector<float> errors;      // failed per second
    std::vector<float> p50Ms;
    std::vector<float> p95Ms;
    std::vector<float> p99Ms;
    std::vector<float> instances;    // ready (idle, busy, draining) at the end of the second
    std::vector<float> starting;     // at the end of the second
    std::vector<float> backlog;      // waiting at the end of the second
    std::vector<float> utilization;  // busy share of slots, mean over the second
    friend bool operator==(const NodeSeries&, const NodeSeries&) = default;
};

// What a platform with rules of its own may bill beside requests.
struct PoolUse {
    double activeSeconds = 0;       // of instances with a request in them
    double startingSeconds = 0;     // of instances
    double cpuSeconds = 0;          // that requests burnt
    std::uint64_t activations = 0;  // an idle instance got a request; not the one that waited for it to be free
    // Of instances with a request in them, each time rounded up as its platform bills it (Azure Flex); else 0. Those
    // that are always ready have a rate of their own.
    double billedSeconds = 0;
    double readySeconds = 0;
    std::uint64_t readyRequests = 0;
    friend bool operator==(const PoolUse&, const PoolUse&) = default;
};

struct NodeReport {
    std::string id;
    NodeKind kind = NodeKind::service;
    std::uint64_t arrived = 0;
    std::uint64_t succeeded = 0;
    FailureCounts failed{};
    LatencySummary response;  // arrival at the node to its response; sources: as the user sees it
    LatencySummary waiting;   // for a slot or an instance
    double utilization = 0;   // mean busy share of its slots; 0 when unlimited
    double meanBusy = 0;      // requests in its instances
    double meanWaiting = 0;   // mean number waiting
    std::int64_t peakInstances = 0;
    double meanInstances = 0;
    std::uint64_t coldStarts = 0;
    std::uint64_t deadLettered = 0;  // queues
    std::uint64_t expired = 0;       // queues: older than the retention
    std::uint64_t redelivered = 0;   // queues, streams
    // What only its kind tells, at the end of the run; absent for most.
    std::optional<Figures> figures;
    std::optional<PoolUse> pool;  // instances of a platform other than Lambda and plain Kubernetes
    // How sure the mean response time is, from this run alone. Absent when the run has no steady state to tell of: its
    // rates change, it has faults, it did not settle or it is too short; then replications say it.
    std::optional<SteadyMean> steady;
    NodeSeries series;
    friend bool operator==(const NodeReport&, const NodeReport&) = default;
};

struct FlowReport {
    std::string from;
    std::string to;
    FlowKind kind = FlowKind::call;
    std::uint64_t attempts = 0;  // retries included
    std::uint64_t retries = 0;
    std::uint64_t succeeded = 0;
    FailureCounts failed{};
    LatencySummary response;  // per attempt, as the caller sees it
    std::uint64_t breakerOpened = 0;
    std::optional<BreakerCounts> breakers;  // at the end of the run; absent without a breaker
    friend bool operator==(const FlowReport&, const FlowReport&) = default;
};

struct WorkflowStateReport {
    std::string name;
    std::string type;          // "Task"
    std::int32_t parent = -1;  // index of the Parallel or Map state it is in
    std::string node;          // a Task's; empty: none does it
    StateCounts counts;
    LatencySummary took;  // from being entered to being left
    friend bool operator==(const WorkflowStateReport&, const WorkflowStateReport&) = default;
};

// Conservation: started = succeeded + failed + timedOut + aborted + running, and of each state likewise.
struct WorkflowReport {
    std::string id;
    bool express = false;
    ExecutionCounts counts;
    LatencySummary took;       // executions that ended
    double billedSeconds = 0;  // of Express executions, each rounded up to 0.1 s
    std::vector<WorkflowStateReport> states;
    std::vector<ExecutionSample> followed;
    friend bool operator==(const WorkflowReport&, const WorkflowReport&) = default;
};

enum class SpanPart : std::uint8_t {
    waiting,  // for a slot
    coldStart,
    throttled,  // refused and waiting to retry
    backoff,    // waiting to retry after another failure
    work,       // own work
    network,
    held,         // at the caller: no connection or permission is free
    replication,  // done, until a synchronous standby has it
};
constexpr auto names(SpanPart) {
    using enum SpanPart;
    return std::array<EnumName<SpanPart>, 8>{{{waiting, "waiting"},
                                              {coldStart, "cold_start"},
                                              {throttled, "throttled"},
                                              {backoff, "backoff"},
                                              {work, "work"},
                                              {network, "network"},
                                              {held, "held"},
                                              {replication, "replication"}}};
}

// One visit of a sampled request to a node.
struct Span {
    std::int32_t parent = -1;  // index into the trace's spans; -1 is the root
    std::uint32_t node = 0;    // index into the report's nodes
    std::int32_t attempt = 0;  // 0 is the first
    SimTime start{};           // sent by the caller
    SimTime arrived{};
    SimTime started{};  // got its slot
    SimTime
        end{};  // response reached the caller (or the caller gave up); events: done; neither yet: the end of the run
    bool cold = false;
    bool succeeded = true;
    FailureCause cause = FailureCause::timeout;  // meaningful when it did not succeed
    std::optional<SimTime> held;                 // since when its caller held it back, until `start`
    std::optional<SimTime> committing;           // since when its work is done and a standby has to have it
    // When its caller wanted it.
    SimTime wanted() const { return held.value_or(start); }
    // Where in the stretch [from, to] behind its last call its work ended; what is left waited for a standby.
    SimTime workedUntil(SimTime from, SimTime to) const { return std::clamp(committing.value_or(to), from, to); }
    friend bool operator==(const Span&, const Span&) = default;
};

struct Trace {
    std::uint64_t id = 0;
    std::vector<Span> spans;
    friend bool operator==(const Trace&, const Trace&) = default;
};

// Where the time of the slowest 1 % of the requests through `of` goes: parts sum to 1.
struct AttributionPart {
    std::string node;  // whose time it is: the node itself or a dependency
    SpanPart part = SpanPart::work;
    double share = 0;
    friend bool operator==(const AttributionPart&, const AttributionPart&) = default;
};
struct Attribution {
    std::string of;                      // node id
    std::uint64_t requests = 0;          // sampled requests it rests on
    Duration threshold{0};               // their least response time
    std::vector<AttributionPart> parts;  // largest first
    friend bool operator==(const Attribution&, const Attribution&) = default;
};

struct ObjectiveResult {
    Objective objective;
    LatencySummary response;
    double goodShare = 0;   // succeeded, and within p99's bound if there is one
    double budgetLeft = 0;  // 1 = untouched, 0 = used up, negative = overspent; 1 without a share
    bool met = false;
    friend bool operator==(const ObjectiveResult&, const ObjectiveResult&) = default;
};

// Every fault on `on`, scripted or by hand, was ended or called off at `at`.
struct Clearing {
    std::string on;
    SimTime at{};
    friend bool operator==(const Clearing&, const Clearing&) = default;
};

struct RunReport {
    std::string architecture;
    std::string scenario;
    std::uint64_t seed = 0;
    SimTime end{};  // simulated time reached
    std::uint64_t events = 0;
    // Conservation, over all sources: sent = succeeded + failed + inFlight.
    std::uint64_t sent = 0;
    std::uint64_t succeeded = 0;
    FailureCounts failed{};
    std::uint64_t inFlight = 0;
    std::vector<NodeReport> nodes;  // in the order of the topology
    std::vector<FlowReport> flows;
    std::vector<WorkflowReport> workflows;
    std::vector<Decision> decisions;  // in order of time
    std::vector<Attribution> attributions;
    std::vector<Trace> traces;
    std::vector<ObjectiveResult> objectives;
    std::optional<Recovery> recovery;  // absent when nothing broke
    std::vector<Fault> injected;       // by hand, with their times: lines for the scenario
    std::vector<Clearing> cleared;     // by hand; replay.h makes both into a scenario
    std::string fingerprint;           // 16 hex digits over every count, histogram and series
    double wallSeconds = 0;            // not part of equality of runs; never written where identity is promised
};

}  // namespace spillway
