#include "base/text.h"
#include "platforms/facts.h"
#include "platforms/usual.h"
#include "run/compiler.h"

#include <algorithm>

namespace spillway {
namespace {

// Frames cost 64 bytes: about a gigabyte in all before requests are refused rather than kept.
std::uint32_t frameShare(std::size_t nodes) {
    constexpr std::size_t kAll = std::size_t{1} << 24;
    return static_cast<std::uint32_t>(
        std::clamp<std::size_t>(kAll / std::max<std::size_t>(1, nodes), 1U << 16, 1U << 20));
}

// Fills what only its kind has.
struct NodeCompiler {
    Compiler& compiler;
    const Node& node;
    NodeModel& model;

    void work(const Distribution& distribution) const { compiler.setWork(distribution, model); }
    // Slots that are there from the start and stay, spread over the zones if there are any.
    void fixedSlots(std::int64_t slots, std::int64_t queueLimit) const {
        ServerModel server;
        const auto zones = narrow(static_cast<std::int64_t>(std::max<std::size_t>(1, node.zones.size())));
        server.instances = std::min(zones, narrow(slots));
        server.slotsPerInstance = std::max<std::uint32_t>(1, narrow(slots) / server.instances);
        server.queueLimit = narrow(queueLimit);
        server.startup = compiler.startupOf(node, std::nullopt);
        compiler.addServer(std::move(server), model);
    }
    void source(SourceModel::Way way, std::int64_t count, Duration every, Duration offset) const {
        model.behavior = Behavior::source;
        model.extra = narrow(static_cast<std::int64_t>(compiler.model.sources.size()));
        SourceModel source;
        source.way = way;
        source.count = count;
        source.every = every;
        source.offset = offset;
        compiler.model.sources.push_back(std::move(source));
    }
    void gateway(Behavior behavior, GatewayModel gateway) const {
        model.behavior = behavior;
        model.extra = narrow(static_cast<std::int64_t>(compiler.model.gateways.size()));
        compiler.model.gateways.push_back(gateway);
    }
    // Where a scenario lets it die.
    void noteWarmDeath() const {
        const auto kills = [&](const Fault& fault) {
            const bool dies = fault.kind() == FaultKind::crash || fault.kind() == FaultKind::instance_kill;
            return dies && fault.on == node.id;
        };
        if (std::ranges::any_of(compiler.scenario.faults, kills))
            compiler.note(node.id, "hit_ratio",
                          "assumed: it is as warm after a death as before; with keys, what it held is lost");
    }
    // What is held decides about hits, not a stated share.
    struct LookupWish {
        std::int64_t keys;
        double skew;
        std::optional<Duration> timeToLive;
        std::optional<std::int64_t> capacity;
        bool coalesce;
        std::optional<Refresh> refresh;
        std::int64_t locations = 1;
        bool shield = false;
        Duration errors{0};
    };
    void lookup(const LookupWish& wish) const {
        model.lookup = narrow(static_cast<std::int64_t>(compiler.model.lookups.size()));
        model.hitRatio = -1;
        model.hasWork = true;  // a look-up is looked at when its own work ends
        LookupModel made;
        made.keys = Popularity{narrow(wish.keys), wish.skew};
        made.timeToLive = wish.timeToLive.value_or(Duration{0});
        made.locations = narrow(wish.locations);
        made.shield = wish.shield;
        const std::int64_t most = wish.keys * (wish.locations + (wish.shield ? 1 : 0));
        made.capacity = narrow(std::clamp<std::int64_t>(wish.capacity.value_or(most), 1, most));
        made.coalesce = wish.coalesce;
        const Refresh refresh = wish.refresh.value_or(Refresh{});
        made.jitter = refresh.jitter.fraction();
        made.early = refresh.early.value_or(0);
        made.refreshAfter = refresh.after.value_or(Duration::max());
        made.stale = refresh.stale.value_or(Duration{0});
        made.errors = wish.errors;
        if (wish.refresh && !wish.timeToLive && !refresh.after)
            compiler.idle(node.id, "refresh", "without a ttl nothing ever gets too old");
        if (refresh.after && wish.timeToLive && *refresh.after >= *wish.timeToLive)
            compiler.idle(node.id, "refresh.after", "an entry is too old before: the ttl is not longer");
        compiler.model.lookups.push_back(std::move(made));
    }

    void operator()(const Clients&) const { source(SourceModel::Way::silent, 0, {}, {}); }
    void operator()(const Schedule& schedule) const {
        source(SourceModel::Way::schedule, 1, schedule.every, schedule.offset);
        if (!schedule.cron.empty()) compiler.model.sources.back().cron = compiler.compileCron(node, schedule);
    }
    void operator()(const Devices& devices) const {
        source(SourceModel::Way::devices, devices.count, devices.every, {});
        SourceModel& made = compiler.model.sources.back();
        made.qos = devices.qos;
        made.loss = devices.loss.fraction();
        made.retransmit = devices.retransmit;
    }
    void operator()(const Gateway& spec) const {
        work(spec.work);
        gateway(Behavior::gateway,
                {spec.rateLimit, static_cast<double>(spec.burst), 1, spec.api ? compiler.accountOf(node.id) : kNone});
        const DataFacts& facts = compiler.model.facts->data;
        Duration limit = spec.timeLimit.value_or(usualTimeLimit(spec, facts));
        if (spec.api == GatewayApi::http && limit > facts.gatewayHttpLimit) {
            compiler.warn("beyond-limit", node.id, "time_limit",
                          "an HTTP API answers after " + toText(facts.gatewayHttpLimit) + " at the latest",
                          "the limit of a REST API can be raised: api: rest");
            limit = facts.gatewayHttpLimit;
        }
        compiler.setVisitLimit(limit, model);
    }
    void operator()(const Cdn& cdn) const {
        work(cdn.work);
        model.hitRatio = cdn.hitRatio.fraction();
        if (cdn.keys > 0)
            lookup({cdn.keys, cdn.keySkew, cdn.ttl, std::nullopt, cdn.coalesce, cdn.refresh, cdn.locations, cdn.shield,
                    compiler.model.facts->data.cdnErrors});
        else if (cdn.refresh)
            compiler.idle(node.id, "refresh", "hit_ratio is stated: only with keys is anything fetched anew");
        else if (cdn.locations > 1 || cdn.shield)
            compiler.warn(node.id, "locations", "hit_ratio is stated: only with keys does each location hold its own");
    }
    void operator()(const EdgeWorker& worker) const { compiler.compileWorker(node, worker, model); }
    void operator()(const LoadBalancer& balancer) const {
        work(balancer.work);
        const DataFacts& facts = compiler.model.facts->data;
        const HealthCheck check = balancer.healthCheck.value_or(HealthCheck{});
        model.balancer = narrow(static_cast<std::int64_t>(compiler.model.balancers.size()));
        compiler.model.balancers.push_back({check.interval.value_or(facts.balancerInterval),
                                            narrow(check.unhealthyThreshold.value_or(facts.balancerUnhealthy)),
                                            narrow(check.healthyThreshold.value_or(facts.balancerHealthy))});
    }
    void operator()(const Service& service) const { compiler.compileService(node, service, model); }
    void operator()(const Function& function) const { compiler.compileFunction(node, function, model); }
    void operator()(const Workflow& workflow) const {
        work(workflow.work);
        compiler.compileWorkflow(node, workflow, model);
    }
    void operator()(const Queue& queue) const { compiler.compileQueue(node, queue, model); }
    void operator()(const Topic& topic) const {
        work(topic.work);
        model.behavior = Behavior::topic;
        model.extra = narrow(static_cast<std::int64_t>(compiler.model.topics.size()));
        compiler.model.topics.emplace_back();
        if (topic.engine == TopicEngine::service_bus)
            compiler.compileServiceBusTopic(node, topic, compiler.model.topics.back());
    }
    void operator()(const Stream& stream) const { compiler.compileStream(node, stream, model); }
    void operator()(const EventBus& bus) const {
        work(bus.work);
        model.behavior = Behavior::topic;
        model.extra = narrow(static_cast<std::int64_t>(compiler.model.topics.size()));
        const MessagingFacts& facts = compiler.model.facts->messaging;
        compiler.model.topics.push_back({.puts = facts.eventbridgePuts,
                                         .invocations = facts.eventbridgeInvocations,
                                         .account = compiler.accountOf(node.id)});
    }
    void operator()(const Database& database) const {
        work(database.work);
        if (database.table) return compiler.compileTable(node, *database.table, model);
        fixedSlots(database.pool, database.queueLimit);
        model.reads = database.reads.value_or(Share{}).fraction();
        if (database.replicas) compiler.compileReplicas(node, database, model);
        if (!database.connections) return;
        compiler.model.servers[model.extra].connections =
            narrow(static_cast<std::int64_t>(compiler.model.connections.size()));
        compiler.model.connections.push_back(*database.connections);
    }
    void operator()(const Cache& cache) const {
        work(cache.work);
        model.hitRatio = cache.hitRatio.fraction();
        if (cache.keys > 0) {
            std::optional<std::int64_t> capacity;
            if (cache.memory) capacity = cache.memory->bytes / std::max<std::int64_t>(1, cache.entrySize.bytes);
            lookup({cache.keys, cache.keySkew, cache.ttl, capacity, cache.coalesce, cache.refresh});
        } else if (cache.refresh) {
            compiler.idle(node.id, "refresh", "hit_ratio is stated: only with keys is anything fetched anew");
        }
        if (cache.keys == 0) noteWarmDeath();
        fixedSlots(cache.concurrency, 1000);
    }
    void operator()(const ObjectStore& store) const {
        work(store.work);
        model.reads = store.reads.fraction();
    }
    void operator()(const Backend& backend) const {
        work(backend.work);
        fixedSlots(backend.concurrency, backend.queueLimit);
        model.reads = backend.reads.fraction();
        compiler.compileHooks(node, backend, model);
    }
    void operator()(const External& external) const {
        work(external.work);
        const double burst = external.rateLimit ? std::max(1.0, external.rateLimit->perSecond()) : 0;
        gateway(Behavior::external, {external.rateLimit, burst, external.availability.fraction()});
        if (external.rateLimit)
            compiler.note(node.id, "rate_limit", "assumed: the quota allows a burst of one second's worth");
    }
};

}  // namespace

void Compiler::compileNodes() {
    lookAtFeeds();
    std::uint32_t limit = frameShare(topology.nodes.size());
    for (const Node& node : topology.nodes) {
        NodeModel nodeModel;
        nodeModel.id = node.id;
        nodeModel.kind = node.kind();
        nodeModel.zones = node.zones;
        nodeModel.openCallLimit = limit;
        std::visit(NodeCompiler{*this, node, nodeModel}, node.spec);
        model.nodes.push_back(std::move(nodeModel));
    }
    shareConcurrency();
    joinActions();
}

void Compiler::joinActions() {
    const auto scalingOf = [this](std::uint32_t node) -> const std::optional<OpenWhiskScaling>& {
        const NodeSpec& spec = topology.nodes[node].spec;
        const auto* service = std::get_if<Service>(&spec);
        return (service ? service->scaling : std::get<Function>(spec).scaling).openwhisk;
    };
    const auto states = [&](std::uint32_t node) {
        const auto& stated = scalingOf(node);
        return stated && (stated->concurrent || stated->perMinute);
    };
    for (std::uint32_t i = 0; i < model.nodes.size(); ++i) {
        if (model.nodes[i].behavior != Behavior::server) continue;
        const std::uint32_t elastic = model.servers[model.nodes[i].extra].elastic;
        if (elastic != kNone && std::holds_alternative<OpenWhiskScaler>(model.elastics[elastic].scaler))
            model.actions.push_back(i);
    }
    // Who states the namespace's limits states them for all.
    const auto holder = std::ranges::find_if(model.actions, states);
    if (holder == model.actions.end()) return;
    std::swap(*holder, model.actions.front());
    const std::uint32_t first = model.actions.front();
    for (const std::uint32_t other : model.actions) {
        if (!states(other)) continue;
        const OpenWhiskScaling &mine = *scalingOf(other), &all = *scalingOf(first);
        if (mine.concurrent != all.concurrent || mine.perMinute != all.perMinute)
            idle(
                model.nodes[other].id, "scaling.openwhisk",
                "all actions are in one namespace: its limits are those that \"" + model.nodes[first].id + "\" states");
    }
}

// Longer than any run.
static constexpr Duration kForEver = std::chrono::hours{24 * 365 * 100};

void Compiler::compileQueue(const Node& node, const Queue& queue, NodeModel& nodeModel) {
    nodeModel.behavior = Behavior::queue;
    nodeModel.extra = narrow(static_cast<std::int64_t>(model.queues.size()));
    QueueModel queueModel;
    const MessagingFacts& facts = model.facts->messaging;
    queueModel.visibilityTimeout = queue.visibilityTimeout.value_or(usualVisibility(queue.engine, facts));
    queueModel.visibilityTimer = timerOf(queueModel.visibilityTimeout);
    queueModel.retention = queue.retention ? *queue.retention : usualRetention(queue.engine, facts).value_or(kForEver);
    queueModel.delay = queue.delay;
    queueModel.capacity = queue.capacity.value_or(nodeModel.openCallLimit);
    queueModel.bounded = queue.capacity.has_value();
    if (!queue.capacity) {
        note(node.id, "capacity",
             "assumed: more than " + std::to_string(queueModel.capacity) + " messages are refused, to bound memory");
    }
    // 0: for ever. Without a queue for them, engines that give messages up do so all the same.
    queueModel.maxReceives = usualReceives(queue, facts).value_or(0);
    if (queue.deadLetters) {
        queueModel.deadLetters = nodeIndex[queue.deadLetters->to];
        queueModel.maxReceives = queue.deadLetters->after.value_or(queueModel.maxReceives);
        if (queueModel.maxReceives > 255) warn(node.id, "dead_letters.after", "receives are counted up to 255");
        queueModel.maxReceives = std::min<std::int64_t>(queueModel.maxReceives, 255);
    }
    applyEngine(node, queue, queueModel);
    model.queues.push_back(queueModel);
}

}  // namespace spillway
