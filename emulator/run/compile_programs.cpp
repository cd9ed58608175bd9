#include "base/bounded.h"
#include "base/text.h"
#include "platforms/usual.h"
#include "policies/concurrency_limiter.h"
#include "run/compiler.h"

#include <fmt/format.h>

#include <algorithm>

// Services, functions and workers: programs, which any platform may run.
namespace spillway {
namespace {

// How much longer a function's work takes with the part of a CPU that comes with its memory (platform-facts 1.2): more
// than one CPU does not help a request that runs on one thread.
double slowdown(const Function& function, const LambdaFacts& facts) {
    const double burns = function.cpuShare->fraction();
    const ByteCount memory = function.memory.value_or(facts.usualMemory);
    const double share =
        std::min(1.0, static_cast<double>(memory.bytes) / static_cast<double>(facts.fullCpuMemory.bytes));
    return 1 - burns + burns / share;
}

Workload workloadOf(Platform platform, const Service& service) {
    Workload workload;
    workload.concurrency = service.concurrency;
    workload.queueLimit = service.queueLimit;
    workload.replicas = service.replicas;
    workload.startup = service.startup;
    workload.memory = service.resources.memory;
    workload.cpu = statedCpu(platform, service);
    workload.cpuShare = service.cpuShare;
    workload.scaling = &service.scaling;
    return workload;
}
Workload workloadOf(const Function& function) {
    Workload workload;
    workload.isFunction = true;
    workload.timeout = function.timeout;
    workload.startup = function.init;
    workload.memory = function.memory;
    workload.cpuShare = function.cpuShare;
    workload.runtime = function.runtime;
    workload.scaling = &function.scaling;
    return workload;
}

// The same program as the other kind has it.
Function functionOf(const Service& service) {
    Function function;
    function.work = service.work;
    function.package = Package::image;
    function.memory = service.resources.memory;
    function.init = service.startup;
    function.cpuShare = service.cpuShare;
    function.scaling = service.scaling;
    return function;
}
Service serviceOf(const Function& function) {
    Service service;
    service.work = function.work;
    service.startup = function.init;
    service.concurrency = 1;
    service.resources.memory = function.memory;
    service.cpuShare = function.cpuShare;
    service.scaling = function.scaling;
    return service;
}

// The words of the sheets that a platform's rules are read from.
std::string_view sheetOf(Platform platform) { return names(Platform{})[static_cast<std::size_t>(platform)].word; }

std::optional<ServerGuardModel> statedGuard(const Service& service) {
    const ServerGuardModel guard{service.line, service.outlier, service.concurrencyLimit, service.rateLimit,
                                 service.shedding};
    if (guard == ServerGuardModel{}) return std::nullopt;
    return guard;
}

bool hasLimitsOfInstances(const Service& service) {
    return (service.concurrencyLimit && service.concurrencyLimit->perInstance) ||
           (service.rateLimit && service.rateLimit->perInstance);
}

}  // namespace

std::uint32_t narrow(std::int64_t value) {
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(value, 0, std::int64_t{1} << 30));
}

void Compiler::setWork(const Distribution& work, NodeModel& nodeModel) {
    nodeModel.work = Sampler{work};
    nodeModel.hasWork = !(nodeModel.work.isConstant() && nodeModel.work.least() == Duration{0});
}

void Compiler::setVisitLimit(Duration limit, NodeModel& nodeModel) {
    nodeModel.visitLimit = limit;
    nodeModel.visitTimer = timerOf(limit);
}

void Compiler::addServer(ServerModel server, NodeModel& nodeModel) {
    nodeModel.behavior = Behavior::server;
    nodeModel.extra = narrow(static_cast<std::int64_t>(model.servers.size()));
    model.servers.push_back(std::move(server));
}

namespace {

Feed feedOf(const Node& from) {
    if (const auto* queue = std::get_if<Queue>(&from.spec))
        return queue->engine == QueueEngine::rabbitmq ? Feed::rabbitmq : Feed::mixed;
    if (const auto* stream = std::get_if<Stream>(&from.spec))
        return stream->engine == StreamEngine::kafka ? Feed::kafka : Feed::shards;
    return Feed::mixed;
}

// Messages wait at the consumer that they were sent to: nobody else gets them while that one lives.
bool sendsAhead(const Node& from, const MessagingFacts& facts) {
    const auto* queue = std::get_if<Queue>(&from.spec);
    if (queue == nullptr) return false;
    if (queue->engine == QueueEngine::rabbitmq) return true;
    const bool isBus = queue->engine == QueueEngine::service_bus && !queue->fifo;
    return isBus && queue->prefetch.value_or(facts.serviceBusPrefetch) > 0;
}

}  // namespace

void Compiler::lookAtFeeds() {
    fed.assign(topology.nodes.size(), Fed{});
    for (const Flow& flow : topology.flows) {
        const Node& from = topology.nodes[nodeIndex.at(flow.from)];
        Fed& to = fed[nodeIndex.at(flow.to)];
        const auto* queue = std::get_if<Queue>(&from.spec);
        const bool isBroker = queue != nullptr || from.kind() == NodeKind::stream;
        if (isBroker) to.feed = !to.byMessages || to.feed == feedOf(from) ? feedOf(from) : Feed::mixed;
        to.sentAhead &= sendsAhead(from, model.facts->messaging);
        (isBroker ? to.byMessages : to.byOthers) = true;
        to.byQueues |= queue != nullptr;
        if (queue == nullptr || queue->engine != QueueEngine::service_bus) continue;
        to.byServiceBus = true;
        to.inSessions |= queue->fifo;
    }
}

void Compiler::readTriggers(const Node& node, Workload& workload) const {
    const Fed& feeds = fed[nodeIndex.at(node.id)];
    workload.fromQueues = feeds.byMessages && !feeds.byOthers;
    workload.fromStreams = feeds.byMessages && !feeds.byQueues;
    workload.fromServiceBus = feeds.byServiceBus;
    workload.inSessions = feeds.inSessions;
    workload.feed = feeds.feed;
}

void Compiler::noteAssumed(const Node& node, std::string_view sheet) {
    std::string values;
    for (const FactNote& fact : model.facts->notes)
        if (fact.assumed && fact.platform == sheet)
            values += (values.empty() ? "" : ", ") + fact.key + " " + fact.value;
    if (!values.empty())
        note(node.id, "platform", "assumed of " + std::string{sheet} + ", where nothing is published: " + values);
}

void Compiler::compileService(const Node& node, const Service& service, NodeModel& nodeModel) {
    const Platform platform = platformOf(topology, node);
    if (platform == Platform::lambda) {
        if (statedGuard(service))
            warn(node.id, "", "its line, limits, shedding and outlier detection are not executed on Lambda");
        note(node.id, "platform",
             "assumed: on Lambda it is an image with one request an environment, stopped after " +
                 toText(model.facts->lambda.usualTimeout));
        return compileLambda(node, functionOf(service), nodeModel);
    }
    Workload workload = workloadOf(platform, service);
    readTriggers(node, workload);
    if (platform == Platform::kubernetes) {
        if (!service.scaling.keda) return compilePods(node, service, nodeModel);
        if (!workload.fromQueues)
            warn(node.id, "scaling.keda", "KEDA is emulated on the backlog of queues; other events are not counted");
        noteAssumed(node, "keda");
        return compileServicePool(node, service, workload, kedaRules(workload, *model.facts), nodeModel);
    }
    noteAssumed(node, sheetOf(platform));
    compileServicePool(node, service, workload, poolRulesOf(platform)(workload, *model.facts), nodeModel);
}

void Compiler::compileServicePool(const Node& node, const Service& service, const Workload& workload, PoolRules rules,
                                  NodeModel& nodeModel) {
    // Who holds requests until there is an instance hands them out by its own rule.
    const bool handsOut = rules.holds;
    compilePool(node, workload, service.work, std::move(rules), nodeModel);
    ServerModel& server = model.servers[nodeModel.extra];
    if (!handsOut)
        compileOwnLines(node, service, server);
    else if (service.balancing != Balancing::shared)
        warn(node.id, "balancing", "not executed: this platform hands requests to whoever is free");
    compileServerGuard(node, service, server);
}

void Compiler::compileFunction(const Node& node, const Function& function, NodeModel& nodeModel) {
    const Platform platform = platformOf(topology, node);
    if (platform == Platform::lambda) return compileLambda(node, function, nodeModel);
    if (platform == Platform::kubernetes) {
        note(node.id, "platform", "assumed: on Kubernetes a function is a deployment, one request a pod at once");
        return compileService(node, serviceOf(function), nodeModel);
    }
    Workload workload = workloadOf(function);
    readTriggers(node, workload);
    noteAssumed(node, sheetOf(platform));
    compilePool(node, workload, function.work, poolRulesOf(platform)(workload, *model.facts), nodeModel);
}

void Compiler::compilePool(const Node& node, const Workload& workload, const Distribution& work, PoolRules rules,
                           NodeModel& nodeModel) {
    setWork(work, nodeModel);
    nodeModel.parallelCalls = narrow(rules.connections);
    if (rules.visitLimit) setVisitLimit(*rules.visitLimit, nodeModel);
    if (rules.cpuTime) limitCpuTime(*rules.cpuTime, workload.cpuShare, nodeModel);
    ServerModel server;
    server.instances = narrow(rules.initial);
    server.slotsPerInstance = std::max<std::uint32_t>(1, narrow(rules.concurrency));
    server.queueLimit = narrow(rules.lineLimit);
    server.startup = rules.startup;
    server.busyCores = workload.cpuShare ? workload.cpuShare->fraction() : 1;
    if (rules.overhead) server.overhead.emplace(*rules.overhead);
    if (rules.pause) {
        server.pauseAfter = rules.pause->after;
        server.resume.emplace(rules.pause->resume);
        nodeModel.hasWork = true;
    }
    nodeModel.subrequests = narrow(rules.subrequests);
    if (workload.cpuShare && rules.cpu) server.cpuLimit = rules.cpu;
    nodeModel.cpuLimited = server.cpuLimit || server.overhead || server.resume;
    server.elastic = narrow(static_cast<std::int64_t>(model.elastics.size()));
    for (const auto& [field, sentence] : rules.assumed) note(node.id, field, sentence);
    model.elastics.push_back(std::move(rules));
    addServer(std::move(server), nodeModel);
}

// What is limited is CPU: a program may wait for as long as it likes.
void Compiler::limitCpuTime(Duration limit, const std::optional<Share>& share, NodeModel& nodeModel) {
    const double burns = share ? share->fraction() : 1;
    nodeModel.workCut = burns > 0;
    if (nodeModel.workCut) nodeModel.workLimit = boundedDuration(toSeconds(limit) / burns);
}

void Compiler::compileWorker(const Node& node, const EdgeWorker& worker, NodeModel& nodeModel) {
    const Scaling nothing;
    Workload workload;
    workload.cpuShare = worker.cpuShare.value_or(Share::percent(100));
    workload.scaling = &nothing;
    PoolRules rules = workersRules(workload, *model.facts);
    if (worker.objects) {
        rules.initial = *worker.objects;
        rules.concurrency = 1;
        rules.holds = false;
        rules.scaler = FixedPool{rules.initial};
    }
    noteAssumed(node, "workers");
    compilePool(node, workload, worker.work, std::move(rules), nodeModel);
    limitCpuTime(worker.cpuLimit.value_or(model.facts->workers.cpuLimit), workload.cpuShare, nodeModel);
    if (worker.subrequests) nodeModel.subrequests = narrow(*worker.subrequests);
    ServerModel& server = model.servers[nodeModel.extra];
    if (worker.locations && !worker.objects) {
        server.locations = narrow(*worker.locations);
        server.locationIdle = model.facts->workers.isolateIdle;
        nodeModel.cpuLimited = nodeModel.hasWork = true;
        note(node.id, "locations", "assumed: requests come in at any of them alike");
    }
    if (!worker.objects) return;
    server.ownLines = narrow(static_cast<std::int64_t>(model.ownLines.size()));
    model.ownLines.push_back({.rule = Balance::random, .limit = narrow(model.facts->workers.objectLine)});
    note(node.id, "objects",
         fmt::format("assumed: any object is as likely as any other, a request has its object to itself until its own "
                     "calls are answered (storage does that; Cloudflare lets others in while it waits for a fetch), "
                     "and {} requests wait at one",
                     model.facts->workers.objectLine));
}

void Compiler::compilePods(const Node& node, const Service& service, NodeModel& nodeModel) {
    setWork(service.work, nodeModel);
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
    server.pods = true;
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
    compileOwnLines(node, service, server);
    compileServerGuard(node, service, server);
    compileCluster(service, server);
    addServer(std::move(server), nodeModel);
}

// What a deployment does to its pods and its machines during a run.
void Compiler::compileCluster(const Service& service, ServerModel& server) {
    const KubernetesFacts& facts = model.facts->kubernetes;
    if (service.rollout) {
        server.rollout = RolloutModel{SimTime{service.rollout->at},
                                      service.rollout->maxSurge.value_or(facts.rolloutMaxSurge).fraction(),
                                      service.rollout->maxUnavailable.value_or(facts.rolloutMaxUnavailable).fraction()};
    }
    if (const auto& nodes = service.scaling.nodes) {
        server.cluster = ClusterModel{nodes->room.value_or(server.instances),
                                      std::max<std::int64_t>(1, nodes->podsPerNode.value_or(4)),
                                      nodes->autoscaler == NodeAutoscaler::karpenter};
    }
}

void Compiler::compileOwnLines(const Node& node, const Service& service, ServerModel& server) {
    const bool tars = platformOf(topology, node) == Platform::tars;
    const bool shared = service.balancing == Balancing::shared;
    const bool limited = hasLimitsOfInstances(service);
    const Fed& feeds = fed[nodeIndex.at(node.id)];
    const bool pushed = feeds.byMessages && feeds.sentAhead;
    if (!tars && shared && !service.outlier && !limited && !pushed) return;
    OwnLinesModel lines;
    if (!tars && shared && (service.outlier || limited)) {
        note(node.id, service.outlier ? "outlier_detection" : "balancing",
             "assumed: round_robin, as a proxy has it that picks an instance for each request");
    }
    lines.rule = service.balancing == Balancing::random ? Balance::random : Balance::roundRobin;
    lines.limit = service.queueLimit;
    if (service.balancing == Balancing::per_connection) lines.connections = narrow(service.connections.value_or(1));
    if (service.balancing == Balancing::least_request) lines.choices = narrow(service.choices);
    lines.least = pushed && shared;
    lines.ring = service.balancing == Balancing::ring_hash;
    if (tars) {
        const TarsServer stated = service.tars.value_or(TarsServer{});
        lines.tars = tarsQueue(stated, model.facts->tars);
        lines.sets = narrow(static_cast<std::int64_t>(stated.sets.size()));
    }
    server.ownLines = narrow(static_cast<std::int64_t>(model.ownLines.size()));
    model.ownLines.push_back(lines);
}

// Who has one line for all instances does not know which of them a request will find.
void Compiler::dropGuardsOfInstances(const std::string& node, ServerGuardModel& guard) {
    const char* why = "not executed: this platform hands requests to whoever is free";
    if (guard.outlier) warn(node, "outlier_detection", why);
    guard.outlier.reset();
    if (guard.limit && guard.limit->perInstance) {
        warn(node, "concurrency_limit.per_instance", std::string{why} + "; one limit holds for all");
        guard.limit->perInstance = false;
    }
    if (guard.rateLimit && guard.rateLimit->perInstance) {
        warn(node, "rate_limit.per_instance", std::string{why} + "; one limit holds for all");
        guard.rateLimit->perInstance = false;
    }
}

namespace {

// A platform that holds requests has its own idea of how many.
void noteLineShedFrom(Compiler& compiler, const Node& node, const ServerModel& server) {
    const auto& shedding = std::get<Service>(node.spec).shedding;
    if (!shedding || server.elastic == kNone || !compiler.model.elastics[server.elastic].holds) return;
    const auto from = static_cast<std::int64_t>(shedding->from.fraction() * static_cast<double>(server.queueLimit));
    compiler.idle(node.id, "shedding",
                  fmt::format("shedding begins with {} waiting requests: the line of this platform is full with {}, "
                              "whatever queue_limit says",
                              from, server.queueLimit));
}

}  // namespace

void Compiler::compileServerGuard(const Node& node, const Service& service, ServerModel& server) {
    std::optional<ServerGuardModel> guard = statedGuard(service);
    if (!guard) return;
    if (server.ownLines == kNone) dropGuardsOfInstances(node.id, *guard);
    noteLineShedFrom(*this, node, server);
    // The first of such a line is the first whose time is over.
    if (server.elastic != kNone && server.ownLines == kNone && guard->line.order != LineOrder::fifo) {
        warn(node.id, "line.order", "not executed: this platform holds requests in the order of their arrival");
        guard->line.order = LineOrder::fifo;
    }
    if (guard->limit && guard->limit->most) {
        // What it can come down to: the least, stated or its algorithm's.
        ConcurrencyLimit lowest = *guard->limit;
        lowest.initial = 1;
        const std::int64_t least = ConcurrencyLimiter{lowest}.limit(SimTime{});
        if (*guard->limit->most < least)
            idle(node.id, "concurrency_limit.most",
                 "it is below the least, " + std::to_string(least) + " unless stated: the limit stays there");
    }
    guard->node = nodeIndex.at(node.id);
    server.guard = narrow(static_cast<std::int64_t>(model.serverGuards.size()));
    model.serverGuards.push_back(*guard);
}

// Both must be in sets, of one application; then only the caller's own set is called (platform-facts 14.2).
void Compiler::compileTarsFlow(const Flow& flow, FlowModel& flowModel) {
    const Node& target = topology.nodes[flowModel.to];
    const auto* callee = std::get_if<Service>(&target.spec);
    if (callee == nullptr || platformOf(topology, target) != Platform::tars) return;
    if (flowModel.awaited && !flowModel.fromQueue && !flow.timeout) {
        flowModel.timer = timeoutOf(flowModel.timeout = model.facts->tars.invokeTimeout);
        note(flowName(flow), "timeout", "assumed: TARS's sync-invoke-timeout of 3 s");
    }
    const auto* caller = std::get_if<Service>(&topology.nodes[flowModel.from].spec);
    if (caller == nullptr || !caller->tars || caller->tars->sets.size() != 1 || !callee->tars) return;
    const auto& sets = callee->tars->sets;
    const auto found = std::ranges::find(sets, caller->tars->sets.front());
    if (found != sets.end()) flowModel.set = narrow(found - sets.begin());
}

void Compiler::compileLambda(const Node& node, const Function& function, NodeModel& nodeModel) {
    setWork(function.cpuShare ? scaled(function.work, slowdown(function, model.facts->lambda)) : function.work,
            nodeModel);
    nodeModel.behavior = Behavior::function;
    nodeModel.extra = narrow(static_cast<std::int64_t>(model.functions.size()));
    setVisitLimit(function.timeout.value_or(model.facts->lambda.usualTimeout), nodeModel);
    FunctionModel functionModel;
    functionModel.coldStart = coldStartOf(node, function);
    functionModel.keepAlive = function.keepAlive.value_or(model.facts->lambda.keepAlive);
    functionModel.lifetime = Sampler{model.facts->lambda.recycle};
    functionModel.provisioned = function.provisionedConcurrency;
    functionModel.idlePick = function.idlePick;
    const std::uint32_t account = accountOf(node.id);
    if (function.reservedConcurrency) {
        functionModel.pool = narrow(static_cast<std::int64_t>(model.pools.size()));
        model.pools.push_back({*function.reservedConcurrency, false, account});
    } else {
        const auto shared = std::ranges::find_if(
            model.pools, [&](const ConcurrencyPool& pool) { return pool.shared && pool.account == account; });
        functionModel.pool = narrow(shared - model.pools.begin());
        const std::int64_t limit = model.facts->lambda.accountConcurrency;
        if (shared == model.pools.end()) model.pools.push_back({limit, true, account});
        const std::string region = regionOf(node.id);
        note(node.id, "reserved_concurrency",
             "assumed: draws on an account limit of " + std::to_string(limit) +
                 " concurrent requests with the other functions" + (region.empty() ? "" : " in " + region));
    }
    model.functions.push_back(std::move(functionModel));
}

}  // namespace spillway
