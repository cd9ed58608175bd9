#include "viewmodel/edits/draft.h"

#include "base/assert.h"

#include <algorithm>
#include <cctype>
#include <unordered_set>

namespace spillway::edits {
namespace {

std::string keyOf(const Node& node) { return node.id; }
std::string keyOf(const Boundary& boundary) { return boundary.id; }
std::string keyOf(const Flow& flow) { return flowName(flow) + (flow.kind == FlowKind::call ? "c" : "e"); }

template <class Item>
std::unordered_set<std::string> keys(const std::vector<Item>& items) {
    std::unordered_set<std::string> result;
    for (const Item& item : items) result.insert(keyOf(item));
    return result;
}

// Items keep their order in every operation, so one walk over both lists finds what came and what went. `Insert`,
// `Remove` and `Replace` are the edits of this list; `index` is where the item stands when the edit is applied.
template <class Insert, class Remove, class Replace, class Item>
void compare(const std::vector<Item>& before, const std::vector<Item>& after, std::vector<Edit>& edits) {
    if (before.size() == after.size()) {
        for (std::size_t i = 0; i < after.size(); ++i) {
            if (!(before[i] == after[i])) edits.push_back(Replace{i, after[i]});
        }
        return;
    }
    const auto stays = keys(after);
    const auto was = keys(before);
    std::vector<const Item*> kept;
    for (std::size_t i = before.size(); i-- > 0;) {
        if (!stays.contains(keyOf(before[i]))) edits.push_back(Remove{i});
    }
    for (const Item& item : before) {
        if (stays.contains(keyOf(item))) kept.push_back(&item);
    }
    std::size_t next = 0;
    for (std::size_t i = 0; i < after.size(); ++i) {
        if (!was.contains(keyOf(after[i]))) {
            edits.push_back(Insert{i, after[i]});
        } else {
            SPILLWAY_ASSERT(next < kept.size(), "operations keep the order of what stays");
            if (!(*kept[next] == after[i])) edits.push_back(Replace{i, after[i]});
            ++next;
        }
    }
}

template <class Items, class Matches>
auto* find(Items& items, const Matches& matches) {
    const auto it = std::find_if(items.begin(), items.end(), matches);
    return it == items.end() ? nullptr : &*it;
}

std::string parentOf(const Topology& topology, const std::string& id) {
    if (const Node* node = findNode(topology, id)) return node->in;
    if (const Boundary* boundary = findBoundary(topology, id)) return boundary->in;
    return {};
}

}  // namespace

EditGroup difference(const DocumentState& before, const DocumentState& after) {
    EditGroup group;
    const Topology& from = before.architecture.topology;
    const Topology& to = after.architecture.topology;
    if (from.name != to.name || from.notes != to.notes) group.edits.push_back(ReplaceTitle{to.name, to.notes});
    compare<InsertBoundary, RemoveBoundary, ReplaceBoundary>(from.boundaries, to.boundaries, group.edits);
    compare<InsertNode, RemoveNode, ReplaceNode>(from.nodes, to.nodes, group.edits);
    compare<InsertFlow, RemoveFlow, ReplaceFlow>(from.flows, to.flows, group.edits);
    if (before.architecture.scenarios != after.architecture.scenarios) {
        group.edits.push_back(ReplaceScenarios{after.architecture.scenarios});
    }
    if (!(before.layout == after.layout)) group.edits.push_back(ReplaceLayout{after.layout});
    return group;
}

Node* nodeOf(Draft& draft, const std::string& id) {
    return find(draft.state.architecture.topology.nodes, [&](const Node& node) { return node.id == id; });
}

Boundary* boundaryOf(Draft& draft, const std::string& id) {
    return find(draft.state.architecture.topology.boundaries, [&](const Boundary& item) { return item.id == id; });
}

Flow* flowOf(Draft& draft, const std::string& name) {
    return find(draft.state.architecture.topology.flows, [&](const Flow& flow) { return flowName(flow) == name; });
}

bool isFlowName(const std::string& item) { return item.find(" -> ") != std::string::npos; }

std::string freeId(const Topology& topology, const std::string& wish) {
    const auto nodes = keys(topology.nodes);
    const auto boundaries = keys(topology.boundaries);
    std::string id = wish;
    for (int n = 2; nodes.contains(id) || boundaries.contains(id); ++n) id = wish + '-' + std::to_string(n);
    return id;
}

bool isUsableId(const std::string& id) {
    if (id.empty() || id.front() == '-' || id.front() == '.') return false;
    return std::all_of(id.begin(), id.end(),
                       [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.'; });
}

bool isIn(const Topology& topology, const std::string& item, const std::string& boundary) {
    std::string at = parentOf(topology, item);
    // A loop of `in` in a broken document must not hang us.
    for (std::size_t depth = 0; !at.empty() && depth <= topology.boundaries.size(); ++depth) {
        if (at == boundary) return true;
        at = parentOf(topology, at);
    }
    return false;
}

std::vector<std::string> contentsOf(const Topology& topology, const std::string& boundary) {
    std::vector<std::string> items{boundary};
    std::unordered_set<std::string> areas{boundary};
    // Boundaries may stand before the one they are in: go round until nothing is added.
    for (std::size_t known = 0; known != areas.size();) {
        known = areas.size();
        for (const Boundary& inner : topology.boundaries) {
            if (areas.contains(inner.in) && areas.insert(inner.id).second) items.push_back(inner.id);
        }
    }
    for (const Node& node : topology.nodes) {
        if (areas.contains(node.in)) items.push_back(node.id);
    }
    return items;
}

namespace {

// In a boundary that is drawn as one small box.
bool isHidden(const DocumentState& state, const std::string& item) {
    const Topology& topology = state.architecture.topology;
    std::string at = parentOf(topology, item);
    for (std::size_t depth = 0; !at.empty() && depth <= topology.boundaries.size(); ++depth) {
        const auto box = state.layout.boxes.find(at);
        if (box != state.layout.boxes.end() && box->second.collapsed) return true;
        at = parentOf(topology, at);
    }
    return false;
}

}  // namespace

std::string boundaryAt(const DocumentState& state, const Box& box, const std::vector<std::string>& except) {
    const double x = box.x + box.width / 2;
    const double y = box.y + box.height / 2;
    std::string best;
    double smallest = 0;
    for (const Boundary& boundary : state.architecture.topology.boundaries) {
        if (std::find(except.begin(), except.end(), boundary.id) != except.end()) continue;
        const auto it = state.layout.boxes.find(boundary.id);
        if (it == state.layout.boxes.end()) continue;
        const Box& area = it->second;
        if (area.collapsed || isHidden(state, boundary.id)) continue;
        if (x < area.x || y < area.y || x > area.x + area.width || y > area.y + area.height) continue;
        if (area.width * area.height <= box.width * box.height) continue;
        if (!best.empty() && area.width * area.height >= smallest) continue;
        best = boundary.id;
        smallest = area.width * area.height;
    }
    return best;
}

QString described(const Topology& topology, const std::vector<std::string>& items) {
    if (items.size() == 1) return QString::fromStdString(items.front());
    int nodes = 0;
    int boundaries = 0;
    int flows = 0;
    for (const std::string& item : items) {
        if (isFlowName(item))
            ++flows;
        else if (findNode(topology, item))
            ++nodes;
        else
            ++boundaries;
    }
    QStringList parts;
    const auto add = [&parts](int count, const char* one, const char* many) {
        if (count > 0) parts.append(QStringLiteral("%1 %2").arg(count).arg(QLatin1String(count == 1 ? one : many)));
    };
    add(nodes, "node", "nodes");
    add(boundaries, "boundary", "boundaries");
    add(flows, "flow", "flows");
    return parts.join(QStringLiteral(" and "));
}

}  // namespace spillway::edits
