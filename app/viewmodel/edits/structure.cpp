#include "viewmodel/edits/structure.h"

#include "viewmodel/edits/arrange.h"
#include "viewmodel/edits/references.h"

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>

namespace spillway::edits {
namespace {

QString quoted(const std::string& id) { return QString::fromStdString(id); }

std::string wordOf(NodeKind kind) {
    std::string word{names(NodeKind{})[static_cast<std::size_t>(kind)].word};
    std::replace(word.begin(), word.end(), '_', '-');
    return word;
}

bool flowExists(const Topology& topology, const std::string& from, const std::string& to, FlowKind kind) {
    return std::any_of(topology.flows.begin(), topology.flows.end(),
                       [&](const Flow& flow) { return flow.from == from && flow.to == to && flow.kind == kind; });
}

bool contains(const Box& area, const Box& box) {
    return box.x >= area.x && box.y >= area.y && box.x + box.width <= area.x + area.width &&
           box.y + box.height <= area.y + area.height;
}

// Whoever lay directly in `parent` and lies wholly in `area` now belongs to `id`.
void takeIn(Draft& draft, const std::string& id, const Box& area) {
    Topology& topology = draft.state.architecture.topology;
    const auto lies = [&](const std::string& item) {
        const auto it = draft.state.layout.boxes.find(item);
        return it != draft.state.layout.boxes.end() && contains(area, it->second);
    };
    const auto isTaken = [&](const std::string& in) { return !in.empty() && in != id && lies(in); };
    for (Boundary& boundary : topology.boundaries) {
        if (boundary.id != id && lies(boundary.id) && !isTaken(boundary.in)) boundary.in = id;
    }
    for (Node& node : topology.nodes) {
        if (lies(node.id) && !isTaken(node.in)) node.in = id;
    }
}

void carryOver(const NodeSpec& from, NodeSpec& to) {
    std::visit(
        [&to](const auto& old) {
            std::visit(
                [&old](auto& fresh) {
                    if constexpr (requires { fresh.work = old.work; }) fresh.work = old.work;
                    if constexpr (requires { fresh.image = old.image; }) fresh.image = old.image;
                    if constexpr (requires { fresh.port = old.port; }) fresh.port = old.port;
                    if constexpr (requires { fresh.resources = old.resources; }) fresh.resources = old.resources;
                },
                to);
        },
        from);
}

// Selected nodes and boundaries, then flows.
struct Doomed {
    std::unordered_set<std::string> items;
    std::unordered_set<std::string> flows;
};

Doomed doomedBy(const Draft& draft) {
    Doomed doomed;
    for (const std::string& item : draft.selection) (isFlowName(item) ? doomed.flows : doomed.items).insert(item);
    return doomed;
}

void removeDoomed(Draft& draft, const Doomed& doomed) {
    Topology& topology = draft.state.architecture.topology;
    const auto lift = [&](std::string& in) {
        for (std::size_t depth = 0; doomed.items.contains(in) && depth <= topology.boundaries.size(); ++depth) {
            const Boundary* around = findBoundary(topology, in);
            in = around ? around->in : std::string();
        }
    };
    for (Node& node : topology.nodes) lift(node.in);
    for (Boundary& boundary : topology.boundaries) {
        if (!doomed.items.contains(boundary.id)) lift(boundary.in);
    }
    std::erase_if(topology.flows, [&](const Flow& flow) {
        return doomed.items.contains(flow.from) || doomed.items.contains(flow.to) ||
               doomed.flows.contains(flowName(flow));
    });
    std::erase_if(topology.nodes, [&](const Node& node) { return doomed.items.contains(node.id); });
    std::erase_if(topology.boundaries, [&](const Boundary& boundary) { return doomed.items.contains(boundary.id); });
    for (const std::string& item : doomed.items) draft.state.layout.boxes.erase(item);
    dropDanglingReferences(draft);
}

// Every flow into `id` times every flow out of it.
void bridge(Topology& topology, const std::string& id) {
    std::vector<Flow> bridges;
    for (const Flow& in : topology.flows) {
        if (in.to != id) continue;
        for (const Flow& out : topology.flows) {
            if (out.from != id || out.to == in.from || flowExists(topology, in.from, out.to, out.kind)) continue;
            Flow flow = out;
            flow.from = in.from;
            bridges.push_back(flow);
        }
    }
    for (const Flow& flow : bridges) {
        if (!flowExists(topology, flow.from, flow.to, flow.kind)) topology.flows.push_back(flow);
    }
}

}  // namespace

std::string addNode(Draft& draft, NodeKind kind, Point at) {
    Topology& topology = draft.state.architecture.topology;
    const Box box{snapped(at.x - kNodeSize.width / 2), snapped(at.y - kNodeSize.height / 2), kNodeSize.width,
                  kNodeSize.height};
    Node node;
    node.id = freeId(topology, wordOf(kind));
    node.spec = defaultSpec(kind);
    node.in = boundaryAt(draft.state, box);
    draft.state.layout.boxes[node.id] = box;
    draft.selection = {node.id};
    draft.label = QStringLiteral("Add %1").arg(quoted(node.id));
    topology.nodes.push_back(node);
    return node.id;
}

std::string addBoundary(Draft& draft, const Box& area) {
    Topology& topology = draft.state.architecture.topology;
    Boundary boundary;
    boundary.id = freeId(topology, "boundary");
    boundary.in = boundaryAt(draft.state, area);
    topology.boundaries.push_back(boundary);
    draft.state.layout.boxes[boundary.id] = area;
    takeIn(draft, boundary.id, area);
    draft.selection = {boundary.id};
    draft.label = QStringLiteral("Add %1").arg(quoted(boundary.id));
    return boundary.id;
}

void connect(Draft& draft, const std::string& from, const std::string& to, FlowKind kind) {
    Topology& topology = draft.state.architecture.topology;
    if (!findNode(topology, from) || !findNode(topology, to)) return;
    if (from == to) {
        draft.notes.append(QStringLiteral("A node cannot call itself"));
        return;
    }
    if (flowExists(topology, from, to, kind)) {
        draft.notes.append(QStringLiteral("%1 -> %2 is already there").arg(quoted(from), quoted(to)));
        return;
    }
    Flow flow;
    flow.from = from;
    flow.to = to;
    flow.kind = kind;
    topology.flows.push_back(flow);
    draft.selection = {flowName(flow)};
    draft.label = QStringLiteral("Connect %1 to %2").arg(quoted(from), quoted(to));
}

void insertOnFlow(Draft& draft, const std::string& id, const std::string& name) {
    Flow* flow = flowOf(draft, name);
    if (!flow || !nodeOf(draft, id) || flow->from == id || flow->to == id) return;
    Topology& topology = draft.state.architecture.topology;
    if (flowExists(topology, flow->from, id, flow->kind) || flowExists(topology, id, flow->to, flow->kind)) return;
    Flow onward;
    onward.from = id;
    onward.to = flow->to;
    onward.kind = flow->kind;
    flow->to = id;
    topology.flows.push_back(onward);
    dropDanglingReferences(draft);
    draft.selection = {id};
    draft.label = QStringLiteral("Insert %1 into %2").arg(quoted(id), quoted(name));
}

void removeSelection(Draft& draft) {
    if (draft.selection.empty()) return;
    draft.label = QStringLiteral("Delete %1").arg(described(draft.state.architecture.topology, draft.selection));
    removeDoomed(draft, doomedBy(draft));
    draft.selection.clear();
}

void removeAndReconnect(Draft& draft) {
    const Doomed doomed = doomedBy(draft);
    for (const std::string& item : draft.selection) bridge(draft.state.architecture.topology, item);
    removeSelection(draft);
    if (!draft.label.isEmpty() && !doomed.items.empty()) draft.label += QStringLiteral(" and reconnect");
}

bool rename(Draft& draft, const std::string& from, const std::string& to) {
    const Topology& topology = draft.state.architecture.topology;
    if (from == to || (!findNode(topology, from) && !findBoundary(topology, from))) return false;
    if (!isUsableId(to)) {
        draft.notes.append(QStringLiteral("\"%1\" is no id: letters, digits, '-', '_' and '.' only").arg(quoted(to)));
        return false;
    }
    if (findNode(topology, to) || findBoundary(topology, to)) {
        draft.notes.append(QStringLiteral("\"%1\" is taken").arg(quoted(to)));
        return false;
    }
    renameReferences(draft, from, to);
    draft.label = QStringLiteral("Rename %1 to %2").arg(quoted(from), quoted(to));
    return true;
}

void replaceKind(Draft& draft, const std::string& id, NodeKind kind) {
    Node* node = nodeOf(draft, id);
    if (!node || node->kind() == kind) return;
    NodeSpec spec = defaultSpec(kind);
    carryOver(node->spec, spec);
    node->spec = spec;
    node->platform = Platform::unspecified;
    dropDanglingReferences(draft);
    draft.label = QStringLiteral("Make %1 a %2").arg(quoted(id), quoted(wordOf(kind)));
}

void reverseFlow(Draft& draft, const std::string& name) {
    Flow* flow = flowOf(draft, name);
    if (!flow || flowExists(draft.state.architecture.topology, flow->to, flow->from, flow->kind)) return;
    std::swap(flow->from, flow->to);
    draft.selection = {flowName(*flow)};
    dropDanglingReferences(draft);
    draft.label = QStringLiteral("Reverse %1").arg(quoted(name));
}

void setFlowKind(Draft& draft, const std::string& name, FlowKind kind) {
    Flow* flow = flowOf(draft, name);
    if (!flow || flow->kind == kind || flowExists(draft.state.architecture.topology, flow->from, flow->to, kind))
        return;
    flow->kind = kind;
    draft.label =
        QStringLiteral("Make %1 %2")
            .arg(quoted(name), kind == FlowKind::call ? QStringLiteral("a call") : QStringLiteral("an event"));
}

void group(Draft& draft) {
    std::optional<Box> area = boundsOf(draft.state, draft.selection);
    if (!area) return;
    area->x -= kBoundaryMargins.width;
    area->width += 2 * kBoundaryMargins.width;
    area->y -= kBoundaryMargins.height + kBoundaryMargins.width;
    area->height += kBoundaryMargins.height + 2 * kBoundaryMargins.width;
    const std::vector<std::string> members = draft.selection;
    const std::string id = addBoundary(draft, *area);
    // Exactly what was selected goes in, not what happens to lie between.
    const auto selected = [&](const std::string& item) {
        return std::find(members.begin(), members.end(), item) != members.end();
    };
    const std::string around = boundaryOf(draft, id)->in;
    for (Node& node : draft.state.architecture.topology.nodes) {
        if (node.in == id && !selected(node.id)) node.in = around;
    }
    for (Boundary& boundary : draft.state.architecture.topology.boundaries) {
        if (boundary.in == id && !selected(boundary.id)) boundary.in = around;
    }
    draft.label = QStringLiteral("Group %1").arg(described(draft.state.architecture.topology, members));
}

void ungroup(Draft& draft) {
    std::vector<std::string> boundaries;
    std::vector<std::string> freed;
    const Topology& topology = draft.state.architecture.topology;
    for (const std::string& item : draft.selection) {
        if (findBoundary(topology, item)) boundaries.push_back(item);
    }
    if (boundaries.empty()) return;
    for (const Node& node : topology.nodes) {
        if (std::find(boundaries.begin(), boundaries.end(), node.in) != boundaries.end()) freed.push_back(node.id);
    }
    draft.selection = boundaries;
    const QString what = described(topology, boundaries);
    removeSelection(draft);
    draft.selection = freed;
    draft.label = QStringLiteral("Ungroup %1").arg(what);
}

}  // namespace spillway::edits
