#pragma once

#include "base/popularity.h"
#include "base/random.h"
#include "base/units.h"
#include "platforms/cron.h"
#include "platforms/facts.h"
#include "platforms/pool_rules.h"
#include "platforms/start_path.h"
#include "platforms/tars.h"
#include "policies/load_balancer.h"
#include "policies/token_bucket.h"
#include "scenario/workload.h"
#include "topology/kinds/function.h"
#include "topology/node_kind.h"
#include "topology/policies.h"
#include "topology/scaling.h"
#include "topology/topology.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// A topology made ready to execute: dense indices, flat tables, resolved defaults. Immutable while runs share it.
namespace spillway {

inline constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
// Instead of a constant class: there is no delay at all.
inline constexpr std::uint32_t kNoDelay = kNone - 1;
inline constexpr std::uint32_t kUnbounded = std::numeric_limits<std::uint32_t>::max();

// How a node admits and works; several kinds share one.
enum class Behavior : std::uint8_t {
    source,
    plain,
    gateway,
    external,
    server,
    function,
    queue,
    workflow,
    stream,
    topic,
    table
};

// [first, first + count) of Model::order (flows) or Model::groups.
struct Range {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
};

// Calls made at the same time.
struct CallGroup {
    Range flows;          // none: not calls but the rest of a login that was checked (nodes/hooks.h)
    bool oneOf = false;   // exactly one by share, not each by its own draw
    double shareSum = 1;  // oneOf: what the shares are measured against; what is missing to it goes nowhere
};

// The first lines are what every visit reads.
struct alignas(64) NodeModel {
    Behavior behavior = Behavior::plain;
    NodeKind kind = NodeKind::service;
    bool hasWork = false;
    bool workCut = false;                // workLimit is stated
    bool cpuLimited = false;             // a server whose work takes longer than it says: CPU, platform
    std::uint32_t workConstant = kNone;  // constant class of the work, if every draw is the same
    std::uint32_t extra = kNone;         // index into the table of its behavior
    std::uint32_t openCallLimit = kUnbounded;
    Range groups;
    Range events;
    Sampler work;
    double hitRatio = 0;    // requests that make no calls; below zero: see `lookup`
    Duration workLimit{0};  // longest own work (edge_worker)
    Duration visitLimit{0};
    std::uint32_t visitTimer = kNone;  // platform's limit of a whole visit
    std::uint32_t parallelCalls = 0;   // at most so many calls of a visit at once; 0: any number
    std::uint32_t lookup = kNone;      // of Model::lookups: a cache that states its keys
    std::uint32_t replicas = kNone;    // of Model::replicas: a store whose reads go to copies
    double reads = 0;                  // share of visits that insert nothing, and so send no events
    bool guardsEach = false;           // a guard on one of its flows is of each of its instances
    bool marksWrites = false;          // a visit that writes carries frame_flag::kProvisioned
    std::uint32_t balancer = kNone;    // of Model::balancers
    std::uint32_t subrequests = 0;     // calls that a visit may make in all, tries included; 0: any number
    std::vector<std::string> zones;
    std::string id;
};

// What nodes/flow_guard.h executes.
struct GuardModel {
    bool deadline = false;
    std::optional<Bulkhead> bulkhead;
    std::optional<ConnectionPool> pool;
    std::optional<RateLimit> rateLimit;
    std::optional<Hedge> hedge;
    std::optional<Fallback> fallback;
    std::optional<Share> activeRetries;
    std::int64_t leastRetries = 3;
    // Of each instance of the caller: what is one for all lies in Model::breakers and Model::retries.
    std::optional<Breaker> breaker;
    std::optional<Share> retryBudget;
    bool retriesEach = false;
    std::uint32_t flow = kNone;
    // Whoever makes a call has to be known until it ends.
    bool isOfEach() const { return breaker || retryBudget || retriesEach || (bulkhead && bulkhead->perInstance); }
    // Caller and callee look at each other's frames.
    bool reachesCallee() const { return deadline || (hedge && hedge->cancel); }
    friend bool operator==(const GuardModel&, const GuardModel&) = default;
};
// What nodes/server_guard.h executes.
struct ServerGuardModel {
    Line line;
    std::optional<OutlierDetection> outlier;
    std::optional<ConcurrencyLimit> limit;
    std::optional<RateLimit> rateLimit;
    std::optional<Shedding> shedding;
    std::uint32_t node = kNone;
    friend bool operator==(const ServerGuardModel&, const ServerGuardModel&) = default;
};

struct FlowModel {
    std::uint32_t from = kNone;  // kNone: the way a source's own request begins
    std::uint32_t to = 0;
    bool awaited = false;  // somebody waits: a call, or a queue for its consumer
    bool fromQueue = false;
    bool asyncRetry = false;  // an event into a function: the platform retries (platform-facts 1.4)
    double share = 1;
    double poison = 0;  // share of what flows into a queue or stream that nobody can do
    Duration latency{0};
    Duration latencyBack{0};                   // of the response
    double crossing = 0;                       // share that goes from one zone to another, and so takes
    Duration betweenZones{0};                  // this longer each way
    std::uint32_t latencyConstant = kNoDelay;  // class of the latency, kNoDelay, or kNone: no ring of its own
    std::uint32_t timer = kNone;               // index into Model::timeouts
    Duration timeout{0};
    std::uint32_t retry = kNone;     // index into Model::retries
    std::uint32_t breaker = kNone;   // index into Model::breakers
    std::uint32_t guard = kNone;     // index into Model::guards
    std::uint32_t delivery = kNone;  // index into Model::deliveries: the broker, or Lambda, tries an event again
    std::uint32_t subrequests = 0;   // NodeModel::subrequests of the caller
    Criticality criticality = Criticality::normal;
    std::int64_t batch = 1;
    bool reportItems = false;     // out of a queue: the consumer says which messages failed
    Duration window{0};           // out of a queue: a batch that is not full waits for more
    std::int64_t payload = 0;     // bytes; 0: not stated
    std::int64_t batchBytes = 0;  // out of a queue: what a batch may carry; 0: no matter
    std::int64_t largest = 0;     // of those messages
    std::optional<std::int64_t> maxConcurrency;
    std::uint32_t set = kNone;  // of TARS: the only one of the target's that its caller may call

    Duration least() const { return awaited ? std::min(latency, latencyBack) : latency; }
};

// See nodes/rollout.h.
struct RolloutModel {
    SimTime at{};
    double maxSurge = 0;  // of the replicas
    double maxUnavailable = 0;
};
// The machines that pods need (nodes/cluster_room.h).
struct ClusterModel {
    std::int64_t room = 0;         // pods that fit on those that are there
    std::int64_t podsPerNode = 1;  // on each that is added
    bool karpenter = false;
};

struct ServerModel {
    std::uint32_t slotsPerInstance = 1;
    std::uint32_t instances = 1;
    std::uint32_t queueLimit = 1000;
    StartPath startup;
    std::optional<Hpa> hpa;
    double busyCores = 1;                     // of a request while its own work runs (cpu_share x one core)
    std::int64_t requestedMillicores = 1000;  // per instance
    std::optional<Sampler> overhead;          // the platform's, on top of a request's own work
    std::optional<Sampler> preHook;           // business logic before and after the work
    std::optional<Sampler> postHook;
    Duration hookLimit{0};             // each of them is stopped after this
    std::optional<Sampler> connector;  // to a store outside; the hook after it then comes after the calls
    Duration pauseAfter{0};
    std::optional<Sampler> resume;      // of an instance that was idle for longer than pauseAfter
    std::uint32_t locations = 0;        // requests come in at so many places, each with instances of its own
    Duration locationIdle{0};           // they are gone when nobody asked for so long
    std::uint32_t connections = kNone;  // index into Model::connections
    std::optional<Cpu> cpuLimit;        // executed: stated together with what the work burns
    bool pods = false;                  // of a Deployment: those on lost machines are replaced elsewhere
    Duration preStop{0};
    std::uint32_t guard = kNone;  // index into Model::serverGuards
    std::vector<std::uint32_t> feedingQueues;
    std::optional<RolloutModel> rollout;
    std::optional<ClusterModel> cluster;
    std::uint32_t logins = kNone;    // index into Model::logins: a user collection
    std::uint32_t elastic = kNone;   // index into Model::elastics: a platform with rules of its own runs it
    std::uint32_t ownLines = kNone;  // index into Model::ownLines: requests wait at the instance they were sent to
};

// Requests to a user collection that log in, and what runs around them.
struct LoginModel {
    double share = 1;      // of the requests
    double wrong = 0;      // of the logins
    bool outside = false;  // a FlexAuth service checks them: the first group of calls; then comes the rest
    std::optional<Sampler> before;
    std::optional<Sampler> afterSuccess;
    std::optional<Sampler> afterFailure;
};

// Instances with lines of their own (nodes/own_line.h).
struct OwnLinesModel {
    Balance rule = Balance::roundRobin;
    std::uint32_t connections = 0;  // above 0: a request goes where its connection goes
    std::uint32_t choices = 0;      // above 0: the least active of so many drawn
    bool ring = false;              // by the hash of the request
    std::int64_t limit = 1000;      // that may wait at an instance
    std::optional<TarsQueue> tars;
    std::uint32_t sets = 0;  // instances belong to them in turn
    bool least = false;      // the least active of all
    bool primary = false;    // the first takes writes, the others reads (nodes/replica.h)
};

struct FunctionModel {
    StartPath coldStart;
    Duration keepAlive{0};
    Sampler lifetime;        // an environment is replaced at this age
    std::uint32_t pool = 0;  // whose concurrency it draws on
    std::int64_t provisioned = 0;
    IdlePick idlePick = IdlePick::most_recently_used;
};

// Concurrency shared by the functions of one account in one region, or reserved by one function of it.
struct ConcurrencyPool {
    std::int64_t limit = 1000;
    bool shared = true;
    std::uint32_t account = 0;  // below Model::accounts
    std::int64_t apart = 0;     // provisioned for functions that reserve nothing: taken from what is shared
};

struct GatewayModel {
    std::optional<Rate> rateLimit;
    double burst = 0;
    double availability = 1;        // externals
    std::uint32_t account = kNone;  // takes from this account's bucket as well
};

// See nodes/balancer.h.
struct BalancerModel {
    Duration interval{0};         // between two health checks of a target
    std::uint32_t unhealthy = 0;  // checks in a row that fail until it gets nothing
    std::uint32_t healthy = 0;    // that succeed until it gets something again
};

struct QueueModel {
    Duration visibilityTimeout{0};
    std::uint32_t visibilityTimer = 0;
    Duration retention{0};
    Duration delay{0};
    std::int64_t capacity = 0;
    bool bounded = false;               // the user states the capacity; else it only bounds memory
    std::uint32_t deadLetters = kNone;  // node
    std::int64_t maxReceives = 0;
    Range consumers;  // flows
    QueueEngine engine = QueueEngine::sqs;
    bool fifo = false;
    Popularity groups;                       // fifo
    std::optional<Rate> sends;               // fifo: taken per second
    bool pushed = false;                     // to whoever has room for `prefetch` more; else consumers fetch
    std::int64_t prefetch = 0;               // per instance; 0: unlimited
    std::optional<std::int64_t> fetchLimit;  // per instance, where a poller has one of its own
    std::int64_t inFlightLimit = 0;
    bool hides = true;    // failed messages come back after the visibility timeout
    Duration backoff{0};  // else after this, doubling
    Duration backoffCap{0};
    double duplicates = 0;
    double sentTwice = 0;
    bool deduplicates = false;  // the second of two alike is dropped
    std::optional<Redrive> redrive;
    // Service Bus.
    std::uint32_t space = kNone;  // index into Model::namespaces
    Duration renewal{0};          // the lock of a message in work is renewed for this long
    std::int64_t ahead = 0;       // fetched by an instance beyond those it works on
    Duration sessionIdle{0};      // a receiver stays with a session of which nothing comes; 0: it does not
};

// What the queues and topics of one Service Bus namespace share (nodes/service_bus.h).
struct NamespaceModel {
    std::string id;  // empty: of all that state none
    bool premium = false;
    double perSecond = 0;  // standard: credits; premium: bytes, each way
};

// A cache that states its keys.
struct LookupModel {
    Popularity keys;
    Duration timeToLive{0};  // 0: for ever
    std::uint32_t capacity = 0;
    bool coalesce = false;
    std::uint32_t locations = 1;  // each holds for itself
    bool shield = false;          // one more, which they ask first
    double jitter = 0;            // share of the time to live, either way
    double early = 0;             // XFetch's beta; 0: never
    Duration refreshAfter = Duration::max();
    Duration stale{0};   // answered for this long after it got too old
    Duration errors{0};  // a failed fetch is remembered for this long, and old entries are answered; 0: neither
};

// The copies of a store.
struct ReplicaModel {
    std::uint32_t count = 1;
    Sampler lag;
    Duration applyEach{0};  // write
    Popularity keys;
    Failover failover = Failover::none;
    Sampler failoverTime;
    std::optional<Sampler> commit;  // until a synchronous standby has a write
};

// What has capacity units and partitions of its own: a table, or one of its indexes.
struct TablePartModel {
    std::string name;  // of an index; empty: the table itself
    double read = 0;   // units a second; both zero: on demand
    double write = 0;
    std::uint32_t partitions = 1;
    Popularity keys;
    std::vector<std::uint32_t> partitionOfKey;
    double readUnits = 1;
    double writeUnits = 1;
    double items = 1;                                       // share of the table's that are in it
    double reads = 1;                                       // share of the table's that ask it
    std::array<std::optional<CapacityScaling>, 2> scaling;  // reads, writes
};
// A table with capacity units.
struct TableModel {
    TableLimits limits;
    std::vector<TablePartModel> parts;  // the table, then its indexes
    double reads = 0;                   // share of the requests
    double transactional = 0;           // share of the requests
};

// A topic or an event bus.
struct TopicModel {
    std::optional<Rate> puts;         // more are throttled
    std::optional<Rate> invocations;  // more are delayed
    double targets = 0;               // of an event, on average
    std::uint32_t space = kNone;      // Service Bus: index into Model::namespaces
    std::int64_t subscriptions = 0;
    std::uint32_t account = 0;  // whose puts and invocations count; below Model::accounts
};

// How a broker tries the deliveries of one flow again.
struct DeliveryModel {
    struct Phase {
        std::int64_t retries = 0;
        Duration first{0};
        Duration last{0};  // geometric in between
    };
    std::vector<Phase> phases;
    std::int64_t retries = 0;  // in all; what is beyond the phases waits as their last
    Duration age = Duration::max();
    std::uint32_t deadLetters = kNone;
    std::uint32_t successes = kNone;  // node: told of each that succeeded
    double jitter = 0;
    std::uint32_t session = kNone;  // index into Model::sessions
};

// What is kept for a subscriber that is away (nodes/session.h).
struct SessionModel {
    std::uint32_t flow = 0;
    Duration expiry{0};
    std::int64_t limit = 0;
    Duration reconnect{0};  // a subscriber that is back is noticed after so long at most
    bool once = false;      // QoS 2: it knows what it has been sent already
};

// When a schedule is due by the calendar.
struct CronModel {
    CronExpression expression;
    TimeZone zone;
    std::int64_t start = 0;  // of the run: seconds since 1970
};

struct StreamModel {
    std::uint32_t shards = 1;
    Duration retention{0};
    Popularity keys;  // none: every record has a key of its own
    std::vector<std::uint32_t> shardOfKey;
    std::uint32_t stickyRecords = 0;  // records without a key that stay with one partition; 0: any shard each time
    std::optional<Rate> writeRate;    // records a shard takes
    std::int64_t capacity = 0;        // records held at most, to bound memory
    Range readers;                    // of Model::readers
};

// A flow out of a stream.
struct ReaderModel {
    std::uint32_t flow = 0;
    std::uint32_t target = 0;
    bool group = false;       // consumers that poll, one partition one consumer; else a mapping polls each slot
    std::uint32_t lanes = 1;  // batches of one shard at once
    std::int64_t batch = 1;
    Duration window{0};
    Duration pollEvery{0};  // 0: whoever reads waits at the shard
    Duration pollAgain{0};  // while there is more
    std::uint64_t readAtOnce = 0;
    Duration push{0};  // from put to delivery, when records are pushed
    Assignor assignor = Assignor::cooperative;
    Duration joining{0};      // a rebalance takes at least this
    Duration session{0};      // a consumer that died is noticed after this
    Duration commitEvery{0};  // 0: after each batch
    std::uint32_t silenceTimer = 0;
    Duration silence{0};  // a delivery that is not answered for this long is given up
    std::optional<std::int64_t> retries;
    std::optional<Duration> age;
    bool bisect = false;
    bool reportItems = false;
    std::uint32_t deadLetters = kNone;
    std::optional<std::int64_t> maxConcurrency;
};

struct SourceModel {
    enum class Way : std::uint8_t { silent, open, users, schedule, devices };
    Way way = Way::silent;
    RateProfile profile;
    Arrivals arrivals = Arrivals::poisson;
    std::int64_t count = 0;  // users or devices
    Sampler think;
    Duration every{0};
    Duration offset{0};
    std::uint32_t cron = kNone;  // of Model::crons
    Qos qos = Qos::at_least_once;
    double loss = 0;
    Duration retransmit{0};
    std::uint32_t rootFlow = 0;
};

struct WorkflowModel;

struct Model {
    std::vector<NodeModel> nodes;  // in the order of the topology
    std::vector<FlowModel> flows;  // in the order of the topology; then one per source for its own requests
    std::uint32_t statedFlows = 0;
    std::vector<std::uint32_t> order;
    std::vector<CallGroup> groups;
    std::vector<Retry> retries;
    std::vector<Breaker> breakers;
    std::vector<GuardModel> guards;
    std::vector<ServerGuardModel> serverGuards;
    std::vector<ServerModel> servers;
    std::vector<LoginModel> logins;
    std::vector<PoolRules> elastics;
    std::vector<std::uint32_t>
        actions;  // nodes of OpenWhisk's one namespace; the first has its limits and counts for all
    std::vector<OwnLinesModel> ownLines;
    std::vector<FunctionModel> functions;
    std::vector<GatewayModel> gateways;
    std::vector<BalancerModel> balancers;
    std::vector<QueueModel> queues;
    std::vector<StreamModel> streams;
    std::vector<ReaderModel> readers;
    std::vector<LookupModel> lookups;
    std::vector<TableModel> tables;
    std::vector<ReplicaModel> replicas;
    std::vector<ConnectionLimit> connections;
    std::vector<NamespaceModel> namespaces;
    std::vector<TopicModel> topics;
    std::vector<DeliveryModel> deliveries;
    std::vector<SessionModel> sessions;
    std::vector<CronModel> crons;
    std::vector<SourceModel> sources;
    std::vector<std::shared_ptr<const WorkflowModel>> workflows;
    std::uint32_t accounts = 0;  // one in each region that holds something which an account limits; shared there
    std::vector<ConcurrencyPool> pools;
    std::vector<Duration> constants;                // classes of constant delays that have a ring of their own
    std::vector<Duration> timers;                   // distinct limits of visits and of received messages
    std::vector<Duration> timeouts;                 // distinct timeouts of calls
    const PlatformFacts* facts = &platformFacts();  // what is believed of the platforms; outlives the model
};

}  // namespace spillway
