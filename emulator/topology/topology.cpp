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

}  // namespace spillway
