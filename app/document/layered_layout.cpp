#include "document/layered_layout.h"

#include "document/auto_layout.h"
#include "document/layers.h"

#include <algorithm>
#include <unordered_map>

namespace spillway {
namespace {

// A boundary's index, or the drawing itself.
using Container = std::optional<std::size_t>;

class Layered {
public:
    Layered(const Topology& topology, const Nesting& nesting)
        : m_topology{topology}, m_nesting{nesting}, m_inner(topology.boundaries.size()) {
        for (const Flow& flow : topology.flows) link(flow);
    }

    Layout laidOut() {
        for (const std::size_t boundary : m_nesting.innermostFirst()) {
            m_inner[boundary] = arranged(m_nesting.in(boundary), m_links[boundary]);
        }
        const Arranged whole = arranged(m_nesting.top(), m_links[m_inner.size()]);
        put(m_nesting.top(), whole, 0, 0);
        return std::move(m_layout);
    }

private:
    // The things in one container, boundaries first, as arranged from 0, 0.
    struct Arranged {
        std::vector<LayerItem> items;
        double width = kNodeWidth;
        double height = kNodeHeight;
    };

    // The chain of containers from the node outwards; the drawing itself is last and not in it.
    std::vector<std::size_t> around(std::size_t node) const {
        std::vector<std::size_t> chain;
        for (Container at = m_nesting.parentOfNode(node); at; at = m_nesting.parentOfBoundary(*at))
            chain.push_back(*at);
        return chain;
    }

    // A flow links two items of the innermost container that holds both of its ends.
    void link(const Flow& flow) {
        const auto from = m_nesting.nodeNamed(flow.from);
        const auto to = m_nesting.nodeNamed(flow.to);
        if (!from || !to || *from == *to) return;
        auto fromChain = around(*from);
        auto toChain = around(*to);
        Container common;
        while (!fromChain.empty() && !toChain.empty() && fromChain.back() == toChain.back()) {
            common = fromChain.back();
            fromChain.pop_back();
            toChain.pop_back();
        }
        const auto endOf = [&](const std::vector<std::size_t>& chain, std::size_t node) {
            return chain.empty() ? m_topology.boundaries.size() + node : chain.back();
        };
        m_links[common.value_or(m_inner.size())].emplace_back(endOf(fromChain, *from), endOf(toChain, *to));
    }

    Arranged arranged(const Nesting::Contents& contents, const LayerLinks& links) const {
        Arranged result;
        std::unordered_map<std::size_t, std::size_t> place;  // by boundary, or boundaries + node
        for (const std::size_t boundary : contents.boundaries) {
            place[boundary] = result.items.size();
            result.items.push_back({m_inner[boundary].width + 2 * kBoundaryMargin,
                                    m_inner[boundary].height + 2 * kBoundaryMargin + kBoundaryTitle});
        }
        for (const std::size_t node : contents.nodes) {
            place[m_topology.boundaries.size() + node] = result.items.size();
            result.items.push_back({nodeWidth(m_topology.nodes[node]), kNodeHeight});
        }
        LayerLinks local;
        for (const auto& [from, to] : links) local.emplace_back(place.at(from), place.at(to));
        arrangeInLayers(result.items, local);
        for (const LayerItem& item : result.items) {
            result.width = std::max(result.width, item.x + item.width);
            result.height = std::max(result.height, item.y + item.height);
        }
        return result;
    }

    void put(const Nesting::Contents& contents, const Arranged& arranged, double x, double y) {
        std::size_t next = 0;
        for (const std::size_t boundary : contents.boundaries) {
            const LayerItem& item = arranged.items[next++];
            m_layout.boxes[m_topology.boundaries[boundary].id] = {x + item.x, y + item.y, item.width, item.height};
            put(m_nesting.in(boundary), m_inner[boundary], x + item.x + kBoundaryMargin,
                y + item.y + kBoundaryMargin + kBoundaryTitle);
        }
        for (const std::size_t node : contents.nodes) {
            const LayerItem& item = arranged.items[next++];
            m_layout.boxes[m_topology.nodes[node].id] = {x + item.x, y + item.y, item.width, item.height};
        }
    }

    const Topology& m_topology;
    const Nesting& m_nesting;
    std::vector<Arranged> m_inner;
    std::unordered_map<std::size_t, LayerLinks> m_links;  // by container; the drawing itself comes after all boundaries
    Layout m_layout;
};

}  // namespace

Layout layeredLayout(const Topology& topology, const Nesting& nesting) { return Layered{topology, nesting}.laidOut(); }

}  // namespace spillway
