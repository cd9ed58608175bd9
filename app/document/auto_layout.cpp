#include "document/auto_layout.h"

#include "document/free_ground.h"
#include "document/graphviz_layout.h"
#include "document/layered_layout.h"
#include "document/nesting.h"
#include "document/placement.h"

#include <algorithm>
#include <cmath>

namespace spillway {
namespace {

// Above these Graphviz takes longer than a person waits (tests/bench/document_bench prints both).
constexpr std::size_t kGraphvizNodes = 300;
constexpr std::size_t kGraphvizFlows = 900;

// Where the drawing starts: room for a boundary around all.
constexpr double kOrigin = 40;

// Whole units, from the origin on.
void settle(Layout& layout) {
    if (layout.boxes.empty()) return;
    Box all = layout.boxes.begin()->second;
    for (const auto& [id, box] : layout.boxes) all = unionOf(all, box);
    for (auto& [id, box] : layout.boxes) {
        const double right = std::round(box.x + box.width - all.x);
        const double bottom = std::round(box.y + box.height - all.y);
        box.x = std::round(box.x - all.x);
        box.y = std::round(box.y - all.y);
        box.width = right - box.x;
        box.height = bottom - box.y;
        box.x += kOrigin;
        box.y += kOrigin;
    }
}

// Fills the gaps of a layout, one item after the other in the document's order.
class Completion {
public:
    Completion(const Topology& topology, Layout placed)
        : m_topology{topology},
          m_nesting{topology},
          m_layout{std::move(placed)},
          m_callers(topology.nodes.size()),
          m_callees(topology.nodes.size()) {
        for (const Flow& flow : topology.flows) {
            const auto from = m_nesting.nodeNamed(flow.from);
            const auto to = m_nesting.nodeNamed(flow.to);
            if (!from || !to || from == to) continue;
            m_callers[*to].push_back(*from);
            m_callees[*from].push_back(*to);
        }
        for (std::size_t i = 0; i < topology.nodes.size(); ++i) {
            if (const Box* box = boxOfNode(i)) m_ground.occupy(*box, tagOfNode(i));
        }
        for (std::size_t i = 0; i < topology.boundaries.size(); ++i) {
            if (const Box* box = boxOfBoundary(i)) m_ground.occupy(*box, i);
        }
    }

    Layout completed() {
        for (std::size_t i = 0; i < m_topology.nodes.size(); ++i) {
            if (!boxOfNode(i)) placeNode(i);
        }
        for (const std::size_t boundary : m_nesting.innermostFirst()) {
            if (!boxOfBoundary(boundary)) placeBoundary(boundary);
        }
        return std::move(m_layout);
    }

private:
    // Boundaries have their index as tag, nodes come after them.
    std::size_t tagOfNode(std::size_t node) const { return m_topology.boundaries.size() + node; }

    const Box* boxNamed(const std::string& id) const {
        const auto found = m_layout.boxes.find(id);
        return found == m_layout.boxes.end() ? nullptr : &found->second;
    }
    const Box* boxOfNode(std::size_t node) const { return boxNamed(m_topology.nodes[node].id); }
    const Box* boxOfBoundary(std::size_t boundary) const { return boxNamed(m_topology.boundaries[boundary].id); }

    // The innermost boundary with a box from `boundary` outwards.
    std::optional<std::size_t> drawnAround(std::optional<std::size_t> boundary) const {
        while (boundary && !boxOfBoundary(*boundary)) boundary = m_nesting.parentOfBoundary(*boundary);
        return boundary;
    }

    // Whether the tagged thing is `boundary`, is in it, or (a boundary only) is around it.
    bool related(std::size_t tag, std::size_t boundary) const {
        const bool isNode = tag >= m_topology.boundaries.size();
        std::optional<std::size_t> at = tag;
        if (isNode) at = m_nesting.parentOfNode(tag - m_topology.boundaries.size());
        for (; at; at = m_nesting.parentOfBoundary(*at)) {
            if (*at == boundary) return true;
        }
        return !isNode && isAround(tag, boundary);
    }

    bool isAround(std::size_t outer, std::optional<std::size_t> boundary) const {
        for (; boundary; boundary = m_nesting.parentOfBoundary(*boundary)) {
            if (*boundary == outer) return true;
        }
        return false;
    }

    // Right of its first drawn caller, else left of the first thing it calls, else in its boundary or by its neighbours
    // there.
    Box wishFor(std::size_t node, std::optional<std::size_t> around) const {
        const double width = nodeWidth(m_topology.nodes[node]);
        for (const std::size_t caller : m_callers[node]) {
            if (const Box* box = boxOfNode(caller)) {
                return {box->x + box->width + kColumnGap, box->y, width, kNodeHeight};
            }
        }
        for (const std::size_t callee : m_callees[node]) {
            if (const Box* box = boxOfNode(callee)) {
                return {box->x - width - kColumnGap, box->y, width, kNodeHeight};
            }
        }
        if (const auto parent = m_nesting.parentOfNode(node)) {
            for (const std::size_t other : m_nesting.in(*parent).nodes) {
                if (const Box* box = boxOfNode(other)) return {box->x, box->y, width, kNodeHeight};
            }
        }
        if (around) {
            const Box& box = *boxOfBoundary(*around);
            return {box.x + kBoundaryMargin, box.y + kBoundaryMargin + kBoundaryTitle, width, kNodeHeight};
        }
        return {kOrigin, kOrigin, width, kNodeHeight};
    }

    static Box withFrame(const Box& content) {
        Box framed = grown(content, kBoundaryMargin);
        framed.y -= kBoundaryTitle;
        framed.height += kBoundaryTitle;
        return framed;
    }

    // The wish, moved into the boundary's inside as far as it fits.
    static Box clamped(Box wish, const Box& outer) {
        const double left = outer.x + kBoundaryMargin;
        const double top = outer.y + kBoundaryMargin + kBoundaryTitle;
        wish.x = std::max(left, std::min(wish.x, outer.x + outer.width - kBoundaryMargin - wish.width));
        wish.y = std::max(top, std::min(wish.y, outer.y + outer.height - kBoundaryMargin - wish.height));
        return wish;
    }

    void placeNode(std::size_t node) {
        const auto around = drawnAround(m_nesting.parentOfNode(node));
        const auto parent = m_nesting.parentOfNode(node);
        Box wish = wishFor(node, around);
        const auto standsFree = [&](const Box& box) {
            return m_ground.isFree(grown(box, kRowGap / 2), [&](std::size_t tag) {
                return tag < m_topology.boundaries.size() && isAround(tag, parent);
            });
        };
        std::optional<Box> found;
        if (around) {
            wish = clamped(wish, *boxOfBoundary(*around));
            found = placeIn(*around, wish, standsFree);
        } else {
            found = FreeGround::nearest(wish, kRings, standsFree);
        }
        const Box box = found.value_or(wish);
        m_layout.boxes[m_topology.nodes[node].id] = box;
        m_ground.occupy(box, tagOfNode(node));
        if (around) growAround(*around, box);
    }

    // Inside if there is room, else where the boundary can grow without swallowing a stranger.
    std::optional<Box> placeIn(std::size_t boundary, const Box& wish,
                               const std::function<bool(const Box&)>& standsFree) {
        const Box outer = *boxOfBoundary(boundary);
        const auto inside = [&](const Box& box) { return unionOf(outer, withFrame(box)) == outer && standsFree(box); };
        const int rings = 1 + static_cast<int>(std::max(outer.width / (kNodeWidth + kRowGap),
                                                        outer.height / (kNodeHeight + kRowGap)));
        if (auto found = FreeGround::nearest(wish, std::min(rings, kRings), inside)) return found;
        const auto byGrowing = [&](const Box& box) {
            return standsFree(box) && m_ground.isFree(unionOf(outer, withFrame(box)),
                                                      [&](std::size_t tag) { return related(tag, boundary); });
        };
        if (auto found = FreeGround::nearest(wish, rings + 2, byGrowing)) return found;
        return FreeGround::nearest(wish, kRings, standsFree);
    }

    void growAround(std::optional<std::size_t> boundary, Box content) {
        for (; boundary; boundary = m_nesting.parentOfBoundary(*boundary)) {
            const Box* box = boxOfBoundary(*boundary);
            if (!box) continue;
            const Box wider = unionOf(*box, withFrame(content));
            if (wider == *box) return;
            m_layout.boxes[m_topology.boundaries[*boundary].id] = wider;
            m_ground.occupy(wider, *boundary);
            content = wider;
        }
    }

    void placeBoundary(std::size_t boundary) {
        std::optional<Box> content;
        const auto add = [&](const Box* box) {
            if (box) content = content ? unionOf(*content, *box) : *box;
        };
        for (const std::size_t node : m_nesting.in(boundary).nodes) add(boxOfNode(node));
        for (const std::size_t inner : m_nesting.in(boundary).boundaries) add(boxOfBoundary(inner));
        const auto around = drawnAround(m_nesting.parentOfBoundary(boundary));
        Box box = content ? withFrame(*content) : emptyPlace(boundary, around);
        m_layout.boxes[m_topology.boundaries[boundary].id] = box;
        m_ground.occupy(box, boundary);
        growAround(around, box);
    }

    Box emptyPlace(std::size_t boundary, std::optional<std::size_t> around) const {
        Box wish = withFrame({0, 0, kNodeWidth, kNodeHeight});
        wish.x = around ? boxOfBoundary(*around)->x + kBoundaryMargin : kOrigin;
        wish.y = around ? boxOfBoundary(*around)->y + kBoundaryMargin + kBoundaryTitle : kOrigin;
        const auto standsFree = [&](const Box& box) {
            return m_ground.isFree(grown(box, kRowGap / 2), [&](std::size_t tag) {
                return tag < m_topology.boundaries.size() && isAround(tag, boundary);
            });
        };
        return FreeGround::nearest(wish, kRings, standsFree).value_or(wish);
    }

    static constexpr int kRings = 100;
    const Topology& m_topology;
    Nesting m_nesting;
    Layout m_layout;
    std::vector<std::vector<std::size_t>> m_callers;
    std::vector<std::vector<std::size_t>> m_callees;
    FreeGround m_ground;
};

}  // namespace

double nodeWidth(const Node& node) {
    constexpr double kLetter = 7.6;  // of the name's font, on average
    constexpr double kPadding = 24;
    constexpr double kMost = 256;
    constexpr double kGrid = 8;
    const double letters = static_cast<double>(node.name.empty() ? node.id.size() : node.name.size());
    return std::clamp(std::ceil((kLetter * letters + kPadding) / kGrid) * kGrid, kNodeWidth, kMost);
}

Layout automaticLayout(const Topology& topology) {
    if (const auto zones = placementZones(topology); !zones.empty())
        return automaticLayout(withoutPlacement(topology, zones));
    const Nesting nesting{topology};
    std::optional<Layout> layout;
    if (topology.nodes.size() <= kGraphvizNodes && topology.flows.size() <= kGraphvizFlows) {
        layout = graphvizLayout(topology, nesting);
    }
    if (!layout) layout = layeredLayout(topology, nesting);
    settle(*layout);
    return std::move(*layout);
}

Layout completedLayout(const Topology& topology, Layout placed) {
    if (const auto zones = placementZones(topology); !zones.empty()) {
        for (const std::string& zone : zones) placed.boxes.erase(zone);
        return completedLayout(withoutPlacement(topology, zones), std::move(placed));
    }
    const std::set<std::string> ids = drawnIds(topology);
    const auto isPlaced = [&](const std::string& id) { return placed.boxes.contains(id); };
    if (std::ranges::all_of(ids, isPlaced)) return placed;
    if (std::ranges::none_of(ids, isPlaced)) {
        // Boxes of things that are gone for now (their removal may be undone) stay.
        placed.boxes.merge(automaticLayout(topology).boxes);
        return placed;
    }
    return Completion{topology, std::move(placed)}.completed();
}

std::set<std::string> drawnIds(const Topology& topology) {
    std::set<std::string> ids;
    for (const Node& node : topology.nodes) ids.insert(node.id);
    for (const Boundary& boundary : topology.boundaries) ids.insert(boundary.id);
    for (const std::string& zone : placementZones(topology)) ids.erase(zone);
    return ids;
}

}  // namespace spillway
