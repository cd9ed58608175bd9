#pragma once

#include "base/random.h"
#include "kernel/decision.h"
#include "kernel/frame_pool.h"
#include "nodes/lookup_state.h"
#include "nodes/measures.h"
#include "nodes/message_groups.h"
#include "nodes/model.h"
#include "nodes/rate_log_state.h"
#include "nodes/stream_state.h"
#include "platforms/cpu_quota.h"
#include "platforms/hpa.h"
#include "platforms/lambda.h"
#include "platforms/pool_scaler.h"
#include "platforms/table_capacity.h"
#include "policies/active_retries.h"
#include "policies/circuit_breaker.h"
#include "policies/codel.h"
#include "policies/concurrency_limiter.h"
#include "policies/hash_ring.h"
#include "policies/load_balancer.h"
#include "policies/outlier_detector.h"
#include "policies/retry.h"
#include "policies/token_bucket.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

// The changing part of nodes and flows, by behaviour.
namespace spillway {

// Frames in a row, linked through Frame::next.
struct FrameLine {
    std::uint32_t head = kNoFrame;
    std::uint32_t tail = kNoFrame;
    std::uint32_t count = 0;

    void push(FramePool& frames, std::uint32_t index) {
        frames[index].next = kNoFrame;
        if (head == kNoFrame)
            head = index;
        else
            frames[tail].next = index;
        tail = index;
        ++count;
    }
    void pushFront(FramePool& frames, std::uint32_t index) {
        frames[index].next = head;
        head = index;
        if (tail == kNoFrame) tail = index;
        ++count;
    }
    void reverse(FramePool& frames) {
        FrameLine turned;
        while (count != 0) turned.pushFront(frames, pop(frames));
        *this = turned;
    }
    // The line is not empty.
    std::uint32_t pop(FramePool& frames) {
        const std::uint32_t index = head;
        head = frames[index].next;
        if (head == kNoFrame) tail = kNoFrame;
        frames[index].next = kNoFrame;
        --count;
        return index;
    }
};

struct ServerState;
struct FlowRow;

// In the order in which a visit touches it: the first four lines. The pointers are World::link()'s, and so is what
// stands in its first line so that an ordinary visit looks at the model for its work alone.
struct alignas(64) NodeState {
    const NodeModel* model = nullptr;
    ServerState* server = nullptr;  // Behavior::server
    std::uint32_t index = 0;
    std::uint32_t openCalls = 0;
    std::uint64_t sequence = 0;
    RngStream work;
    RngStream choice;
    std::uint32_t firstGroup = 0;
    std::uint16_t groups = 0;
    bool quick = false;                  // an ordinary server that works, while no lever is moved
    bool straight = false;               // sends no events and has no tasks
    const FlowRow* firstCall = nullptr;  // of its first group, if any; only to ask ahead for it
    NodeMeasures measures;
    RngStream backoff;
    RngStream fault;
    RngStream startup;
    std::vector<Decision> decisions;
};

struct alignas(64) FlowState {
    FlowMeasures sent;  // by the caller's lane
    std::optional<CircuitBreaker> breaker;
    std::optional<RetryBudget> budget;
    alignas(64) FlowMeasures received;  // events, by the target's lane
};

// What every event on a flow needs of it, in one line that nobody writes while lanes run: caller and callee may live in
// different ones.
struct alignas(64) FlowRow {
    FlowState* state = nullptr;
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
    std::uint32_t openCallLimit = kUnbounded;  // of the caller
};
static_assert(sizeof(FlowRow) == 64, "one cache line");

enum class InstanceState : std::uint8_t { gone, starting, ready, draining, down };

struct Instance {
    InstanceState state = InstanceState::gone;
    std::uint32_t zone = 0;      // position in the node's zones
    std::uint32_t busy = 0;      // while it is not ready, and of special servers; else see ServerState::busyOf()
    std::uint64_t readyUid = 0;  // the event that makes it ready
    SimTime started{};
    SimTime readinessChanged{};
    bool leaving = false;           // taken away, but serving until it is told to stop
    SimTime deleted{};              // when it was taken away
    SimTime unlisted{};             // when the last proxy knows
    std::optional<CpuQuota> quota;  // under a CPU limit
    Duration burnt{0};              // CPU under that limit
    std::optional<PodView::Sample> sample;
    // Requests in their own work, over time: less `now` when one begins, plus `now` when it ends (unsigned, so it
    // wraps).
    std::uint64_t workArea = 0;
    std::uint32_t working = 0;
    double workBefore = 0;  // seconds of CPU when it was sampled last
    FrameLine line;         // requests that wait for this one (nodes/own_line.h)
    SimTime idleSince{};
    bool paused = false;  // was, when the request that it works on came

    void beginWork(SimTime now) {
        workArea -= static_cast<std::uint64_t>(now.time_since_epoch().count());
        ++working;
    }
    void endWork(SimTime now) {
        workArea += static_cast<std::uint64_t>(now.time_since_epoch().count());
        --working;
    }
    double workSeconds(SimTime now) const {
        const auto elapsed = static_cast<std::uint64_t>(now.time_since_epoch().count());
        return static_cast<double>(workArea + working * elapsed) * 1e-9;
    }
};

struct RolloutState {
    SimTime began{};
    std::uint32_t replicas = 0;
    std::uint32_t surge = 0;
    std::uint32_t unavailable = 0;
    std::uint32_t toStart = 0;
};
struct ClusterState {
    std::vector<SimTime> machines;  // that were added: when each is up
    SimTime added{};                // the last of them was asked for
    std::optional<SimTime> spare;   // more than are needed since then
};

// A number by instance. Those of the first three lie in the object itself: most services have no more, and would have a
// line of cache for them alone.
class InstanceLoads {
public:
    InstanceLoads() = default;
    InstanceLoads(const InstanceLoads& other) : m_size{other.m_size}, m_few{other.m_few} {
        if (!other.m_many) return;
        m_many = std::make_unique_for_overwrite<std::uint32_t[]>(std::bit_ceil(m_size));
        std::copy_n(other.m_many.get(), m_size, m_many.get());
    }
    InstanceLoads(InstanceLoads&&) noexcept = default;
    InstanceLoads& operator=(InstanceLoads other) noexcept {
        m_size = other.m_size;
        m_few = other.m_few;
        m_many = std::move(other.m_many);
        return *this;
    }
    ~InstanceLoads() = default;

    std::uint32_t size() const { return m_size; }
    const std::uint32_t* data() const { return m_many ? m_many.get() : m_few.data(); }
    std::uint32_t& operator[](std::uint32_t instance) { return (m_many ? m_many.get() : m_few.data())[instance]; }
    std::uint32_t operator[](std::uint32_t instance) const { return data()[instance]; }
    void add(std::uint32_t load) {
        if (m_size >= m_few.size() && (!m_many || std::has_single_bit(m_size))) grow();
        ++m_size;
        (*this)[m_size - 1] = load;
    }
    std::size_t bytes() const { return m_many ? std::bit_ceil(m_size) * sizeof(std::uint32_t) : 0; }

private:
    // There is always room up to the next power of two.
    void grow() {
        auto more = std::make_unique_for_overwrite<std::uint32_t[]>(std::bit_ceil(m_size + 1));
        std::copy_n(data(), m_size, more.get());
        m_many = std::move(more);
    }

    std::unique_ptr<std::uint32_t[]> m_many;
    std::uint32_t m_size = 0;
    std::array<std::uint32_t, 3> m_few{};
};

// The first line is what every visit touches.
struct alignas(64) ServerState {
    static constexpr std::uint32_t kClosed = ~std::uint32_t{0};
    static constexpr std::uint32_t kFull = std::uint32_t{1} << 31;
    const ServerModel* model = nullptr;  // World::link()'s
    std::uint32_t slotsPerInstance = 1;
    bool serving = false;
    // World::link()'s: elastic or ownLines, which is why most is done in files of their own.
    bool special = false;
    bool guarded = false;  // nodes/server_guard.h
    bool watched = false;  // special or metered
    std::uint64_t freeSlots = 0;
    InstanceLoads load;  // busy slots by instance, kClosed when it takes nothing: scanned for the least
    FrameLine waiting;
    std::uint32_t unlisting = 0;  // have stopped, and some proxy does not know yet
    bool elastic = false;
    bool ownLines = false;
    bool metered = false;  // an autoscaler asks how long each instance works
    InstanceBalancer balancer{Balance::leastBusy};
    std::vector<Instance> instances;
    std::uint32_t ready = 0;
    std::uint32_t starting = 0;
    std::uint32_t draining = 0;
    std::uint32_t down = 0;
    std::uint32_t leaving = 0;  // of the ready
    std::uint32_t crashes = 0;  // instances that died
    RngStream removals;
    Duration stalled{0};  // for CPU, in the running second
    Duration worked{0};   // by what began in it, stalls included
    RateLog stalling;
    std::optional<HpaController> autoscaler;
    SimTime sampled{};     // when the pods' metrics were sampled last
    std::string lastHeld;  // what it last said without changing anything
    std::optional<RolloutState> rollout;
    ClusterState cluster;

    // Busy slots of an instance, in any state.
    std::uint32_t busyOf(std::uint32_t instance) const {
        return special || load[instance] == kClosed ? instances[instance].busy : load[instance] & ~kFull;
    }
};

// Of a server whose platform has rules of its own (nodes/elastic.h).
struct ElasticState {
    PoolScaler scaler;
    bool lineArmed = false;
    double busyBefore = 0;  // integrals at the look before
    double waitingBefore = 0;
    TimeWeightedMean active{};      // instances with a request in them
    TimeWeightedMean starting{};    // instances
    std::uint64_t activations = 0;  // an idle instance got a request
    double cpuSeconds = 0;          // that were counted
    double coresCounted = 0;        // of them, at the look before
    std::int64_t told = 0;          // instances, as told last
    std::uint64_t resumed = 0;      // requests that found a paused instance
    std::vector<SimTime> lastAt;    // by location: when its instance was asked last
    std::string reason;             // of changes that were not told yet
    std::string lastHeld;
};

// Of a server whose instances have lines of their own (nodes/own_line.h).
struct OwnLinesState {
    std::uint32_t turn = 0;
    std::vector<std::uint32_t> pinned;  // instance by connection
    HashRing ring;
    std::vector<std::uint32_t> ringHosts;
    RngStream choice;
    std::optional<SimTime> toldOverload;
};

// What a flow's guard remembers of those who call: of all instances of the caller together, or of one of them.
struct CallerGuard {
    std::int64_t inside = 0;  // permissions of the bulkhead
    FrameLine waiting;        // for one
    std::optional<ActiveRetries> retries;
    // Of one instance alone: those of all lie in FlowState.
    std::uint32_t instance = kNoInstance;
    std::optional<CircuitBreaker> breaker;
    std::optional<RetryBudget> budget;
    std::uint64_t attempts = 0;  // begun and not ended
    std::int64_t open = 0;       // of them, out
};

// What a flow's guard has to remember.
struct FlowGuard {
    enum Told : std::size_t { full, limited, late, retriesHeld, hedged, fellBack, pooled, unpooled };
    static constexpr std::size_t kTold = 8;
    struct Tally {
        std::uint64_t now = 0;
        std::uint64_t before = 0;  // until the running second
        RateLog log;
    };
    // The other copy of a call.
    struct Twin {
        std::uint64_t uid = 0;
        std::uint32_t index = kNoFrame;
        bool decided = false;  // it was answered first
    };
    // The connections of one instance of the caller: by its number, and what tells it from others that had it.
    using Holder = std::pair<std::uint32_t, std::uint64_t>;
    struct Pool {
        std::int64_t busy = 0;
        FrameLine waiting;
    };
    const GuardModel* model = nullptr;  // World::link()'s
    CallerGuard all;
    std::map<std::uint64_t, CallerGuard> each;       // by number: who comes in the place of one that is gone is another
    std::map<std::uint32_t, std::uint64_t> numbers;  // by instance of the caller, of those that are there
    std::map<std::uint64_t, std::uint64_t> makers;   // by uid of an attempt: the number of who makes it
    std::uint64_t lastNumber = 0;
    std::map<std::uint32_t, TokenBucket> buckets;  // by instance of the caller, or one for all
    std::optional<RetryBudget> hedgeBudget;
    std::map<std::uint64_t, Twin> twins;  // by uid, of calls with two copies
    std::array<Tally, kTold> told;
    std::uint64_t begun = 0;                    // calls that count for the hedges' budget
    std::map<Holder, Pool> pools;               // none that is idle
    std::map<std::uint64_t, Holder> borrowers;  // by uid, of calls that have a connection or wait for one
    TimeWeightedMean poolLine{};                // calls that wait for one
    std::uint64_t poolGrants = 0;               // calls that got one, or waited in vain
    std::uint64_t poolTimeouts = 0;
    Duration poolWaited{0};
};

// What a server's guard has to remember.
struct ServerGuard {
    enum Told : std::size_t { rateLimited, limited, shed, dropped };
    static constexpr std::size_t kTold = 4;
    struct Line {
        SimTime since{};           // it has not been empty
        bool newestFirst = false;  // and is linked so
        std::optional<Codel> codel;
    };
    // Limits of one instance's own.
    struct Door {
        std::optional<ConcurrencyLimiter> limiter;
        std::optional<TokenBucket> bucket;
    };
    const ServerGuardModel* model = nullptr;  // World::link()'s
    std::vector<Line> lines;                  // by instance, or one for all
    std::vector<Door> doors;                  // by instance, where a limit is of each
    std::optional<OutlierDetector> outlier;
    std::optional<ConcurrencyLimiter> limiter;
    std::optional<TokenBucket> bucket;
    RngStream stream;
    std::string lastHeld;
    std::array<FlowGuard::Tally, kTold> told;
};

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
};

// The loop that fetches for one consumer.
struct PollerState {
    std::int64_t inFlight = 0;  // batches
    std::int64_t busiest = 0;   // of them, in the running minute
    std::int64_t limit = 0;
    std::int64_t told = 1;  // of the limit
    bool toldHeld = false;
    std::optional<SqsPollers> lambda;  // a function's pollers grow with the backlog
    FrameLine open;                    // a batch that waits for more; it counts as in flight
    std::int64_t openBytes = 0;
    SimTime opened{};
    std::uint64_t closing = 0;  // uid of the event that ends its window
    bool toldHeavy = false;
};

struct QueueState {
    FrameLine visible;
    std::int64_t held = 0;      // delayed, visible and received
    std::int64_t received = 0;  // and not done
    std::vector<PollerState> pollers;
    std::uint32_t cursor = 0;
    MessageGroups groups;  // fifo: instead of `visible`
    std::optional<TokenBucket> sends;
    bool toldInFlight = false;
    std::uint64_t duplicates = 0;    // delivered again although they were done
    std::uint64_t deduplicated = 0;  // sent twice, kept once
    std::uint64_t redriven = 0;
    std::uint64_t overtaken = 0;  // came back while somebody still worked on them
    std::uint64_t batches = 0;    // that had a window
    std::uint64_t batched = 0;    // messages in them
    std::uint64_t heavy = 0;      // batches that their payload closed

    std::uint32_t visibleCount() const { return visible.count + groups.waiting(); }
};

struct TableState {
    std::optional<TableCapacity> capacity;
    std::uint64_t tableThrottled = 0;
    std::uint64_t partitionThrottled = 0;
    std::uint64_t throttledBefore = 0;
    RateLog throttling;
};

// A store whose reads go to copies.
struct ReplicaState {
    std::vector<SimTime> applied;  // by replica: when it has everything that was written
    std::vector<SimTime> visible;  // by replica and key: when it has the last write
    std::uint32_t turn = 0;
    std::uint64_t reads = 0;
    std::uint64_t old = 0;  // of them, of what had been written anew
    Duration longestLag{0};
    bool toldBehind = false;
    std::uint32_t primary = 0;  // the instance that takes writes
    bool failing = false;       // it is dead, and no other has taken its place
    SimTime died{};
    std::uint64_t promotion = 0;                // uid of the event that is due
    std::vector<std::deque<SimTime>> arriving;  // by replica: writes on their way, where they may be lost
    std::uint64_t lost = 0;                     // writes
    std::uint64_t failovers = 0;
    Duration without{0};  // a primary
};

// What is kept for a subscriber that is away.
struct SessionState {
    FrameLine kept;
    bool away = false;
    bool expired = false;  // it has been away for too long
    SimTime since{};       // it was missed
    std::uint64_t keptEver = 0;
    std::uint64_t dropped = 0;
    std::uint64_t droppedBefore = 0;  // it was away this time
};

// Who holds connections to a store open.
struct ConnectionState {
    struct Holder {
        std::uint64_t birth = 0;  // of the instance
        std::int64_t count = 0;
    };
    std::map<std::pair<std::uint32_t, std::uint32_t>, Holder> holders;  // by node and instance
    std::int64_t open = 0;
    std::int64_t most = 0;
    std::uint64_t refused = 0;
};

struct TopicState {
    std::optional<TokenBucket> puts;
    SimTime nextInvocation{};
    std::uint64_t delayed = 0;
};

struct SourceState {
    const SourceModel* model = nullptr;  // World::link()'s
    RngStream arrivals;
    RngStream think;
    std::uint64_t nextTick = 0;  // uid of the event that counts; others are stale
    std::uint64_t sampled = 0;
    std::int64_t users = 0;  // closed loop: alive
    std::int64_t wanted = 0;
    std::uint64_t lost = 0;        // devices: packets that were not sent again
    std::uint64_t repeated = 0;    // devices: reports that arrived once more
    std::vector<Duration> phases;  // devices
    std::uint64_t phase = 0;
    SimTime due{};  // of a schedule: its next start
    // World::link()'s: from when on a Poisson process keeps its last rate, and that.
    SimTime heldFrom = SimTime::max();
    double heldRate = 0;
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
