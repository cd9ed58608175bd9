#include "topology/topology.h"

#include "base/assert.h"

#include <algorithm>

namespace spillway {
namespace {

template <std::size_t Index = 0>
NodeSpec specAt(std::size_t index) {
    if constexpr (Index < std::variant_size_v<NodeSpec>) {
        if (index == Index) return NodeSpec{std::in_place_index<Index>};
        return specAt<Index + 1>(index);
    } else {
        SPILLWAY_ASSERT(false, "a node kind has an alternative");
    }
}

template <class Item>
const Item* findById(const std::vector<Item>& items, const std::string& id) {
    const auto found = std::ranges::find(items, id, &Item::id);
    return found == items.end() ? nullptr : &*found;
}

}  // namespace

NodeSpec defaultSpec(NodeKind kind) { return specAt(static_cast<std::size_t>(kind)); }

std::string flowName(const Flow& flow) { return flow.from + " -> " + flow.to; }

const Node* findNode(const Topology& topology, const std::string& id) { return findById(topology.nodes, id); }

const Boundary* findBoundary(const Topology& topology, const std::string& id) {
    return findById(topology.boundaries, id);
}

Platform platformOf(const Topology& topology, const Node& node) {
    if (node.platform != Platform::unspecified) return node.platform;
    std::size_t depth = 0;
    for (const Boundary* around = findBoundary(topology, node.in);
         around != nullptr && depth <= topology.boundaries.size();
         around = findBoundary(topology, around->in), ++depth) {
        if (around->platform != Platform::unspecified) return around->platform;
    }
    if (node.kind() == NodeKind::edge_worker) return Platform::workers;
    return node.kind() == NodeKind::function ? Platform::lambda : Platform::kubernetes;
}

}  // namespace spillway
