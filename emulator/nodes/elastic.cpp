#include "nodes/elastic.h"

#include "kernel/failure_cause.h"
#include "nodes/autoscale.h"
#include "nodes/gateway.h"
#include "nodes/invoker_memory.h"
#include "nodes/own_line.h"
#include "nodes/server.h"
#include "nodes/visit.h"

#include <fmt/format.h>

#include <algorithm>

namespace spillway {
namespace {

using namespace frame_flag;

const ServerModel& modelOf(Context context, std::uint32_t node) {
    return context.model().servers[context.model().nodes[node].extra];
}
ServerState& stateOf(Context context, std::uint32_t node) { return *context.node(node).server; }
const PoolRules& rulesOf(Context context, std::uint32_t node) {
    return context.model().elastics[modelOf(context, node).elastic];
}
ElasticState& poolOf(Context context, std::uint32_t node) {
    return context.world.elastics[modelOf(context, node).elastic];
}
Outcome outcomeOf(PoolRules::Refusal refusal) {
    return failed(refusal == PoolRules::Refusal::throttled ? FailureCause::throttled : FailureCause::refused);
}

// What an instance is billed for, of the time that it has had requests in it without a pause.
Duration billedFor(const PoolRules::Billing& billing, Duration active) {
    if (billing.step > Duration{0}) active = (active + billing.step - Duration{1}) / billing.step * billing.step;
    return std::max(billing.least, active);
}

bool billsInstances(const PoolRules& rules) {
    return rules.billing && rules.billing->of != PoolRules::Billing::Of::request;
}

// What it was rounded up to has not passed.
bool isBilledStill(const PoolRules& rules, const Instance& instance, SimTime now) {
    if (!rules.billing || rules.billing->of != PoolRules::Billing::Of::instance) return false;
    return now - instance.activeSince < billedFor(*rules.billing, instance.idleSince - instance.activeSince);
}

Duration& billedOn(ElasticState& pool, const Instance& instance) {
    return instance.alwaysReady ? pool.billedReady : pool.billed;
}

// Those that are always ready are used first: it is one of them as long as not all of them are active. One that goes on
// without a pause goes on as what it was.
void beginBilled(const PoolRules& rules, ElasticState& pool, Instance& instance, bool goesOn) {
    if (!billsInstances(rules)) return;
    if (goesOn)
        billedOn(pool, instance) -= billedFor(*rules.billing, instance.idleSince - instance.activeSince);
    else
        instance.alwaysReady = pool.activeReady < rules.billing->ready;
    if (instance.alwaysReady) ++pool.activeReady;
}
void endBilled(const PoolRules& rules, ElasticState& pool, const Instance& instance) {
    if (!billsInstances(rules)) return;
    billedOn(pool, instance) += billedFor(*rules.billing, instance.idleSince - instance.activeSince);
    if (instance.alwaysReady) --pool.activeReady;
}

// It had no request in it, or only for no time at all: another one waited.
void activate(const PoolRules& rules, ElasticState& pool, Instance& instance, SimTime now) {
    const bool hasBeen = instance.activeSince != SimTime{};
    const bool isHandedOn = hasBeen && instance.idleSince == now;
    const bool goesOn = isHandedOn || (hasBeen && isBilledStill(rules, instance, now));
    beginBilled(rules, pool, instance, goesOn);
    pool.active.rise(now);
    if (!isHandedOn) ++pool.activations;
    if (!goesOn) instance.activeSince = now;
}

void countCpu(ElasticState& pool, Instance& instance, const ServerModel& model, SimTime now) {
    const double seconds = cpuSeconds(instance, model, now);
    pool.cpuSeconds += seconds - instance.workBefore;
    instance.workBefore = seconds;
}

PoolView viewNow(Context context, std::uint32_t node) {
    const ServerState& server = stateOf(context, node);
    const NodeState& measured = context.node(node);
    PoolView view;
    view.now = context.now();
    view.replicas = replicas(server);
    view.ready = server.ready;
    view.busy = measured.measures.busy.value();
    view.waiting = measured.rare->measures.waitingNow.value();
    return view;
}

// Messages of a queue, or records of a stream, that its consumer has not done.
std::int64_t backlogOf(Context context, std::uint32_t from, std::uint32_t consumer) {
    const NodeModel& source = context.model().nodes[from];
    if (source.behavior == Behavior::queue) {
        const QueueState& queue = context.world.queues[source.extra];
        return queue.visibleCount() + queue.received;
    }
    std::int64_t lag = 0;
    const StreamState& stream = context.world.streams[source.extra];
    const std::uint32_t first = context.model().streams[source.extra].readers.first;
    for (std::uint32_t i = 0; i < stream.readers.size(); ++i)
        if (context.model().readers[first + i].target == consumer) lag += stream.readers[i].lag;
    return lag;
}

// Of a stream.
std::int64_t shardsOf(Context context, std::uint32_t from) {
    return context.model().streams[context.model().nodes[from].extra].shards;
}

// Of a Kafka topic; 0: as many consumers as one likes.
std::int64_t partitionsOf(Context context, std::uint32_t from, std::uint32_t consumer) {
    const NodeModel& source = context.model().nodes[from];
    if (source.behavior != Behavior::stream) return 0;
    const StreamModel& stream = context.model().streams[source.extra];
    for (std::uint32_t i = 0; i < stream.readers.count; ++i) {
        const ReaderModel& reader = context.model().readers[stream.readers.first + i];
        if (reader.target == consumer && reader.group) return stream.shards;
    }
    return 0;
}

// Everything since the look before.
PoolView viewSince(Context context, std::uint32_t node) {
    ServerState& server = stateOf(context, node);
    ElasticState& pool = poolOf(context, node);
    const NodeState& measured = context.node(node);
    const double elapsed = toSeconds(periodOf(pool.scaler));
    PoolView view = viewNow(context, node);
    const double busy = measured.measures.busy.integral(context.now());
    const double waiting = measured.rare->measures.waitingNow.integral(context.now());
    view.concurrency = (busy - pool.busyBefore + waiting - pool.waitingBefore) / elapsed;
    pool.busyBefore = busy;
    pool.waitingBefore = waiting;
    for (Instance& instance : server.instances)
        if (instance.state != InstanceState::gone) countCpu(pool, instance, modelOf(context, node), context.now());
    view.cores = (pool.cpuSeconds - pool.coresCounted) / elapsed;
    pool.coresCounted = pool.cpuSeconds;
    const auto* keda = std::get_if<KedaScaler>(&pool.scaler);
    for (const std::uint32_t queue : modelOf(context, node).feedingQueues) {
        const std::int64_t backlog = backlogOf(context, queue, node);
        if (keda == nullptr) {
            view.backlog += backlog;
            continue;
        }
        // Each is a trigger of its own: the one that wants the most counts.
        const std::int64_t counted = keda->countsShards() ? shardsOf(context, queue) : backlog;
        const std::int64_t partitions = keda->countsShards() ? 0 : partitionsOf(context, queue, node);
        view.backlog = std::max(view.backlog, counted);
        view.metric = std::max(view.metric.value_or(0), keda->reported(counted, partitions));
    }
    return view;
}

// Actions share the limits of their namespace.
bool isAdmitted(Context context, const NodeState& node, ElasticState& pool) {
    const std::vector<std::uint32_t>& actions = context.model().actions;
    if (actions.size() < 2 || !std::holds_alternative<OpenWhiskScaler>(pool.scaler))
        return admits(pool.scaler, context.now(), static_cast<std::int64_t>(node.measures.inside) - 1);
    std::int64_t inside = -1;
    for (const std::uint32_t action : actions)
        inside += static_cast<std::int64_t>(context.node(action).measures.inside);
    return admits(poolOf(context, actions.front()).scaler, context.now(), inside);
}

// The first that has less than it is filled with; the others are idle until they are needed, or go.
std::uint32_t firstToFill(NodeState& node, std::int64_t fill) {
    const ServerState& server = *node.server;
    for (std::uint32_t i = 0; i < server.load.size(); ++i)
        if (server.load[i] < fill) return i;
    return leastBusy(node);
}

// Those that start go first, then the idle ones, then those with the least in them, which finish it.
void shrink(Context context, std::uint32_t node, std::uint32_t wanted) {
    ServerState& server = stateOf(context, node);
    while (replicas(server) > wanted) {
        std::size_t best = server.instances.size();
        const auto rank = [&](const Instance& instance) -> std::uint64_t {
            switch (instance.state) {
                case InstanceState::down: return 0;
                case InstanceState::starting: return 1;
                case InstanceState::ready: return 2 + std::uint64_t{instance.busy} + instance.line.count;
                default: return ~std::uint64_t{0};
            }
        };
        for (std::size_t i = server.instances.size(); i-- != 0;) {
            if (rank(server.instances[i]) == ~std::uint64_t{0}) continue;
            if (best == server.instances.size() || rank(server.instances[i]) < rank(server.instances[best])) best = i;
        }
        if (best == server.instances.size()) return;
        const auto which = static_cast<std::uint32_t>(best);
        const bool finishes = server.instances[best].busy + server.instances[best].line.count != 0;
        takeOut(context, node, which, finishes ? InstanceState::draining : InstanceState::gone);
    }
}

// What changed since it was told last; small changes that a request caused wait for the next look.
void tell(Context context, std::uint32_t node, const std::string& reason) {
    ElasticState& pool = poolOf(context, node);
    const std::int64_t now = replicas(stateOf(context, node));
    if (now != pool.told)
        context.decide(node, fmt::format("{} -> {}", pool.told, now),
                       reason.empty() ? std::string{"a request waited"} : reason);
    pool.told = now;
    pool.reason.clear();
    pool.lastHeld.clear();
}

// A limit that holds it back is told once.
void tellHeld(Context context, std::uint32_t node, const std::string& reason) {
    ElasticState& pool = poolOf(context, node);
    if (reason.find("; ") == std::string::npos) {
        pool.lastHeld.clear();
        return;
    }
    std::string what = fmt::format("held at {}", pool.told);
    if (what == pool.lastHeld) return;
    context.decide(node, what, reason);
    pool.lastHeld = std::move(what);
}

void armLine(Context context, std::uint32_t node) {
    const PoolRules& rules = rulesOf(context, node);
    ElasticState& pool = poolOf(context, node);
    const ServerState& server = stateOf(context, node);
    if (!rules.lineWait || pool.lineArmed || server.waiting.count == 0) return;
    pool.lineArmed = true;
    context.postNode(context.frame(server.waiting.head).arrived + *rules.lineWait, EventType::lineExpiry, node);
}

}  // namespace

void beginElastic(Context context, std::uint32_t node) {
    ElasticState& pool = poolOf(context, node);
    pool.starting = TimeWeightedMean{};
    pool.told = replicas(stateOf(context, node));
    context.postNode(context.now() + periodOf(pool.scaler), EventType::poolLook, node);
}

void wakePool(Context context, std::uint32_t node) {
    ElasticState& pool = poolOf(context, node);
    if (context.world.levers.nodes[node].down) return;
    const PoolView view = viewNow(context, node);
    PoolDecision decision = poke(pool.scaler, view);
    if (decision.replicas <= view.replicas) return;
    const std::uint32_t granted = takeInvokerMemory(context, node, static_cast<std::uint32_t>(decision.replicas));
    if (granted <= view.replicas) return;
    resize(context, node, granted);
    pool.reason = std::move(decision.reason);
    if (pool.told == 0 || decision.replicas >= 2 * pool.told) tell(context, node, std::string{pool.reason});
}

void admitAtPool(Context context, Frame& frame, NodeState& node) {
    ServerState& server = *node.server;
    const PoolRules& rules = context.model().elastics[server.model->elastic];
    ElasticState& pool = context.world.elastics[server.model->elastic];
    if (!isAdmitted(context, node, pool)) return endVisit(context, frame, node, failed(FailureCause::throttled));
    if (server.ownLines) return admitAtOwnLine(context, frame, node);
    if (server.freeSlots != 0 && server.waiting.count == 0)
        return startOn(context, frame, node, rules.fill == 0 ? leastBusy(node) : firstToFill(node, rules.fill));
    const std::int64_t limit = lineLimitOf(pool.scaler, server.ready, rules.lineLimit);
    if ((server.ready == 0 && !rules.holds) || server.waiting.count >= limit)
        return endVisit(context, frame, node, outcomeOf(rules.overflow));
    waitInLine(context, frame, node);
    armLine(context, node.index);
    if (rules.holds) wakePool(context, node.index);
}

void lookAtPool(Context context, std::uint32_t node) {
    ElasticState& pool = poolOf(context, node);
    context.postNode(context.now() + periodOf(pool.scaler), EventType::poolLook, node);
    const PoolView view = viewSince(context, node);
    if (context.world.levers.nodes[node].down) return;
    PoolDecision decision = look(pool.scaler, view);
    const std::string before = pool.reason;
    if (decision.replicas > view.replicas) {
        const auto wanted = static_cast<std::uint32_t>(decision.replicas);
        const std::uint32_t granted = takeInvokerMemory(context, node, wanted);
        if (granted < wanted) decision.reason += "; the invokers have no memory left beside other actions' containers";
        decision.replicas = granted;
        if (granted > view.replicas) resize(context, node, granted);
    }
    if (decision.replicas < view.replicas) shrink(context, node, static_cast<std::uint32_t>(decision.replicas));
    if (decision.replicas != view.replicas) return tell(context, node, decision.reason);
    if (replicas(stateOf(context, node)) != pool.told) return tell(context, node, before);
    if (!decision.reason.empty()) tellHeld(context, node, decision.reason);
}

void expireLine(Context context, std::uint32_t node) {
    const PoolRules& rules = rulesOf(context, node);
    ServerState& server = stateOf(context, node);
    poolOf(context, node).lineArmed = false;
    while (server.waiting.count != 0 && context.frame(server.waiting.head).arrived + *rules.lineWait <= context.now()) {
        const std::uint32_t index = server.waiting.pop(context.lane.frames);
        context.node(node).rare->measures.waitingNow.fall(context.now());
        endVisit(context, index, outcomeOf(rules.late));
    }
    armLine(context, node);
}

void enterInstance(Context context, Frame& frame, NodeState& node, std::uint32_t which) {
    ServerState& server = *node.server;
    ElasticState& pool = context.world.elastics[server.model->elastic];
    Instance& instance = server.instances[which];
    if (server.model->resume && instance.busy == 1) {
        const SimTime since = std::max(instance.idleSince, instance.readinessChanged);
        instance.paused = context.now() - since > server.model->pauseAfter;
        pool.resumed += instance.paused ? 1 : 0;
    }
    const PoolRules& rules = context.model().elastics[server.model->elastic];
    if (instance.busy == 1) activate(rules, pool, instance, context.now());
    pool.readyRequests += instance.alwaysReady ? 1 : 0;
    if (rules.billing && frame.arrived < context.now() && !billsInstances(rules))
        pool.begunLate[context.indexOf(frame)] = context.now();
    // It waited for just this instance.
    if (instance.readinessChanged == context.now() && frame.arrived < context.now()) {
        frame.set(kCold);
        ++node.rare->measures.coldStarts;
    }
    limitVisit(context, context.indexOf(frame), node.index);
}

void leaveInstance(Context context, NodeState& node, std::uint32_t which) {
    ServerState& server = *node.server;
    Instance& instance = server.instances[which];
    if (instance.busy != 0) return;
    ElasticState& pool = context.world.elastics[server.model->elastic];
    instance.idleSince = context.now();
    pool.active.fall(context.now());
    endBilled(context.model().elastics[server.model->elastic], pool, instance);
}

void billRequest(Context context, const Frame& frame, const NodeState& node) {
    const PoolRules& rules = context.model().elastics[node.server->model->elastic];
    if (!rules.billing || billsInstances(rules)) return;
    ElasticState& pool = context.world.elastics[node.server->model->elastic];
    SimTime begun = frame.arrived;
    if (const auto late = pool.begunLate.find(context.indexOf(frame)); late != pool.begunLate.end()) {
        begun = late->second;
        pool.begunLate.erase(late);
    }
    pool.billed += billedFor(*rules.billing, context.now() - begun);
}

void joinPool(Context context, std::uint32_t node) { poolOf(context, node).starting.fall(context.now()); }

void leavePool(Context context, std::uint32_t node, std::uint32_t which, InstanceState to) {
    ElasticState& pool = poolOf(context, node);
    Instance& instance = stateOf(context, node).instances[which];
    if (instance.state == InstanceState::starting) pool.starting.fall(context.now());
    if (to == InstanceState::starting) pool.starting.rise(context.now());
    if (instance.state != InstanceState::gone) countCpu(pool, instance, modelOf(context, node), context.now());
}

Duration poolStartTime(Context context, std::uint32_t node) {
    return startTime(poolOf(context, node).scaler, rulesOf(context, node).startup, context.now(),
                     context.node(node).startup);
}

bool takesFromZero(Context context, std::uint32_t node) {
    return modelOf(context, node).elastic != kNone && rulesOf(context, node).holds;
}

bool holdsRequests(Context context, std::uint32_t node) {
    return takesFromZero(context, node) && !context.world.levers.nodes[node].down;
}

double cpuSecondsOf(const ServerState& server, const ElasticState& pool, SimTime now) {
    double seconds = pool.cpuSeconds;
    for (const Instance& instance : server.instances)
        if (instance.state != InstanceState::gone)
            seconds += cpuSeconds(instance, *server.model, now) - instance.workBefore;
    return seconds;
}

BilledTime billedTimeOf(const PoolRules& rules, const ServerState& server, const ElasticState& pool, SimTime now) {
    BilledTime time{pool.billed, pool.billedReady};
    if (!billsInstances(rules)) return time;
    for (const Instance& instance : server.instances)
        if (instance.busy != 0)
            (instance.alwaysReady ? time.ready : time.onDemand) +=
                billedFor(*rules.billing, now - instance.activeSince);
    return time;
}

}  // namespace spillway
