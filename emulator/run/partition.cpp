#include "run/partition.h"

#include "nodes/workflow_model.h"
#include "run/graph_cut.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace spillway {
namespace {

constexpr double kEventSeconds = 50e-9;
constexpr double kParcelSeconds = 33e-9;
constexpr double kWindowSeconds = 1e-6;
constexpr double kEventsPerVisit = 3;

// Disjoint sets of nodes that must share a lane.
class Clusters {
public:
    explicit Clusters(std::size_t count) : m_parent(count) { std::iota(m_parent.begin(), m_parent.end(), 0U); }
    std::uint32_t find(std::uint32_t node) {
        while (m_parent[node] != node) node = m_parent[node] = m_parent[m_parent[node]];
        return node;
    }
    void join(std::uint32_t a, std::uint32_t b) { m_parent[find(a)] = find(b); }

private:
    std::vector<std::uint32_t> m_parent;
};

// Of Service Bus, whose queues and topics share what it may do in a second.
std::uint32_t namespaceOf(const Model& model, const NodeModel& node) {
    if (node.behavior == Behavior::queue) return model.queues[node.extra].space;
    return node.behavior == Behavior::topic ? model.topics[node.extra].space : kNone;
}

Clusters clustersOf(const Model& model, Duration least) {
    Clusters clusters{model.nodes.size()};
    for (const FlowModel& flow : model.flows) {
        if (flow.from == kNone) continue;
        // A deadline is looked up from caller to caller, and a copy that lost is told so.
        const bool knows = flow.guard != kNone && model.guards[flow.guard].reachesCallee();
        if (flow.least() < least || flow.fromQueue || knows) clusters.join(flow.from, flow.to);
        // Whoever refuses an event for the last time puts it among the dead letters.
        if (flow.delivery != kNone && model.deliveries[flow.delivery].deadLetters != kNone)
            clusters.join(flow.to, model.deliveries[flow.delivery].deadLetters);
        if (flow.delivery != kNone && model.deliveries[flow.delivery].successes != kNone)
            clusters.join(flow.to, model.deliveries[flow.delivery].successes);
        // What is kept for a subscriber that is away is looked at by the broker.
        if (flow.delivery != kNone && model.deliveries[flow.delivery].session != kNone)
            clusters.join(flow.from, flow.to);
        // Whose instance it is that calls decides whether it has a connection.
        const NodeModel& to = model.nodes[flow.to];
        if (to.behavior == Behavior::server && model.servers[to.extra].connections != kNone)
            clusters.join(flow.from, flow.to);
    }
    for (const ReaderModel& reader : model.readers) {
        if (reader.deadLetters != kNone) clusters.join(model.flows[reader.flow].from, reader.deadLetters);
    }
    std::vector<std::uint32_t> firstWorkflow(model.accounts, kNone);
    std::vector<std::uint32_t> firstApi(model.accounts, kNone);
    std::vector<std::uint32_t> firstBus(model.accounts, kNone);
    const auto joinFirst = [&clusters](std::uint32_t& first, std::uint32_t node) {
        if (first == kNone) first = node;
        clusters.join(first, node);
    };
    for (const std::uint32_t action : model.actions) clusters.join(model.actions.front(), action);
    std::vector<std::uint32_t> firstOfPool(model.pools.size(), kNone);
    std::vector<std::uint32_t> firstOfNamespace(model.namespaces.size(), kNone);
    for (std::uint32_t i = 0; i < model.nodes.size(); ++i) {
        const NodeModel& node = model.nodes[i];
        if (node.behavior == Behavior::queue && model.queues[node.extra].deadLetters != kNone) {
            clusters.join(i, model.queues[node.extra].deadLetters);
        }
        if (const std::uint32_t space = namespaceOf(model, node); space != kNone) joinFirst(firstOfNamespace[space], i);
        if (node.behavior == Behavior::workflow) joinFirst(firstWorkflow[model.workflows[node.extra]->account], i);
        if (node.behavior == Behavior::gateway && model.gateways[node.extra].account != kNone)
            joinFirst(firstApi[model.gateways[node.extra].account], i);
        if (node.behavior == Behavior::topic && model.topics[node.extra].puts)
            joinFirst(firstBus[model.topics[node.extra].account], i);
        if (node.behavior == Behavior::function) joinFirst(firstOfPool[model.functions[node.extra].pool], i);
    }
    return clusters;
}

double meanRate(const SourceModel& source) {
    switch (source.way) {
        case SourceModel::Way::silent: return 0;
        case SourceModel::Way::open: {
            double sum = 0;
            for (const RatePoint& point : source.profile.points) sum += point.rate.perSecond();
            return source.profile.points.empty() ? 0 : sum / static_cast<double>(source.profile.points.size());
        }
        case SourceModel::Way::users:
            return static_cast<double>(source.count) * 2;  // half a second a turn: a guess that only costs speed
        case SourceModel::Way::schedule:
        case SourceModel::Way::devices: return static_cast<double>(source.count) / toSeconds(source.every);
    }
    return 0;
}

// Nodes that flows faster than `least` join, or that share state, as vertices of one graph.
Partition packed(const Model& model, const Traffic& traffic, Duration least, std::uint32_t lanes) {
    Clusters clusters = clustersOf(model, least);
    std::vector<std::uint32_t> vertexOf(model.nodes.size(), kNone);
    std::vector<double> weights;
    for (std::uint32_t i = 0; i < model.nodes.size(); ++i) {
        std::uint32_t& vertex = vertexOf[clusters.find(i)];
        if (vertex == kNone) {
            vertex = static_cast<std::uint32_t>(weights.size());
            weights.push_back(0);
        }
        weights[vertex] += traffic.nodes[i] + 1e-6;
    }
    std::vector<GraphEdge> edges;
    for (std::size_t i = 0; i < model.flows.size(); ++i) {
        const FlowModel& flow = model.flows[i];
        if (flow.from == kNone) continue;
        edges.push_back({vertexOf[clusters.find(flow.from)], vertexOf[clusters.find(flow.to)],
                         traffic.flows[i] * (flow.awaited ? 2 : 1) + 1e-9});
    }
    const std::vector<std::uint32_t> parts = cutInto(graphOf(std::move(weights), edges), lanes);
    Partition made;
    made.lanes = lanes;
    made.lookahead = Duration::max();
    for (std::uint32_t i = 0; i < model.nodes.size(); ++i) made.laneOf.push_back(parts[vertexOf[clusters.find(i)]]);
    for (const FlowModel& flow : model.flows) {
        if (flow.from != kNone && made.laneOf[flow.from] != made.laneOf[flow.to])
            made.lookahead = std::min(made.lookahead, flow.least());
    }
    return made;
}

// Wall seconds for one simulated second.
double costOf(const Partition& made, const Model& model, const Traffic& traffic) {
    const std::vector<double>& rates = traffic.nodes;
    std::vector<double> load(made.lanes, 0);
    double parcels = 0;
    for (std::size_t i = 0; i < rates.size(); ++i) load[made.laneOf[i]] += rates[i] * kEventsPerVisit * kEventSeconds;
    for (std::size_t i = 0; i < model.flows.size(); ++i) {
        const FlowModel& flow = model.flows[i];
        if (flow.from == kNone || made.laneOf[flow.from] == made.laneOf[flow.to]) continue;
        parcels += traffic.flows[i] * (flow.awaited ? 2 : 1);
    }
    if (made.lanes == 1) return load[0];
    const double windows = std::min(1 / std::max(1e-9, toSeconds(made.lookahead)),
                                    std::accumulate(rates.begin(), rates.end(), 0.0) * kEventsPerVisit);
    return *std::ranges::max_element(load) + parcels * kParcelSeconds / made.lanes + windows * kWindowSeconds;
}

// Least latencies of a cut that are worth a try: of many distinct ones a few, evenly among the flows.
std::set<Duration> latencies(const Model& model) {
    constexpr std::size_t kTried = 6;
    std::vector<Duration> all;
    for (const FlowModel& flow : model.flows) {
        if (flow.from != kNone && flow.least() > Duration{0}) all.push_back(flow.least());
    }
    std::ranges::sort(all);
    std::set<Duration> distinct;
    for (std::size_t i = 0; i < kTried && !all.empty(); ++i) distinct.insert(all[all.size() * i / kTried]);
    return distinct;
}

}  // namespace

std::vector<double> expectedRates(const Model& model) {
    std::vector<double> own(model.nodes.size(), 0);
    for (std::size_t i = 0; i < own.size(); ++i) {
        if (model.nodes[i].behavior == Behavior::source) own[i] = meanRate(model.sources[model.nodes[i].extra]);
    }
    // Flows may lead in circles that a share below one breaks: a few dozen rounds say enough.
    std::vector<double> rates = own;
    for (int round = 0; round < 32; ++round) {
        std::vector<double> next = own;
        for (const FlowModel& flow : model.flows) {
            if (flow.from == kNone) continue;
            next[flow.to] += rates[flow.from] * flow.share * (1 - std::max(0.0, model.nodes[flow.from].hitRatio));
        }
        if (next == rates) break;
        rates = std::move(next);
    }
    return rates;
}

Traffic expectedTraffic(const Model& model) {
    Traffic traffic{expectedRates(model), {}};
    for (const FlowModel& flow : model.flows)
        traffic.flows.push_back(flow.from == kNone ? traffic.nodes[flow.to] : traffic.nodes[flow.from] * flow.share);
    return traffic;
}

Partition partition(const Model& model, const Traffic& traffic, std::uint32_t lanes) {
    Partition best = packed(model, traffic, Duration{1}, 1);
    double least = costOf(best, model, traffic);
    for (const Duration latency : latencies(model)) {
        for (std::uint32_t count = 2; count <= lanes; ++count) {
            Partition candidate = packed(model, traffic, latency, count);
            const double cost = costOf(candidate, model, traffic);
            if (cost >= least) continue;
            least = cost;
            best = std::move(candidate);
        }
    }
    return best;
}

Partition partitionAnyway(const Model& model, std::uint32_t lanes) {
    return packed(model, expectedTraffic(model), Duration{1}, std::max<std::uint32_t>(1, lanes));
}

}  // namespace spillway
