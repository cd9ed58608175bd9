#include "document/graphviz_layout.h"

#include "document/auto_layout.h"
#include "document/free_ground.h"
#include "document/graphviz_ids.h"

#include <fmt/format.h>
#include <graphviz/gvc.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace spillway {
namespace {

// Graphviz counts node sizes in inches and everything else in points; one canvas unit is one point.
constexpr double kPointsPerInch = 72;

// The library takes `char*` and copies it: a writable copy of our own that lives as long as the call.
struct WritableText {
    std::string value;
    operator char*() { return value.data(); }
};
WritableText text(const std::string& value) { return {value}; }

void set(void* object, const char* attribute, const std::string& value) {
    agsafeset(object, text(attribute), text(value), text(""));
}

struct CloseGraph {
    void operator()(Agraph_t* graph) const { agclose(graph); }
};
struct FreeContext {
    void operator()(GVC_t* context) const { gvFreeContext(context); }
};

int ignoreMessage(char*) { return 0; }

// Whether the layers are found boundary by boundary (each compact in itself) or for all nodes at once: boundaries whose
// nodes do not talk to each other would be one tall column each.
enum class Ranks { byBoundary, acrossBoundaries };

// The graph under construction, with the library's handles by our indices.
class Drawing {
public:
    Drawing(const Topology& topology, const Nesting& nesting, Ranks ranks)
        : m_topology{topology}, m_nesting{nesting}, m_graph{agopen(text("g"), Agdirected, countedIds())} {
        m_nodes.resize(topology.nodes.size());
        m_clusters.resize(topology.boundaries.size());
        setGraph();
        if (ranks == Ranks::acrossBoundaries) set(m_graph.get(), "newrank", "true");
        addContents(m_graph.get(), nesting.top());
        addFlows();
    }

    std::optional<Layout> laidOut() {
        const std::unique_ptr<GVC_t, FreeContext> context{gvContext()};
        if (!context || gvLayout(context.get(), m_graph.get(), "dot") != 0) return std::nullopt;
        Layout layout = read();
        gvFreeLayout(context.get(), m_graph.get());
        return layout;
    }

private:
    void setGraph() {
        set(m_graph.get(), "rankdir", "LR");
        set(m_graph.get(), "ranksep", fmt::format("{}", kColumnGap / kPointsPerInch));
        set(m_graph.get(), "nodesep", fmt::format("{}", kRowGap / kPointsPerInch));
        // The canvas draws the flows itself; routing them would take most of the time.
        set(m_graph.get(), "splines", "false");
        // Bounds the simplex by iterations, so that a dense graph cannot hold the window for minutes; still
        // deterministic.
        set(m_graph.get(), "nslimit", "3");
        set(m_graph.get(), "nslimit1", "3");
        agattr(m_graph.get(), AGNODE, text("shape"), text("box"));
        agattr(m_graph.get(), AGNODE, text("fixedsize"), text("true"));
        agattr(m_graph.get(), AGNODE, text("label"), text(""));
        agattr(m_graph.get(), AGNODE, text("width"), text(fmt::format("{}", kNodeWidth / kPointsPerInch)));
        agattr(m_graph.get(), AGNODE, text("height"), text(fmt::format("{}", kNodeHeight / kPointsPerInch)));
    }

    void addContents(Agraph_t* graph, const Nesting::Contents& contents) {
        for (const std::size_t node : contents.nodes) {
            m_nodes[node] = agnode(graph, text(fmt::format("n{}", node)), 1);
            set(m_nodes[node], "width", fmt::format("{}", nodeWidth(m_topology.nodes[node]) / kPointsPerInch));
        }
        for (const std::size_t boundary : contents.boundaries) {
            Agraph_t* cluster = agsubg(graph, text(fmt::format("cluster{}", boundary)), 1);
            m_clusters[boundary] = cluster;
            set(cluster, "margin", fmt::format("{}", kBoundaryMargin));
            // A table of fixed size reserves the title's strip without measuring any font.
            char* title = agstrdup_html(
                cluster,
                text(fmt::format(
                    "<TABLE BORDER=\"0\" FIXEDSIZE=\"TRUE\" WIDTH=\"{}\" HEIGHT=\"{}\"><TR><TD></TD></TR></TABLE>",
                    kNodeWidth, kBoundaryTitle - 8)));
            agsafeset(cluster, text("label"), title, text(""));
            agstrfree(cluster, title);
            const Nesting::Contents& inner = m_nesting.in(boundary);
            addContents(cluster, inner);
            // dot gives no room to a cluster without nodes.
            if (inner.nodes.empty() && inner.boundaries.empty()) agnode(cluster, text(fmt::format("e{}", boundary)), 1);
        }
    }

    void addFlows() {
        for (const Flow& flow : m_topology.flows) {
            const auto from = m_nesting.nodeNamed(flow.from);
            const auto to = m_nesting.nodeNamed(flow.to);
            if (from && to && *from != *to) agedge(m_graph.get(), m_nodes[*from], m_nodes[*to], nullptr, 1);
        }
    }

    // Graphviz' y grows upwards and its positions are centres.
    Layout read() const {
        Layout layout;
        for (std::size_t i = 0; i < m_nodes.size(); ++i) {
            if (!m_nodes[i]) continue;
            const pointf at = ND_coord(m_nodes[i]);
            const double width = nodeWidth(m_topology.nodes[i]);
            layout.boxes[m_topology.nodes[i].id] = {at.x - width / 2, -at.y - kNodeHeight / 2, width, kNodeHeight};
        }
        for (std::size_t i = 0; i < m_clusters.size(); ++i) {
            if (!m_clusters[i]) continue;
            const boxf area = GD_bb(m_clusters[i]);
            layout.boxes[m_topology.boundaries[i].id] = {area.LL.x, -area.UR.y, area.UR.x - area.LL.x,
                                                         area.UR.y - area.LL.y};
        }
        return layout;
    }

    const Topology& m_topology;
    const Nesting& m_nesting;
    std::unique_ptr<Agraph_t, CloseGraph> m_graph;
    std::vector<Agnode_t*> m_nodes;
    std::vector<Agraph_t*> m_clusters;
};

constexpr double kPoorZoom = 0.5;
constexpr double kWorthChange = 1.3;

// How large a layout can be seen at once, in a view of the usual form.
double zoomOf(const Layout& layout) {
    if (layout.boxes.empty()) return 1;
    Box all = layout.boxes.begin()->second;
    for (const auto& [id, box] : layout.boxes) all = unionOf(all, box);
    return std::min(1200 / all.width, 800 / all.height);
}

}  // namespace

std::optional<Layout> graphvizLayout(const Topology& topology, const Nesting& nesting) {
    static std::mutex libraryState;
    const std::lock_guard lock{libraryState};
    // What it warns of (a label larger than its place) means nothing to the user.
    const auto before = agseterrf(ignoreMessage);
    std::optional<Layout> layout = Drawing{topology, nesting, Ranks::byBoundary}.laidOut();
    if (layout && zoomOf(*layout) < kPoorZoom) {
        std::optional<Layout> other = Drawing{topology, nesting, Ranks::acrossBoundaries}.laidOut();
        if (other && zoomOf(*other) > kWorthChange * zoomOf(*layout)) layout = std::move(other);
    }
    agseterrf(before);
    return layout;
}

}  // namespace spillway
