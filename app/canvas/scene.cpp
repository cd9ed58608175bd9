#include "canvas/scene.h"

#include "canvas/flow_marks.h"
#include "canvas/node_face.h"
#include "canvas/routing.h"
#include "document/placement.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <unordered_set>

namespace spillway {
namespace {

QRectF rectOf(const Box& box) { return {box.x, box.y, box.width, box.height}; }

constexpr int kHues = 4;
constexpr QSizeF kGroupSize{172, 70};

// What is drawn in place of an item: itself, or the outermost collapsed boundary around it.
class StandIns {
public:
    StandIns(const Topology& topology, const Layout& layout) {
        for (const Boundary& boundary : topology.boundaries) {
            m_parents[boundary.id] = boundary.in;
            const auto box = layout.boxes.find(boundary.id);
            if (box != layout.boxes.end() && box->second.collapsed) m_collapsed.insert(boundary.id);
        }
    }
    bool none() const { return m_collapsed.empty(); }
    bool isCollapsed(const std::string& boundary) const { return m_collapsed.contains(boundary); }

    // Empty: it is drawn itself.
    std::string around(const std::string& parent) const {
        std::string found;
        std::string at = parent;
        for (std::size_t depth = 0; !at.empty() && depth <= m_parents.size(); ++depth) {
            if (m_collapsed.contains(at)) found = at;
            const auto next = m_parents.find(at);
            at = next == m_parents.end() ? std::string() : next->second;
        }
        return found;
    }

private:
    std::unordered_map<std::string, std::string> m_parents;
    std::unordered_set<std::string> m_collapsed;
};

void addBoundaries(Scene& scene, const Topology& topology, const Layout& layout, const StandIns& standIns) {
    // Outer ones first, so that inner ones are painted over them. A round adds a level; a loop of `in` adds what is
    // left at last.
    std::vector<bool> done(topology.boundaries.size(), false);
    bool any = true;
    for (bool force = false; any || !force;) {
        force = !any;
        any = false;
        for (std::size_t i = 0; i < topology.boundaries.size(); ++i) {
            const Boundary& boundary = topology.boundaries[i];
            const auto parent = scene.boundaryIndex.find(boundary.in);
            const bool waits =
                !boundary.in.empty() && parent == scene.boundaryIndex.end() && findBoundary(topology, boundary.in);
            if (done[i] || (waits && !force)) continue;
            done[i] = any = true;
            const auto box = layout.boxes.find(boundary.id);
            if (box == layout.boxes.end() || box->second.collapsed || !standIns.around(boundary.in).empty()) continue;
            SceneBoundary drawn;
            drawn.id = QString::fromStdString(boundary.id);
            drawn.title = QString::fromStdString(boundary.name.empty() ? boundary.id : boundary.name);
            drawn.note = QString::fromStdString(boundary.owner);
            drawn.kind = boundary.kind;
            drawn.box = rectOf(box->second);
            drawn.hue = static_cast<int>(i) % kHues;
            drawn.parent = parent == scene.boundaryIndex.end() ? 0 : parent->second + 1;
            scene.boundaryIndex[boundary.id] = scene.boundaries.size();
            scene.boundaries.push_back(drawn);
        }
    }
}

std::size_t homeOf(const Scene& scene, const std::string& in) {
    const auto boundary = scene.boundaryIndex.find(in);
    return boundary == scene.boundaryIndex.end() ? 0 : boundary->second + 1;
}

void addGroups(Scene& scene, const Topology& topology, const Layout& layout, const StandIns& standIns) {
    if (standIns.none()) return;
    for (const Boundary& boundary : topology.boundaries) {
        if (!standIns.isCollapsed(boundary.id) || !standIns.around(boundary.in).empty()) continue;
        const Box& box = layout.boxes.at(boundary.id);
        SceneNode drawn;
        drawn.id = QString::fromStdString(boundary.id);
        drawn.name = QString::fromStdString(boundary.name.empty() ? boundary.id : boundary.name);
        drawn.box = QRectF(box.x, box.y, kGroupSize.width(), kGroupSize.height());
        drawn.boundary = homeOf(scene, boundary.in);
        drawn.group = true;
        scene.nodeIndex[boundary.id] = scene.nodes.size();
        scene.nodes.push_back(drawn);
    }
    for (const Boundary& boundary : topology.boundaries) {
        const std::string around = standIns.around(boundary.in);
        if (!around.empty()) scene.hidden[boundary.id] = scene.nodeIndex.at(around);
    }
    for (const Node& node : topology.nodes) {
        const std::string around = standIns.around(node.in);
        if (around.empty()) continue;
        scene.hidden[node.id] = scene.nodeIndex.at(around);
        scene.nodes[scene.nodeIndex.at(around)].members.push_back(node.id);
    }
    for (SceneNode& node : scene.nodes) {
        const auto count = node.members.size();
        node.subtitle =
            count == 1 ? QStringLiteral("1 node, collapsed") : QStringLiteral("%1 nodes, collapsed").arg(count);
    }
}

void addNodes(Scene& scene, const Topology& topology, const Layout& layout, const PlatformFacts& facts) {
    scene.nodes.reserve(scene.nodes.size() + topology.nodes.size());
    for (const Node& node : topology.nodes) {
        const auto box = layout.boxes.find(node.id);
        if (box == layout.boxes.end() || scene.hidden.contains(node.id)) continue;
        SceneNode drawn;
        drawn.id = QString::fromStdString(node.id);
        drawn.name = QString::fromStdString(node.name.empty() ? node.id : node.name);
        drawn.subtitle = subtitleText(node, topology, facts);
        drawn.kind = node.kind();
        drawn.box = rectOf(box->second);
        drawn.boundary = homeOf(scene, node.in);
        drawn.drawnInstances = statedInstances(node);
        drawn.count = statedCount(node);
        scene.nodeIndex[node.id] = scene.nodes.size();
        scene.nodes.push_back(drawn);
    }
}

// The node that a flow's line leads to: its own, or the group it is in.
std::optional<std::size_t> endOf(const Scene& scene, const std::string& id) {
    if (const auto node = scene.nodeIndex.find(id); node != scene.nodeIndex.end()) return node->second;
    const auto group = scene.hidden.find(id);
    return group == scene.hidden.end() ? std::nullopt : std::optional{group->second};
}

// Flows of one kind between the same two ends are one line when an end is a group.
void addFlows(Scene& scene, const Topology& topology) {
    scene.flows.reserve(topology.flows.size());
    std::map<std::tuple<std::size_t, std::size_t, FlowKind>, std::size_t> bundles;
    for (const Flow& flow : topology.flows) {
        const auto from = endOf(scene, flow.from);
        const auto to = endOf(scene, flow.to);
        if (!from || !to || *from == *to) continue;
        const QString name = QString::fromStdString(flowName(flow));
        const bool atGroup = scene.nodes[*from].group || scene.nodes[*to].group;
        if (atGroup) {
            const auto [known, isNew] = bundles.try_emplace({*from, *to, flow.kind}, scene.flows.size());
            if (!isNew) {
                scene.flows[known->second].bundle.append(name);
                continue;
            }
        }
        SceneFlow drawn;
        drawn.name = name;
        if (atGroup) drawn.bundle = {name};
        drawn.kind = flow.kind;
        drawn.from = *from;
        drawn.to = *to;
        scene.flows.push_back(drawn);
    }
}

// They go where nobody drew a line to, and must be seen all the same. A drawn flow between the two says it already.
void addDeadLetters(Scene& scene, const Topology& topology) {
    for (const Node& node : topology.nodes) {
        const auto* queue = std::get_if<Queue>(&node.spec);
        if (!queue || !queue->deadLetters) continue;
        const auto from = endOf(scene, node.id);
        const auto to = endOf(scene, queue->deadLetters->to);
        if (!from || !to || *from == *to) continue;
        const bool isDrawn = std::any_of(scene.flows.begin(), scene.flows.end(),
                                         [&](const SceneFlow& flow) { return flow.from == *from && flow.to == *to; });
        if (isDrawn) continue;
        SceneFlow drawn;
        drawn.name = QString::fromStdString(node.id);
        drawn.kind = FlowKind::event;
        drawn.deadLetters = true;
        drawn.from = *from;
        drawn.to = *to;
        scene.flows.push_back(drawn);
    }
}

void addZones(Scene& scene, const Topology& topology) {
    const auto zones = placementZones(topology);
    for (const Boundary& boundary : topology.boundaries) {
        if (!zones.contains(boundary.id)) continue;
        SceneZone zone;
        zone.id = QString::fromStdString(boundary.id);
        zone.title = QString::fromStdString(boundary.name.empty() ? boundary.id : boundary.name);
        for (const Node& node : topology.nodes) {
            const auto drawn = scene.nodeIndex.find(node.id);
            const bool isHere = std::find(node.zones.begin(), node.zones.end(), boundary.id) != node.zones.end();
            if (isHere && drawn != scene.nodeIndex.end()) zone.nodes.push_back(drawn->second);
        }
        scene.zones.push_back(std::move(zone));
    }
}

QRectF boundsOf(const Scene& scene) {
    QRectF bounds;
    for (const SceneBoundary& boundary : scene.boundaries) bounds |= boundary.box;
    for (const SceneNode& node : scene.nodes) bounds |= node.box;
    return bounds;
}

}  // namespace

QRectF Scene::boxOf(const QString& item) const {
    const std::string id = item.toStdString();
    if (const auto it = nodeIndex.find(id); it != nodeIndex.end()) return nodes[it->second].box;
    if (const auto it = boundaryIndex.find(id); it != boundaryIndex.end()) return boundaries[it->second].box;
    if (const auto it = hidden.find(id); it != hidden.end()) return nodes[it->second].box;
    const auto flow = std::find_if(flows.begin(), flows.end(), [&](const SceneFlow& each) {
        return (each.name == item || each.bundle.contains(item)) && !each.deadLetters;
    });
    return flow == flows.end() ? QRectF() : flow->bounds;
}

Scene sceneOf(const Topology& topology, const Layout& layout, const Scene* before, const PlatformFacts& facts) {
    Scene scene;
    const StandIns standIns(topology, layout);
    addBoundaries(scene, topology, layout, standIns);
    addGroups(scene, topology, layout, standIns);
    addNodes(scene, topology, layout, facts);
    addFlows(scene, topology);
    addDeadLetters(scene, topology);
    addZones(scene, topology);
    route(scene, before);
    scene.bounds = boundsOf(scene);
    return scene;
}

void moveBoxes(Scene& scene, const std::map<std::string, Box>& boxes) {
    std::unordered_map<std::size_t, std::optional<QPointF>> moved;
    for (const auto& [id, box] : boxes) {
        if (const auto it = scene.boundaryIndex.find(id); it != scene.boundaryIndex.end())
            scene.boundaries[it->second].box = rectOf(box);
        const auto it = scene.nodeIndex.find(id);
        if (it == scene.nodeIndex.end()) continue;
        SceneNode& node = scene.nodes[it->second];
        const QRectF now = node.group ? QRectF(QPointF(box.x, box.y), node.box.size()) : rectOf(box);
        if (now == node.box) continue;
        const bool sameSize = now.size() == node.box.size();
        moved[it->second] = sameSize ? std::optional{now.topLeft() - node.box.topLeft()} : std::nullopt;
        node.box = now;
    }
    follow(scene, moved);
    if (!scene.marks.empty()) placeMarks(scene);
    scene.bounds = boundsOf(scene);
}

Moving movingWith(const Scene& scene, const std::map<std::string, Box>& boxes) {
    std::vector<bool> nodes(scene.nodes.size(), false);
    for (const auto& [id, box] : boxes) {
        const auto it = scene.nodeIndex.find(id);
        if (it != scene.nodeIndex.end()) nodes[it->second] = true;
    }
    const std::vector<bool> dragged = nodes;
    for (const SceneFlow& flow : scene.flows) {
        if (dragged[flow.from] || dragged[flow.to]) nodes[flow.from] = nodes[flow.to] = true;
    }
    Moving moving;
    for (const SceneFlow& flow : scene.flows) moving.flows.push_back(nodes[flow.from] || nodes[flow.to]);
    for (const SceneBoundary& boundary : scene.boundaries)
        moving.boundaries.push_back(boxes.contains(boundary.id.toStdString()));
    return moving;
}

QPointF pointAlong(const SceneFlow& flow, double distance) {
    if (flow.samples.empty()) return {};
    const auto next = std::lower_bound(flow.lengths.begin(), flow.lengths.end(), distance);
    if (next == flow.lengths.begin()) return flow.samples.front();
    if (next == flow.lengths.end()) return flow.samples.back();
    const std::size_t i = static_cast<std::size_t>(next - flow.lengths.begin());
    const double part = (distance - flow.lengths[i - 1]) / std::max(1e-9, flow.lengths[i] - flow.lengths[i - 1]);
    return flow.samples[i - 1] + (flow.samples[i] - flow.samples[i - 1]) * part;
}

}  // namespace spillway
