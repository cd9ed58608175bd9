#include "document/nesting.h"

#include <algorithm>

namespace spillway {
namespace {

template <class Map>
std::optional<std::size_t> lookUp(const Map& map, const std::string& id) {
    const auto found = map.find(id);
    return found == map.end() ? std::nullopt : std::optional{found->second};
}

}  // namespace

Nesting::Nesting(const Topology& topology)
    : m_nodeParent(topology.nodes.size()),
      m_boundaryParent(topology.boundaries.size()),
      m_contents(topology.boundaries.size()) {
    for (std::size_t i = 0; i < topology.boundaries.size(); ++i) m_boundaries.try_emplace(topology.boundaries[i].id, i);
    for (std::size_t i = 0; i < topology.nodes.size(); ++i) m_nodes.try_emplace(topology.nodes[i].id, i);
    placeBoundaries(topology);
    for (std::size_t i = 0; i < topology.nodes.size(); ++i) {
        if (nodeNamed(topology.nodes[i].id) != i) continue;
        m_nodeParent[i] = boundaryNamed(topology.nodes[i].in);
        (m_nodeParent[i] ? m_contents[*m_nodeParent[i]] : m_top).nodes.push_back(i);
    }
}

void Nesting::placeBoundaries(const Topology& topology) {
    for (std::size_t i = 0; i < topology.boundaries.size(); ++i) {
        if (boundaryNamed(topology.boundaries[i].id) != i) continue;
        const auto parent = boundaryNamed(topology.boundaries[i].in);
        if (parent && !isInside(*parent, i)) m_boundaryParent[i] = parent;
        (m_boundaryParent[i] ? m_contents[*m_boundaryParent[i]] : m_top).boundaries.push_back(i);
    }
    // Outermost first by breadth, then turned round.
    m_innermostFirst = m_top.boundaries;
    for (std::size_t next = 0; next < m_innermostFirst.size(); ++next) {
        const auto& inner = m_contents[m_innermostFirst[next]].boundaries;
        m_innermostFirst.insert(m_innermostFirst.end(), inner.begin(), inner.end());
    }
    std::ranges::reverse(m_innermostFirst);
}

bool Nesting::isInside(std::size_t boundary, std::size_t outer) const {
    for (std::optional<std::size_t> at = boundary; at; at = m_boundaryParent[*at]) {
        if (*at == outer) return true;
    }
    return false;
}

std::optional<std::size_t> Nesting::nodeNamed(const std::string& id) const { return lookUp(m_nodes, id); }

std::optional<std::size_t> Nesting::boundaryNamed(const std::string& id) const { return lookUp(m_boundaries, id); }

}  // namespace spillway
