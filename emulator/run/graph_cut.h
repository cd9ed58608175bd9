#pragma once

#include <cstdint>
#include <vector>

namespace spillway {

// An undirected graph with weights; every edge is listed at both of its ends.
struct WeightedGraph {
    struct Edge {
        std::uint32_t to = 0;
        double weight = 0;
    };
    std::vector<double> weight;        // by vertex
    std::vector<std::uint32_t> first;  // by vertex: its edges are [first[v], first[v + 1]) of `edges`
    std::vector<Edge> edges;

    std::uint32_t size() const { return static_cast<std::uint32_t>(weight.size()); }
};

struct GraphEdge {
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    double weight = 0;
};
// Edges between the same two vertices are one, from a vertex to itself none.
WeightedGraph graphOf(std::vector<double> weights, const std::vector<GraphEdge>& edges);

// Which of `parts` parts each vertex goes to, so that parts weigh nearly the same and little lies between them:
// bisected again and again, each time coarsened along heavy edges, cut when small, and improved on the way back
// (Karypis and Kumar 1998; the improvement is Fiduccia and Mattheyses 1982). Nearly linear in the edges. The same
// graph is always cut the same.
std::vector<std::uint32_t> cutInto(const WeightedGraph& graph, std::uint32_t parts);

}  // namespace spillway
