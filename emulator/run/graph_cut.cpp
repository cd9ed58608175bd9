#include "run/graph_cut.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <queue>
#include <utility>

namespace spillway {
namespace {

constexpr std::uint32_t kNobody = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t kSmall = 64;      // vertices: cut as it is
constexpr double kUnevenness = 0.03;      // of the whole weight
constexpr int kStarts = 6;                // places to grow a part from
constexpr int kPasses = 4;                // of improvement, a level
using Sides = std::vector<std::uint8_t>;  // by vertex: 0 or 1

// Two sides, of which side 0 is to weigh `wanted`.
class Bisection {
public:
    Bisection(const WeightedGraph& graph, double wanted, Sides sides)
        : m_graph{graph}, m_wanted{wanted}, m_sides{std::move(sides)}, m_gain(graph.size(), 0) {
        m_slack = kUnevenness * std::accumulate(graph.weight.begin(), graph.weight.end(), 0.0);
        for (std::uint32_t v = 0; v < graph.size(); ++v) {
            if (m_sides[v] == 0) m_zero += graph.weight[v];
            for (std::uint32_t e = graph.first[v]; e < graph.first[v + 1]; ++e)
                m_cut += m_sides[graph.edges[e].to] != m_sides[v] ? graph.edges[e].weight / 2 : 0;
        }
    }
    // Vertices change sides, the one that gains most first and each once, even at a loss for a while; the best of all
    // states on the way stays.
    void improve() {
        for (int pass = 0; pass < kPasses && improveOnce(); ++pass) {
        }
    }
    // What is uneven is worse than any cut.
    double cost() const {
        const double uneven = std::abs(m_zero - m_wanted);
        return m_cut + (uneven > m_slack ? 1e12 * (uneven - m_slack + 1e-9) : 0);
    }
    Sides take() && { return std::move(m_sides); }

private:
    using Candidate = std::pair<double, std::uint32_t>;  // gain, vertex

    bool improveOnce() {
        for (std::uint32_t v = 0; v < m_graph.size(); ++v) m_gain[v] = gainOf(v);
        std::priority_queue<Candidate> queue;
        for (std::uint32_t v = 0; v < m_graph.size(); ++v) {
            if (isAtBorder(v) || std::abs(m_zero - m_wanted) > m_slack) queue.emplace(m_gain[v], v);
        }
        std::vector<bool> moved(m_graph.size(), false);
        std::vector<std::uint32_t> order;
        const double before = cost();
        double best = before;
        std::size_t bestMoves = 0;
        const std::size_t patience = 100 + m_graph.size() / 50;
        while (!queue.empty() && order.size() < bestMoves + patience) {
            const auto [gain, v] = queue.top();
            queue.pop();
            if (moved[v] || gain != m_gain[v] || !mayMove(v)) continue;
            moved[v] = true;
            move(v);
            order.push_back(v);
            for (std::uint32_t e = m_graph.first[v]; e < m_graph.first[v + 1]; ++e) {
                const std::uint32_t other = m_graph.edges[e].to;
                if (!moved[other]) queue.emplace(m_gain[other], other);
            }
            if (cost() >= best) continue;
            best = cost();
            bestMoves = order.size();
        }
        while (order.size() > bestMoves) {
            move(order.back());
            order.pop_back();
        }
        return best < before;
    }
    double gainOf(std::uint32_t v) const {
        double gain = 0;
        for (std::uint32_t e = m_graph.first[v]; e < m_graph.first[v + 1]; ++e) {
            const WeightedGraph::Edge& edge = m_graph.edges[e];
            gain += m_sides[edge.to] != m_sides[v] ? edge.weight : -edge.weight;
        }
        return gain;
    }
    bool isAtBorder(std::uint32_t v) const {
        for (std::uint32_t e = m_graph.first[v]; e < m_graph.first[v + 1]; ++e) {
            if (m_sides[m_graph.edges[e].to] != m_sides[v]) return true;
        }
        return false;
    }
    // Where it does not make things more uneven than they may be, or than they are.
    bool mayMove(std::uint32_t v) const {
        const double after = m_zero + (m_sides[v] == 0 ? -m_graph.weight[v] : m_graph.weight[v]);
        return std::abs(after - m_wanted) <= std::max(m_slack, std::abs(m_zero - m_wanted));
    }
    void move(std::uint32_t v) {
        m_cut -= m_gain[v];
        m_zero += m_sides[v] == 0 ? -m_graph.weight[v] : m_graph.weight[v];
        m_sides[v] ^= 1U;
        m_gain[v] = -m_gain[v];
        for (std::uint32_t e = m_graph.first[v]; e < m_graph.first[v + 1]; ++e) {
            const WeightedGraph::Edge& edge = m_graph.edges[e];
            m_gain[edge.to] += m_sides[edge.to] != m_sides[v] ? 2 * edge.weight : -2 * edge.weight;
        }
    }

    const WeightedGraph& m_graph;
    double m_wanted;
    Sides m_sides;
    std::vector<double> m_gain;
    double m_slack = 0;
    double m_zero = 0;  // weight of side 0
    double m_cut = 0;
};

// Side 0 grows from one vertex along the heaviest edges until it weighs enough.
Sides grownFrom(const WeightedGraph& graph, std::uint32_t start, double wanted) {
    Sides sides(graph.size(), 1);
    std::vector<double> pull(graph.size(), 0);
    std::priority_queue<std::pair<double, std::uint32_t>> border;
    double weight = 0;
    std::uint32_t spare = 0;  // where the graph falls apart, it goes on at the next vertex
    border.emplace(0, start);
    while (weight < wanted) {
        while (border.empty() && spare < graph.size()) {
            if (sides[spare] == 1) border.emplace(0, spare);
            ++spare;
        }
        if (border.empty()) break;
        const auto [strength, v] = border.top();
        border.pop();
        if (sides[v] == 0 || strength != pull[v]) continue;
        if (weight + graph.weight[v] / 2 > wanted && weight > 0) continue;
        sides[v] = 0;
        weight += graph.weight[v];
        for (std::uint32_t e = graph.first[v]; e < graph.first[v + 1]; ++e) {
            const WeightedGraph::Edge& edge = graph.edges[e];
            pull[edge.to] += edge.weight;
            if (sides[edge.to] == 1) border.emplace(pull[edge.to], edge.to);
        }
    }
    return sides;
}

// Neighbours joined in pairs along their heaviest edge; by vertex, which vertex of the smaller graph it is in.
std::pair<WeightedGraph, std::vector<std::uint32_t>> coarsened(const WeightedGraph& graph) {
    const double heaviest = 3 * std::accumulate(graph.weight.begin(), graph.weight.end(), 0.0) / kSmall;
    std::vector<std::uint32_t> into(graph.size(), kNobody);
    std::vector<double> weights;
    for (std::uint32_t v = 0; v < graph.size(); ++v) {
        if (into[v] != kNobody) continue;
        std::uint32_t mate = kNobody;
        double strongest = 0;
        for (std::uint32_t e = graph.first[v]; e < graph.first[v + 1]; ++e) {
            const auto& [to, weight] = graph.edges[e];
            if (into[to] != kNobody || weight <= strongest || graph.weight[v] + graph.weight[to] > heaviest) continue;
            strongest = weight;
            mate = to;
        }
        into[v] = static_cast<std::uint32_t>(weights.size());
        weights.push_back(graph.weight[v]);
        if (mate == kNobody) continue;
        into[mate] = into[v];
        weights.back() += graph.weight[mate];
    }
    std::vector<GraphEdge> edges;
    for (std::uint32_t v = 0; v < graph.size(); ++v) {
        for (std::uint32_t e = graph.first[v]; e < graph.first[v + 1]; ++e) {
            if (graph.edges[e].to > v) edges.push_back({into[v], into[graph.edges[e].to], graph.edges[e].weight});
        }
    }
    return {graphOf(std::move(weights), edges), std::move(into)};
}

Sides bisected(const WeightedGraph& graph, double wanted) {
    if (graph.size() > kSmall) {
        const auto [smaller, into] = coarsened(graph);
        if (smaller.size() < graph.size() * 19 / 20) {
            const Sides coarse = bisected(smaller, wanted);
            Sides sides(graph.size(), 0);
            for (std::uint32_t v = 0; v < graph.size(); ++v) sides[v] = coarse[into[v]];
            Bisection fine{graph, wanted, std::move(sides)};
            fine.improve();
            return std::move(fine).take();
        }
    }
    Sides best;
    double least = std::numeric_limits<double>::infinity();
    for (int start = 0; start < kStarts && graph.size() != 0; ++start) {
        const auto from =
            static_cast<std::uint32_t>(std::uint64_t{graph.size()} * static_cast<unsigned>(start) / kStarts);
        Bisection grown{graph, wanted, grownFrom(graph, from, wanted)};
        grown.improve();
        if (grown.cost() >= least) continue;
        least = grown.cost();
        best = std::move(grown).take();
    }
    return best;
}

// The vertices of one side, and what lies between them.
std::pair<WeightedGraph, std::vector<std::uint32_t>> sideOf(const WeightedGraph& graph, const Sides& sides,
                                                            std::uint8_t side) {
    std::vector<std::uint32_t> vertices, place(graph.size(), kNobody);
    std::vector<double> weights;
    for (std::uint32_t v = 0; v < graph.size(); ++v) {
        if (sides[v] != side) continue;
        place[v] = static_cast<std::uint32_t>(vertices.size());
        vertices.push_back(v);
        weights.push_back(graph.weight[v]);
    }
    std::vector<GraphEdge> edges;
    for (const std::uint32_t v : vertices) {
        for (std::uint32_t e = graph.first[v]; e < graph.first[v + 1]; ++e) {
            const std::uint32_t to = graph.edges[e].to;
            if (to > v && place[to] != kNobody) edges.push_back({place[v], place[to], graph.edges[e].weight});
        }
    }
    return {graphOf(std::move(weights), edges), std::move(vertices)};
}

}  // namespace

WeightedGraph graphOf(std::vector<double> weights, const std::vector<GraphEdge>& edges) {
    std::vector<GraphEdge> both;
    for (const GraphEdge& edge : edges) {
        if (edge.a == edge.b) continue;
        both.push_back(edge);
        both.push_back({edge.b, edge.a, edge.weight});
    }
    std::ranges::stable_sort(both, [](const GraphEdge& x, const GraphEdge& y) {
        return std::pair{x.a, x.b} < std::pair{y.a, y.b};
    });
    WeightedGraph graph;
    graph.weight = std::move(weights);
    graph.first.assign(graph.weight.size() + 1, 0);
    for (std::size_t i = 0; i < both.size(); ++i) {
        if (i != 0 && both[i].a == both[i - 1].a && both[i].b == both[i - 1].b) {
            graph.edges.back().weight += both[i].weight;
            continue;
        }
        graph.edges.push_back({both[i].b, both[i].weight});
        ++graph.first[both[i].a + 1];
    }
    std::partial_sum(graph.first.begin(), graph.first.end(), graph.first.begin());
    return graph;
}

std::vector<std::uint32_t> cutInto(const WeightedGraph& graph, std::uint32_t parts) {
    std::vector<std::uint32_t> partOf(graph.size(), 0);
    if (parts <= 1 || graph.size() == 0) return partOf;
    const std::uint32_t left = parts / 2;
    const double whole = std::accumulate(graph.weight.begin(), graph.weight.end(), 0.0);
    const Sides sides = bisected(graph, whole * left / parts);
    for (const std::uint8_t side : {std::uint8_t{0}, std::uint8_t{1}}) {
        const auto [half, vertices] = sideOf(graph, sides, side);
        const std::vector<std::uint32_t> inside = cutInto(half, side == 0 ? left : parts - left);
        for (std::size_t i = 0; i < vertices.size(); ++i) partOf[vertices[i]] = inside[i] + (side == 0 ? 0 : left);
    }
    return partOf;
}

}  // namespace spillway
