#pragma once

#include "base/draw_ahead.h"
#include "base/random.h"
#include "kernel/decision.h"
#include "nodes/broker_state.h"
#include "nodes/demand_peak.h"
#include "nodes/frame_line.h"
#include "nodes/guard_state.h"
#include "nodes/lookup_state.h"
#include "nodes/measures.h"
#include "nodes/model.h"
#include "nodes/rate_log_state.h"
#include "nodes/server_state.h"
#include "nodes/store_state.h"
#include "nodes/stream_state.h"
#include "platforms/lambda.h"
#include "policies/circuit_breaker.h"
#include "policies/retry.h"
#include "policies/token_bucket.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

// The changing part of nodes and flows, by behaviour: regular values, which forks and checkpoints copy as one. What is
// larger has a header of its own.
namespace spillway {

struct RareNode {
    RareNodeMeasures measures;
    std::vector<Decision> decisions;
};

// A visit touches the first four lines, in their order. What it seldom touches stands in tables of its own (RareNode,
// RareFlow, RareServer), so that what is touched often lies on few pages of memory (README.md). The pointers are
// World::link()'s, and so is what stands in the first line so that an ordinary visit with exponential work does not
// look at the model at all.
struct alignas(64) NodeState {
    ServerState* server = nullptr;  // itsServer, of Behavior::server
    std::uint32_t index = 0;
    std::uint32_t openCalls = 0;
    std::uint64_t lastUid = 0;     // of the node's own: makeUid(index, how many there were)
    DrawAhead<std::int64_t> work;  // ns
    double workMean = 0;           // of exponential work, ns; 0: the model draws
    std::uint32_t extra = kNone;   // NodeModel::extra
    std::uint32_t firstCall = 0;   // the first flow of its calls
    std::uint16_t groups = 0;      // of calls
    // Flows in each group, if all groups have the same number of them, all are taken for certain and their rows come
    // one after the other; 0: the model says which are taken.
    std::uint16_t callsInGroup = 0;
    bool quick = false;         // an ordinary server that works, while no lever is moved
    bool straight : 1 = false;  // sends no events and has no tasks
    bool plain : 1 = false;     // the end of a visit concerns nobody but its caller and its slot
    bool users : 1 = false;     // a closed loop
    bool folds : 1 = false;     // a source that makes one usual call after the other (nodes/folded_visit.h)
    NodeMeasures measures;
    ServerState itsServer;
    const NodeModel* model = nullptr;
    RngStream choice;
    RngStream backoff;
    RngStream fault;
    RngStream startup;
    RareNode* rare = nullptr;
};
static_assert(offsetof(NodeState, measures) == 64, "one cache line");
static_assert(sizeof(NodeState) == 384);

struct RareFlow {
    RareCallMeasures sent;  // by the caller's lane
    std::optional<CircuitBreaker> breaker;
    std::optional<RetryBudget> budget;
    alignas(64) DeliveryMeasures received;  // events, by the target's lane
};

// What every event on a flow needs of it: one line that nobody writes while lanes run, for caller and callee may live
// in different ones; and next to it, on the same page, what the caller counts.
struct alignas(128) FlowRow {
    CallMeasures* sent = nullptr;
    const FlowModel* model = nullptr;
    NodeState* from = nullptr;  // null: the way a source's own request begins
    NodeState* to = nullptr;
    Duration latency{0};
    double share = 1;  // of the visits that call it
    std::uint32_t latencyConstant = kNone;
    std::uint32_t timer = kNone;
    bool awaited : 1 = false;
    bool fromQueue : 1 = false;
    bool remote : 1 = false;    // the target lives in another lane
    bool guarded : 1 = false;   // by a breaker, a retry budget, a limit of calls or what nodes/flow_guard.h does
    bool directed : 1 = false;  // the way back takes another time: FlowModel::latencyBack
    bool crosses : 1 = false;   // FlowModel::crossing
    bool simple : 1 = false;    // somebody waits, who is no queue; not guarded
    bool usual : 1 = false;     // that, not remote, not directed, between no zones, while no lever is moved
    std::uint32_t openCallLimit = kUnbounded;  // of the caller
    CallMeasures calls;                        // by the caller's lane
};
static_assert(offsetof(FlowRow, calls) == 64 && sizeof(FlowRow) == 128, "two cache lines");

// What a function tells about its scaling: gathered as it happens, told at whole seconds (nodes/function_log.h).
struct FunctionLog {
    // Since the number of environments was told last.
    struct Causes {
        std::int64_t cold = 0;
        std::int64_t expired = 0;
        std::int64_t recycled = 0;
        std::int64_t killed = 0;
        std::int64_t prepared = 0;  // provisioned ones, after some had died
    };
    struct Holding {
        bool told = false;
        SimTime last{};
    };
    std::int64_t environments = 0;  // as told last
    SimTime environmentsAt{};
    Causes causes;
    std::array<Holding, kLambdaLimitCount> holding;
    std::uint64_t throttledBefore = 0;  // until the running second
    std::uint64_t throttledWhenBegun = 0;
    RateLog throttling;  // a second
    Holding spilling;    // over the provisioned environments
    Holding initAgain;
};

// An environment on demand. A visit carries its number (Frame::instance).
struct Environment {
    static constexpr SimTime kFree = SimTime::max();
    SimTime retires = kFree;  // replaced at this age even when busy
    SimTime idleSince{};
    SimTime asked = kFree;    // when the request came that it was started for, until that has ended
    SimTime up{};             // since when it can work
    std::uint64_t birth = 0;  // how many were before it
};

struct FunctionState {
    // The instance of a visit on a provisioned environment, which has no number.
    static constexpr std::uint32_t kProvisionedEnvironment = ~std::uint32_t{0} - 1;
    std::vector<Environment> environments;
    std::vector<std::uint32_t> freeNumbers;
    // By number, the longest idle first.
    std::deque<std::uint32_t> idle;
    std::uint64_t births = 0;
    SimTime nextRetirement = Environment::kFree;  // of all, or earlier
    std::int64_t busy = 0;                        // provisioned ones included
    std::int64_t starting = 0;
    std::int64_t provisionedIdle = 0;
    std::int64_t provisionedBusy = 0;
    std::int64_t provisionedStarting = 0;
    DemandPeak demand;
    TimeWeightedMean onDemand{};     // busy beside provisioned environments
    std::uint64_t spilled = 0;       // requests that found no provisioned one
    SimTime nextPreparation{};       // when the next provisioned environment may start
    std::uint32_t preparations = 0;  // an outage makes those before it stale
    bool dying = false;              // environments die with their requests just now
    bool expiryArmed = false;
    TokenBucket newEnvironments;
    RngStream lifetimes;
    FunctionLog log;

    explicit FunctionState(const LambdaFacts& facts) : newEnvironments{lambdaScaling(facts)} {}
};

struct GatewayState {
    std::optional<TokenBucket> bucket;
    std::uint64_t heldByAccount = 0;  // requests
    std::uint64_t heldByRate = 0;     // by its own limit
    std::uint64_t throttledBefore = 0;
    RateLog throttling;
};

struct BalancerState {
    struct Target {
        bool healthy = true;
        std::uint32_t against = 0;  // checks in a row that say otherwise
    };
    std::vector<Target> targets;  // in the order of the calls; empty before the first check
    double healthyShare = 0;      // sum of their shares
    SimTime nextCheck{};
};

// The first line is what every request of a Poisson process touches.
struct alignas(64) SourceState {
    DrawAhead<double> arrivals;  // s
    std::uint64_t nextTick = 0;  // uid of the event that counts; others are stale
    // World::link()'s: from when on a Poisson process keeps its last rate, and that.
    SimTime heldFrom = SimTime::max();
    double heldRate = 0;
    const SourceModel* model = nullptr;  // World::link()'s, as the next two
    std::uint32_t rootFlow = 0;
    std::uint32_t openCallLimit = kUnbounded;
    std::uint64_t sampled = 0;
    RngStream think;
    std::int64_t users = 0;  // closed loop: alive
    std::int64_t wanted = 0;
    std::uint64_t lost = 0;        // devices: packets that were not sent again
    std::uint64_t repeated = 0;    // devices: reports that arrived once more
    std::vector<Duration> phases;  // devices
    std::uint64_t phase = 0;
    SimTime due{};  // of a schedule: its next start
};

// What faults that last leave behind at a node; only runs with faults have any.
struct NodeTrouble {
    std::optional<TokenBucket> quota;  // while it is throttled
    double entries = 0;                // that a cache lost; 0: it is warm
    double filled = 0;                 // of them, came back
    std::int64_t poison = 0;           // messages, the next that come
    SimTime pressedSince{};            // memory fills up
};

// The link of a flow that carries little.
struct FlowTrouble {
    SimTime requestsUntil{};   // occupied; moved by the caller's lane
    SimTime responsesUntil{};  // by the target's lane
};

}  // namespace spillway
