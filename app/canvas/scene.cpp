#include "canvas/scene.h"

#include "canvas/node_face.h"
#include "canvas/routing.h"
#include "document/placement.h"

#include <algorithm>

namespace spillway {
namespace {

QRectF rectOf(const Box& box) { return {box.x, box.y, box.width, box.height}; }

constexpr int kHues = 4;

void addBoundaries(Scene& scene, const Topology& topology, const Layout& layout) {
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
            if (box == layout.boxes.end()) continue;
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

void addNodes(Scene& scene, const Topology& topology, const Layout& layout) {
    scene.nodes.reserve(topology.nodes.size());
    for (const Node& node : topology.nodes) {
        const auto box = layout.boxes.find(node.id);
        if (box == layout.boxes.end()) continue;
        const auto boundary = scene.boundaryIndex.find(node.in);
        SceneNode drawn;
        drawn.id = QString::fromStdString(node.id);
        drawn.name = QString::fromStdString(node.name.empty() ? node.id : node.name);
        drawn.subtitle = subtitleText(node, topology);
        drawn.kind = node.kind();
        drawn.box = rectOf(box->second);
        drawn.boundary = boundary == scene.boundaryIndex.end() ? 0 : boundary->second + 1;
        if (const auto* queue = std::get_if<Queue>(&node.spec)) drawn.unbounded = !queue->capacity;
        drawn.drawnInstances = statedInstances(node);
        drawn.count = statedCount(node);
        scene.nodeIndex[node.id] = scene.nodes.size();
        scene.nodes.push_back(drawn);
    }
}

void addFlows(Scene& scene, const Topology& topology) {
    scene.flows.reserve(topology.flows.size());
    for (const Flow& flow : topology.flows) {
        const auto from = scene.nodeIndex.find(flow.from);
        const auto to = scene.nodeIndex.find(flow.to);
        if (from == scene.nodeIndex.end() || to == scene.nodeIndex.end() || from == to) continue;
        SceneFlow drawn;
        drawn.name = QString::fromStdString(flowName(flow));
        drawn.kind = flow.kind;
        drawn.from = from->second;
        drawn.to = to->second;
        scene.flows.push_back(drawn);
    }
}

// They go where nobody drew a line to, and must be seen all the same. A drawn flow between the two says it already.
void addDeadLetters(Scene& scene, const Topology& topology) {
    for (const Node& node : topology.nodes) {
        const auto* queue = std::get_if<Queue>(&node.spec);
        if (!queue || !queue->deadLetters) continue;
        const auto from = scene.nodeIndex.find(node.id);
        const auto to = scene.nodeIndex.find(queue->deadLetters->to);
        if (from == scene.nodeIndex.end() || to == scene.nodeIndex.end() || from == to) continue;
        const bool isDrawn = std::any_of(scene.flows.begin(), scene.flows.end(), [&](const SceneFlow& flow) {
            return flow.from == from->second && flow.to == to->second;
        });
        if (isDrawn) continue;
        SceneFlow drawn;
        drawn.name = QString::fromStdString(node.id);
        drawn.kind = FlowKind::event;
        drawn.deadLetters = true;
        drawn.from = from->second;
        drawn.to = to->second;
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
        scene.zones.push_back(zone);
    }
}

}  // namespace

QRectF Scene::boxOf(const QString& item) const {
    const std::string id = item.toStdString();
    if (const auto it = nodeIndex.find(id); it != nodeIndex.end()) return nodes[it->second].box;
    if (const auto it = boundaryIndex.find(id); it != boundaryIndex.end()) return boundaries[it->second].box;
    const auto flow = std::find_if(flows.begin(), flows.end(),
                                   [&](const SceneFlow& each) { return each.name == item && !each.deadLetters; });
    return flow == flows.end() ? QRectF() : flow->bounds;
}

Scene sceneOf(const Topology& topology, const Layout& layout, const Scene* before) {
    Scene scene;
    addBoundaries(scene, topology, layout);
    addNodes(scene, topology, layout);
    addFlows(scene, topology);
    addDeadLetters(scene, topology);
    addZones(scene, topology);
    route(scene, before);
    for (const SceneBoundary& boundary : scene.boundaries) scene.bounds |= boundary.box;
    for (const SceneNode& node : scene.nodes) scene.bounds |= node.box;
    return scene;
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
