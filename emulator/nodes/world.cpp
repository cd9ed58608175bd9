#include "nodes/world.h"

namespace spillway {

World::World(const Model& itsModel, std::uint64_t itsSeed, std::uint32_t itsTraceEvery)
    : model{itsModel}, seed{itsSeed}, traceEvery{itsTraceEvery} {
    levers.nodes.resize(model.nodes.size());
    levers.flows.resize(model.flows.size());
    laneOf.resize(model.nodes.size(), 0);
    nodes.resize(model.nodes.size());
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const std::string& id = model.nodes[i].id;
        nodes[i].work = RngStream::derive(seed, id, Purpose::work);
        nodes[i].choice = RngStream::derive(seed, id, Purpose::choice);
        nodes[i].backoff = RngStream::derive(seed, id, Purpose::backoff);
        nodes[i].fault = RngStream::derive(seed, id, Purpose::fault);
        nodes[i].startup = RngStream::derive(seed, id, Purpose::startup);
    }
    flows.resize(model.flows.size());
    for (std::size_t i = 0; i < flows.size(); ++i) {
        const FlowModel& flow = model.flows[i];
        if (flow.breaker != kNone) flows[i].breaker.emplace(model.breakers[flow.breaker]);
        if (flow.retry == kNone || !model.retries[flow.retry].budget) continue;
        RetryBudget::Options budget;
        budget.share = *model.retries[flow.retry].budget;
        flows[i].budget.emplace(budget);
    }
    servers.resize(model.servers.size());
    functions.resize(model.functions.size(), FunctionState{model.facts->lambda});
    gateways.resize(model.gateways.size());
    for (std::size_t i = 0; i < gateways.size(); ++i) {
        if (model.gateways[i].rateLimit)
            gateways[i].bucket.emplace(*model.gateways[i].rateLimit, model.gateways[i].burst);
    }
    queues.resize(model.queues.size());
    sources.resize(model.sources.size());
    for (const NodeModel& node : model.nodes) {
        if (node.behavior == Behavior::function)
            functions[node.extra].lifetimes = RngStream::derive(seed, node.id, Purpose::lifetime);
        if (node.behavior == Behavior::server)
            servers[node.extra].removals = RngStream::derive(seed, node.id, Purpose::lifetime);
        if (node.behavior != Behavior::source) continue;
        sources[node.extra].arrivals = RngStream::derive(seed, node.id, Purpose::arrivals);
        sources[node.extra].think = RngStream::derive(seed, node.id, Purpose::think);
    }
    for (const ConcurrencyPool& pool : model.pools) pools.emplace_back(pool.limit, model.facts->lambda);
}

}  // namespace spillway
