#include "platforms/facts.h"
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

std::uint32_t narrow(std::int64_t value) {
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(value, 0, std::int64_t{1} << 30));
}

// How much longer a function's work takes with the part of a CPU that comes with its memory (platform-facts 1.2): more
// than one CPU does not help a request that runs on one thread.
double slowdown(const Function& function, const LambdaFacts& facts) {
    const double burns = function.cpuShare->fraction();
    const double share =
        std::min(1.0, static_cast<double>(function.memory.bytes) / static_cast<double>(facts.fullCpuMemory.bytes));
    return 1 - burns + burns / share;
}

// Fills what only its kind has.
struct NodeCompiler {
    Compiler& compiler;
    const Node& node;
    NodeModel& model;

    void work(const Distribution& distribution) const {
        model.work = Sampler{distribution};
        model.hasWork = !(model.work.isConstant() && model.work.least() == Duration{0});
    }
    // Slots that are there from the start and stay, spread over the zones if there are any.
    void fixedSlots(std::int64_t slots, std::int64_t queueLimit) const {
        ServerModel server;
        const auto zones = narrow(static_cast<std::int64_t>(std::max<std::size_t>(1, node.zones.size())));
        server.instances = std::min(zones, narrow(slots));
        server.slotsPerInstance = std::max<std::uint32_t>(1, narrow(slots) / server.instances);
        server.queueLimit = narrow(queueLimit);
        server.startup = compiler.startupOf(node, std::nullopt);
        addServer(std::move(server));
    }
    void addServer(ServerModel server) const {
        model.behavior = Behavior::server;
        model.extra = narrow(static_cast<std::int64_t>(compiler.model.servers.size()));
        compiler.model.servers.push_back(std::move(server));
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
    void visitLimit(Duration limit) const {
        model.visitLimit = limit;
        model.visitTimer = compiler.timerOf(limit);
    }

    void operator()(const Clients&) const { source(SourceModel::Way::silent, 0, {}, {}); }
    void operator()(const Schedule& schedule) const {
        source(SourceModel::Way::schedule, 1, schedule.every, schedule.offset);
        if (!schedule.cron.empty())
            compiler.note(node.id, "cron", "the cron expression is exported; `every` is what runs");
    }
    void operator()(const Devices& devices) const {
        source(SourceModel::Way::devices, devices.count, devices.every, {});
    }
    void operator()(const Gateway& spec) const {
        work(spec.work);
        gateway(Behavior::gateway, {spec.rateLimit, static_cast<double>(spec.burst), 1});
        visitLimit(spec.timeLimit);
    }
    void operator()(const Cdn& cdn) const {
        work(cdn.work);
        model.hitRatio = cdn.hitRatio.fraction();
    }
    void operator()(const EdgeWorker& worker) const {
        work(worker.work);
        model.workCut = true;
        model.workLimit = worker.cpuLimit;
    }
    void operator()(const LoadBalancer& balancer) const { work(balancer.work); }
    void operator()(const Service& service) const { compiler.compileService(node, service, model); }
    void operator()(const Function& function) const { compiler.compileFunction(node, function, model); }
    void operator()(const Workflow& workflow) const {
        work(workflow.work);
        compiler.compileWorkflow(node, workflow, model);
    }
    void operator()(const Queue& queue) const { compiler.compileQueue(node, queue, model); }
    void operator()(const Topic& topic) const { work(topic.work); }
    void operator()(const Stream& stream) const { compiler.compileStream(node, stream, model); }
    void operator()(const EventBus& bus) const { work(bus.work); }
    void operator()(const Database& database) const {
        work(database.work);
        fixedSlots(database.pool, database.queueLimit);
    }
    void operator()(const Cache& cache) const {
        work(cache.work);
        model.hitRatio = cache.hitRatio.fraction();
        fixedSlots(cache.concurrency, 1000);
    }
    void operator()(const ObjectStore& store) const { work(store.work); }
    void operator()(const Backend& backend) const {
        work(backend.work);
        fixedSlots(backend.concurrency, backend.queueLimit);
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
    // Reserved concurrency is taken out of what the account's other functions share.
    std::int64_t shared = model.facts->lambda.accountConcurrency;
    for (const ConcurrencyPool& pool : model.pools) shared -= pool.shared ? 0 : pool.limit;
    for (ConcurrencyPool& pool : model.pools) {
        if (pool.shared) pool.limit = std::max<std::int64_t>(0, shared);
    }
}

void Compiler::compileService(const Node& node, const Service& service, NodeModel& nodeModel) {
    NodeCompiler part{*this, node, nodeModel};
    part.work(service.work);
    if (const Platform platform = platformOf(node); platform != Platform::kubernetes) {
        const std::string word{names(Platform{})[static_cast<std::size_t>(platform)].word};
        warn(node.id, "platform",
             "admission, scaling and prices of " + word +
                 " are not emulated yet: it runs as a Kubernetes deployment does");
    }
    if (service.resources.cpuLimit && !service.cpuShare) {
        note(node.id, "resources.cpu_limit",
             "assumed: the work is what it takes under its CPU limit; state cpu_share to have the limit executed");
    }
    ServerModel server;
    server.instances = narrow(service.replicas);
    server.slotsPerInstance = narrow(service.concurrency);
    server.queueLimit = narrow(service.queueLimit);
    server.startup = startupOf(node, service.startup);
    server.busyCores = service.cpuShare ? service.cpuShare->fraction() : 1;
    server.preStop = service.preStop;
    if (service.cpuShare && service.resources.cpuLimit) {
        server.cpuLimit = service.resources.cpuLimit;
        nodeModel.cpuLimited = true;
    }
    server.hpa = service.scaling.hpa;
    if (server.hpa) {
        server.instances = narrow(std::clamp(service.replicas, server.hpa->min, server.hpa->max));
        server.requestedMillicores = service.resources.cpu ? service.resources.cpu->millicores : 1000;
        if (!service.resources.cpu) {
            note(node.id, "resources.cpu", "assumed: a CPU request of 1 core, which the autoscaler measures against");
        }
        if (!service.cpuShare) note(node.id, "cpu_share", "assumed: all of its own work burns CPU, one core a request");
    }
    part.addServer(std::move(server));
}

void Compiler::compileFunction(const Node& node, const Function& function, NodeModel& nodeModel) {
    NodeCompiler part{*this, node, nodeModel};
    part.work(function.cpuShare ? scaled(function.work, slowdown(function, model.facts->lambda)) : function.work);
    nodeModel.behavior = Behavior::function;
    nodeModel.extra = narrow(static_cast<std::int64_t>(model.functions.size()));
    part.visitLimit(function.timeout);
    FunctionModel functionModel;
    functionModel.coldStart = coldStartOf(node, function);
    functionModel.keepAlive = function.keepAlive.value_or(model.facts->lambda.keepAlive);
    functionModel.lifetime = Sampler{model.facts->lambda.recycle};
    functionModel.provisioned = function.provisionedConcurrency;
    functionModel.idlePick = function.idlePick;
    if (function.reservedConcurrency) {
        functionModel.pool = narrow(static_cast<std::int64_t>(model.pools.size()));
        model.pools.push_back({*function.reservedConcurrency, false});
    } else {
        const auto shared = std::ranges::find_if(model.pools, &ConcurrencyPool::shared);
        functionModel.pool = narrow(shared - model.pools.begin());
        if (shared == model.pools.end()) model.pools.push_back({model.facts->lambda.accountConcurrency, true});
        note(node.id, "reserved_concurrency",
             "assumed: draws on an account limit of " + std::to_string(model.facts->lambda.accountConcurrency) +
                 " concurrent requests with the other functions");
    }
    model.functions.push_back(std::move(functionModel));
}

void Compiler::compileQueue(const Node& node, const Queue& queue, NodeModel& nodeModel) {
    nodeModel.behavior = Behavior::queue;
    nodeModel.extra = narrow(static_cast<std::int64_t>(model.queues.size()));
    QueueModel queueModel;
    queueModel.visibilityTimeout = queue.visibilityTimeout;
    queueModel.visibilityTimer = timerOf(queue.visibilityTimeout);
    queueModel.retention = queue.retention;
    queueModel.delay = queue.delay;
    queueModel.capacity = queue.capacity.value_or(nodeModel.openCallLimit);
    queueModel.bounded = queue.capacity.has_value();
    if (!queue.capacity) {
        note(node.id, "capacity",
             "assumed: more than " + std::to_string(queueModel.capacity) + " messages are refused, to bound memory");
    }
    if (queue.deadLetters) {
        queueModel.deadLetters = nodeIndex[queue.deadLetters->to];
        queueModel.maxReceives = queue.deadLetters->after;
        if (queueModel.maxReceives > 255) warn(node.id, "dead_letters.after", "receives are counted up to 255");
        queueModel.maxReceives = std::min<std::int64_t>(queueModel.maxReceives, 255);
    }
    if (queue.fifo)
        warn(node.id, "fifo",
             "the order of a first-in-first-out queue is kept only per attempt; groups are not emulated yet");
    model.queues.push_back(queueModel);
}

}  // namespace spillway
