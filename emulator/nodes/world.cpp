#include "nodes/world.h"

#include "nodes/delivery.h"
#include "nodes/workflow_state.h"

#include <algorithm>
#include <bit>

namespace spillway {
namespace {

// NodeState::callsInGroup.
std::uint16_t certainCallsInGroup(const Model& model, const NodeModel& node) {
    if (node.groups.count == 0) return 0;
    const CallGroup* const groups = &model.groups[node.groups.first];
    const std::uint32_t calls = groups[0].flows.count;
    const std::uint32_t first = calls == 0 ? 0 : model.order[groups[0].flows.first];
    for (std::uint32_t i = 0; i < calls * node.groups.count; ++i) {
        const CallGroup& group = groups[i / calls];
        if (group.oneOf || group.flows.count != calls) return 0;
        const std::uint32_t flow = model.order[group.flows.first + i % calls];
        if (flow != first + i || model.flows[flow].share < 1) return 0;
    }
    return calls > 0xffff ? std::uint16_t{0} : static_cast<std::uint16_t>(calls);
}

void linkSource(SourceState& source, const NodeModel& node, const SourceModel& model) {
    source.model = &model;
    source.rootFlow = model.rootFlow;
    source.openCallLimit = node.openCallLimit;
    source.arrivals.forget();
    source.heldFrom = SimTime::max();
    const auto& points = model.profile.points;
    if (model.way != SourceModel::Way::open || model.arrivals != Arrivals::poisson || points.empty() ||
        points.back().rate.perSecond() <= 0)
        return;
    source.heldFrom = SimTime{points.back().at};
    source.heldRate = points.back().rate.perSecond();
}

// What is shared by all that one account runs in a region.
void raiseAccounts(WorldTables& tables, const Model& model) {
    const DataFacts& data = model.facts->data;
    tables.gatewayAccounts.resize(model.accounts,
                                  TokenBucket{data.gatewayRate, static_cast<double>(data.gatewayBurst)});
    tables.busAccounts.resize(model.accounts);
    for (const ConcurrencyPool& pool : model.pools)
        tables.pools.emplace_back(pool.limit, model.facts->lambda, pool.apart);
    if (model.workflows.empty()) return;
    tables.workflow = std::make_shared<WorkflowWorld>();
    tables.workflow->accounts.resize(model.accounts, WorkflowAccount{model.facts->stepFunctions});
    tables.workflow->nodes.resize(model.workflows.size());
    for (std::size_t i = 0; i < model.workflows.size(); ++i)
        tables.workflow->nodes[i].states.resize(model.workflows[i]->states.size());
}

// Each by itself, so that the end of a visit concerns whoever counts.
bool billsRequests(const Model& model, const NodeModel& node) {
    if (node.behavior != Behavior::server || model.servers[node.extra].elastic == kNone) return false;
    const std::optional<PoolRules::Billing>& billing = model.elastics[model.servers[node.extra].elastic].billing;
    return billing && billing->of == PoolRules::Billing::Of::request;
}

}  // namespace

World::World(const Model& itsModel, std::uint64_t itsSeed, std::uint32_t itsTraceEvery)
    : WorldTables{.seed = itsSeed, .traceEvery = itsTraceEvery}, model{itsModel} {
    levers.nodes.resize(model.nodes.size());
    levers.flows.resize(model.flows.size());
    nodes.resize(model.nodes.size());
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const std::string& id = model.nodes[i].id;
        nodes[i].lastUid = makeUid(static_cast<std::uint32_t>(i), 0);
        nodes[i].work = DrawAhead<std::int64_t>{RngStream::derive(seed, id, Purpose::work)};
        nodes[i].choice = RngStream::derive(seed, id, Purpose::choice);
        nodes[i].backoff = RngStream::derive(seed, id, Purpose::backoff);
        nodes[i].fault = RngStream::derive(seed, id, Purpose::fault);
        nodes[i].startup = RngStream::derive(seed, id, Purpose::startup);
    }
    rareNodes.resize(model.nodes.size());
    rareFlows.resize(model.flows.size());
    for (std::size_t i = 0; i < rareFlows.size(); ++i) {
        const FlowModel& flow = model.flows[i];
        if (flow.breaker != kNone) rareFlows[i].breaker.emplace(model.breakers[flow.breaker]);
        if (flow.retry == kNone || !model.retries[flow.retry].budget || model.retries[flow.retry].perInstance) continue;
        RetryBudget::Options budget;
        budget.share = *model.retries[flow.retry].budget;
        rareFlows[i].budget.emplace(budget);
    }
    rareServers.resize(model.servers.size());
    for (const PoolRules& rules : model.elastics) elastics.push_back({.scaler = rules.scaler});
    ownLines.resize(model.ownLines.size());
    raiseGuards();
    functions.resize(model.functions.size(), FunctionState{model.facts->lambda});
    gateways.resize(model.gateways.size());
    for (std::size_t i = 0; i < gateways.size(); ++i) {
        if (model.gateways[i].rateLimit)
            gateways[i].bucket.emplace(*model.gateways[i].rateLimit, model.gateways[i].burst);
    }
    balancers.resize(model.balancers.size());
    queues.resize(model.queues.size());
    streams.resize(model.streams.size());
    lookups.resize(model.lookups.size());
    tables.resize(model.tables.size());
    replicas.resize(model.replicas.size());
    connections.resize(model.connections.size());
    logins.resize(model.logins.size());
    namespaces.resize(model.namespaces.size());
    topics.resize(model.topics.size());
    sessions.resize(model.sessions.size());
    sources.resize(model.sources.size());
    for (const NodeModel& node : model.nodes) {
        if (node.behavior == Behavior::function)
            functions[node.extra].lifetimes = RngStream::derive(seed, node.id, Purpose::lifetime);
        if (node.behavior == Behavior::server)
            rareServers[node.extra].removals = RngStream::derive(seed, node.id, Purpose::lifetime);
        if (node.behavior == Behavior::server && model.servers[node.extra].ownLines != kNone)
            ownLines[model.servers[node.extra].ownLines].choice = RngStream::derive(seed, node.id, Purpose::balance);
        if (node.behavior != Behavior::source) continue;
        sources[node.extra].arrivals = DrawAhead<double>{RngStream::derive(seed, node.id, Purpose::arrivals)};
        sources[node.extra].think = RngStream::derive(seed, node.id, Purpose::think);
    }
    raiseAccounts(*this, model);
    rows.resize(model.flows.size());
    if (std::has_single_bit(traceEvery)) traceMask = traceEvery - 1;
    // More sampled requests than this say nothing new and cost memory; every source has its part of them, so that what
    // one keeps does not depend on when the others send.
    constexpr std::uint64_t kMostSampled = 20'000;
    mostSampled = std::max<std::uint64_t>(100, kMostSampled / std::max<std::size_t>(1, sources.size()));
    link(std::vector<std::uint32_t>(model.nodes.size(), 0));
}

World::World(const World& other) : World(other, other.model) {}

World::World(const World& other, const Model& itsModel) : WorldTables(other), model{itsModel} {
    if (workflow) workflow = std::make_shared<WorkflowWorld>(*workflow);
    link(other.laneOf);
}

void World::raiseGuards() {
    for (const GuardModel& guard : model.guards) {
        FlowGuard& state = guards.emplace_back();
        if (guard.activeRetries) state.all.retries.emplace(*guard.activeRetries, guard.leastRetries);
        if (guard.hedge)
            state.hedgeBudget.emplace(RetryBudget::Options{.share = guard.hedge->budget, .reservePerSecond = 0});
    }
    for (const ServerGuardModel& guard : model.serverGuards) {
        ServerGuard& state = serverGuards.emplace_back();
        if (guard.rateLimit && !guard.rateLimit->perInstance)
            state.bucket.emplace(guard.rateLimit->rate, static_cast<double>(guard.rateLimit->burst));
        if (guard.limit && !guard.limit->perInstance) state.limiter.emplace(*guard.limit);
        if (guard.outlier) state.outlier.emplace(*guard.outlier);
        state.stream = RngStream::derive(seed, model.nodes[guard.node].id, Purpose::metrics);
    }
}

void World::link(std::vector<std::uint32_t> itsLaneOf) {
    laneOf = std::move(itsLaneOf);
    for (std::size_t i = 0; i < guards.size(); ++i) guards[i].model = &model.guards[i];
    for (std::size_t i = 0; i < serverGuards.size(); ++i) serverGuards[i].model = &model.serverGuards[i];
    for (std::uint32_t i = 0; i < nodes.size(); ++i) {
        const NodeModel& node = model.nodes[i];
        nodes[i].model = &node;
        nodes[i].index = i;
        nodes[i].rare = &rareNodes[i];
        if (node.behavior == Behavior::server) {
            nodes[i].server = &nodes[i].itsServer;
            nodes[i].server->model = &model.servers[node.extra];
            nodes[i].server->slotsPerInstance = model.servers[node.extra].slotsPerInstance;
            nodes[i].server->guarded = model.servers[node.extra].guard != kNone;
            nodes[i].server->elastic = model.servers[node.extra].elastic != kNone;
            nodes[i].server->ownLines = model.servers[node.extra].ownLines != kNone;
            nodes[i].server->special =
                nodes[i].server->elastic || nodes[i].server->ownLines || model.servers[node.extra].connections != kNone;
            nodes[i].server->metered = model.servers[node.extra].hpa.has_value() || nodes[i].server->elastic;
            nodes[i].server->watched = nodes[i].server->special || nodes[i].server->metered;
            nodes[i].server->keepDoor();
        }
        nodes[i].workMean = node.work.exponentialMean();
        nodes[i].work.forget();
        nodes[i].extra = node.extra;
        nodes[i].callsInGroup = certainCallsInGroup(model, node);
        if (nodes[i].callsInGroup != 0) nodes[i].firstCall = model.order[model.groups[node.groups.first].flows.first];
        nodes[i].groups = static_cast<std::uint16_t>(node.groups.count);
        const bool outside = nodes[i].server != nullptr && model.servers[node.extra].connector;
        nodes[i].straight = node.behavior != Behavior::workflow && node.events.count == 0 && !outside;
        const bool guarded = nodes[i].server != nullptr && nodes[i].server->guarded;
        nodes[i].plain = node.behavior != Behavior::function && !guarded && !billsRequests(model, node);
        nodes[i].users = node.behavior == Behavior::source && model.sources[node.extra].way == SourceModel::Way::users;
        if (node.behavior == Behavior::source) linkSource(sources[node.extra], node, model.sources[node.extra]);
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const FlowModel& flow = model.flows[i];
        FlowRow& row = rows[i];
        row.sent = &row.calls;
        row.model = &flow;
        row.from = flow.from == kNone ? nullptr : &nodes[flow.from];
        row.to = &nodes[flow.to];
        row.latency = flow.latency;
        row.share = flow.share;
        row.latencyConstant = flow.latencyConstant;
        row.timer = flow.timer;
        row.awaited = flow.awaited;
        row.fromQueue = flow.fromQueue;
        row.remote = flow.from != kNone && laneOf[flow.from] != laneOf[flow.to];
        row.guarded = rareFlows[i].breaker || rareFlows[i].budget || flow.guard != kNone || flow.subrequests != 0;
        row.directed = flow.latencyBack != flow.latency;
        row.crosses = flow.crossing > 0;
        row.simple = row.awaited && !row.fromQueue && !row.guarded;
        row.openCallLimit = flow.from == kNone ? kUnbounded : model.nodes[flow.from].openCallLimit;
    }
    findQuick();
}

void World::findQuick() {
    for (NodeState& node : nodes) {
        const NodeModel& its = *node.model;
        node.quick = levers.calm && node.server != nullptr && !node.server->watched && its.hasWork &&
                     its.workConstant == kNone && !its.workCut && !its.cpuLimited && its.hitRatio == 0;
    }
    for (const FlowRow& row : rows)
        if (isPushed(row)) row.to->quick = false;
    for (FlowRow& row : rows) row.usual = levers.calm && row.simple && !row.remote && !row.directed && !row.crosses;
    for (NodeState& node : nodes) {
        node.folds = node.model->behavior == Behavior::source && node.callsInGroup == 1 && node.straight;
        for (std::uint32_t i = 0; node.folds && i < node.groups; ++i) node.folds = rows[node.firstCall + i].usual;
    }
}

}  // namespace spillway
