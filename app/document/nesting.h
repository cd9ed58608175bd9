#pragma once

#include "topology/topology.h"

#include <cstddef>
#include <optional>
#include <unordered_map>
#include <vector>

namespace spillway {

// What is in what, by index: the tree that `in` describes. Robust against documents in the making: an unknown or
// circular `in` counts as none, and of items with one id the first has it.
class Nesting {
public:
    explicit Nesting(const Topology& topology);

    // What one boundary, or the drawing itself, directly holds.
    struct Contents {
        std::vector<std::size_t> boundaries;
        std::vector<std::size_t> nodes;
    };
    const Contents& top() const { return m_top; }
    const Contents& in(std::size_t boundary) const { return m_contents[boundary]; }

    std::optional<std::size_t> parentOfNode(std::size_t node) const { return m_nodeParent[node]; }
    std::optional<std::size_t> parentOfBoundary(std::size_t boundary) const { return m_boundaryParent[boundary]; }
    std::optional<std::size_t> nodeNamed(const std::string& id) const;
    std::optional<std::size_t> boundaryNamed(const std::string& id) const;

    // Every boundary once, each after all boundaries in it.
    const std::vector<std::size_t>& innermostFirst() const { return m_innermostFirst; }

private:
    void placeBoundaries(const Topology& topology);
    bool isInside(std::size_t boundary, std::size_t outer) const;

    std::unordered_map<std::string, std::size_t> m_nodes;
    std::unordered_map<std::string, std::size_t> m_boundaries;
    std::vector<std::optional<std::size_t>> m_nodeParent;
    std::vector<std::optional<std::size_t>> m_boundaryParent;
    std::vector<Contents> m_contents;
    Contents m_top;
    std::vector<std::size_t> m_innermostFirst;
};

}  // namespace spillway
