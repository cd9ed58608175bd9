#include "canvas/routing.h"

#include "canvas/box_index.h"
#include "canvas/detour.h"
#include "canvas/lanes.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace spillway {
namespace {

constexpr std::array<Side, 4> kSides{Side::right, Side::bottom, Side::left, Side::top};
constexpr std::size_t kObstacleLimit = 2000;  // nodes; beyond, boxes in the way are not looked for
constexpr std::size_t kDetourBoxes = 120;     // a way through more than these is not searched for
constexpr std::size_t kDragBoxes = 40;        // the same while something is dragged
constexpr std::size_t kManyChanges = 200;     // beyond, everything is led afresh
constexpr double kCornerRadius = 30;
constexpr double kClearance = 5;  // that a curve keeps from boxes of others

double dot(QPointF a, QPointF b) { return QPointF::dotProduct(a, b); }
bool isUpright(Side side) { return side == Side::right || side == Side::left; }

// Reading order: flows leave to the right or downwards and enter at the left or from above.
double costOfLeaving(Side side) { return side == Side::left || side == Side::top ? 24 : 0; }
double costOfArriving(Side side) { return side == Side::right || side == Side::bottom ? 24 : 0; }

struct Choice {
    Side leaves;
    Side arrives;
    double cost;
};

// Straight and towards the other end: the lower the better.
double costOf(QPointF from, Side leaves, QPointF to, Side arrives) {
    const QPointF way = to - from;
    const double distance = std::hypot(way.x(), way.y());
    // Leaving away from the goal means a loop back.
    const double out = distance > 0 ? dot(outwards(leaves), way) / distance : 0;
    const double in = distance > 0 ? dot(outwards(arrives), -way) / distance : 0;
    double sum = distance + 110 * ((1 - out) + (1 - in)) + costOfLeaving(leaves) + costOfArriving(arrives);
    if (out < 0.05 || in < 0.05) sum += 200;
    if (isUpright(leaves) != isUpright(arrives)) sum += 40;
    return sum;
}

struct End {
    std::size_t flow = 0;
    bool isStart = true;
    double order = 0;  // where the other end lies along the side
};

// Where things were a moment ago, and what has changed since.
class Memory {
public:
    Memory(const Scene& now, const Scene* before) : m_before{before} {
        if (!before) return;
        for (const SceneNode& node : now.nodes) compare(node, *before);
        for (const SceneNode& node : before->nodes) {
            if (!now.nodeIndex.contains(node.id.toStdString())) m_changed.push_back(node.box);
        }
        for (std::size_t i = 0; i < before->flows.size(); ++i) m_flows.emplace(keyOf(before->flows[i]), i);
    }

    // The flow as it was, if nothing near it has changed.
    const SceneFlow* kept(const Scene& now, const SceneFlow& flow) const {
        if (!m_before || m_changed.size() > kManyChanges) return nullptr;
        const auto found = m_flows.find(keyOf(flow));
        if (found == m_flows.end()) return nullptr;
        const SceneFlow& was = m_before->flows[found->second];
        const QRectF around = was.bounds.adjusted(-24, -24, 24, 24) | now.nodes[flow.from].box | now.nodes[flow.to].box;
        const bool isTouched =
            std::any_of(m_changed.begin(), m_changed.end(), [&](const QRectF& box) { return box.intersects(around); });
        return isTouched ? nullptr : &was;
    }

private:
    void compare(const SceneNode& node, const Scene& before) {
        const auto was = before.nodeIndex.find(node.id.toStdString());
        if (was == before.nodeIndex.end()) return m_changed.push_back(node.box);
        const QRectF& box = before.nodes[was->second].box;
        if (box == node.box) return;
        m_changed.push_back(node.box);
        m_changed.push_back(box);
    }
    static QString keyOf(const SceneFlow& flow) {
        return flow.name + QLatin1Char(flow.deadLetters ? 'd' : flow.kind == FlowKind::event ? 'e' : 'c');
    }

    const Scene* m_before;
    std::vector<QRectF> m_changed;
    std::map<QString, std::size_t> m_flows;
};

class Router {
public:
    explicit Router(Scene& scene, std::size_t detourBoxes = kDetourBoxes)
        : m_scene{scene},
          m_looksForBoxes{scene.nodes.size() <= kObstacleLimit},
          m_detourBoxes{detourBoxes},
          m_lanes{[this](const QRectF& area) { return isFree(area); }} {
        for (std::size_t i = 0; i < scene.nodes.size(); ++i) m_index.add(i, scene.nodes[i].box);
    }

    void chooseSides(SceneFlow& flow) {
        std::vector<Choice> choices;
        const QRectF& from = m_scene.nodes[flow.from].box;
        const QRectF& to = m_scene.nodes[flow.to].box;
        for (const Side leaves : kSides) {
            for (const Side arrives : kSides) {
                choices.push_back(
                    {leaves, arrives, costOf(portOf(from, leaves), leaves, portOf(to, arrives), arrives)});
            }
        }
        std::stable_sort(choices.begin(), choices.end(),
                         [](const Choice& a, const Choice& b) { return a.cost < b.cost; });
        double best = std::numeric_limits<double>::infinity();
        int leastCrossed = 0;
        for (const Choice& choice : choices) {
            if (choice.cost >= best) break;
            const int crossings = crossed(flow, curveBetween(portOf(from, choice.leaves), choice.leaves,
                                                             portOf(to, choice.arrives), choice.arrives));
            if (choice.cost + 260 * crossings >= best) continue;
            best = choice.cost + 260 * crossings;
            leastCrossed = crossings;
            flow.leaves = choice.leaves;
            flow.arrives = choice.arrives;
        }
        if (leastCrossed > 0) chooseSidesOfDetour(flow);
    }

    void keepLane(const SceneFlow& flow) { m_lanes.take(flow.corners); }

    // From port to port: simply, or around what is in the way.
    void draw(SceneFlow& flow, std::size_t index, QPointF from, QPointF to) {
        flow.corners.clear();
        const Cubic simple = curveBetween(from, flow.leaves, to, flow.arrives);
        flow.curve.assign(simple.begin(), simple.end());
        if (crossed(flow, simple) > 0) {
            // Ways in one street run beside each other, not over each other.
            const double margin = 9 + 3.0 * static_cast<double>(index % 4);
            Way way = detour(flow, {{from, outwards(flow.leaves), 0}}, {{to, outwards(flow.arrives), 0}}, margin);
            if (way.points.size() > 1) {
                m_lanes.settle(way.points);
                flow.curve = roundedWay(way.points, kCornerRadius);
                flow.corners = std::move(way.points);
            }
        }
        measure(flow);
    }

private:
    int crossed(const SceneFlow& flow, const Cubic& curve) {
        if (!m_looksForBoxes) return 0;
        QRectF around(curve[0], curve[3]);
        around = around.normalized();
        for (const QPointF& point : curve) around |= QRectF(point, QSizeF(1, 1));
        m_index.near(around, m_found);
        if (m_found.size() > m_detourBoxes) return 0;
        const int steps = std::clamp(static_cast<int>(reachOf(curve) / 18), 12, 80);
        int sum = 0;
        for (const std::size_t i : m_found) {
            const QRectF& box = m_scene.nodes[i].box;
            const bool own = i == flow.from || i == flow.to;
            const QRectF core =
                own ? box.adjusted(4, 4, -4, -4) : box.adjusted(-kClearance, -kClearance, kClearance, kClearance);
            for (int k = 1; k < steps; ++k) {
                if (!core.contains(pointOn(curve, static_cast<double>(k) / steps))) continue;
                ++sum;
                break;
            }
        }
        return sum;
    }

    // Around what stands near the straight line first; further afield if there is no way.
    Way detour(const SceneFlow& flow, const std::vector<WayEnd>& starts, const std::vector<WayEnd>& ends,
               double margin) {
        const QRectF between = m_scene.nodes[flow.from].box | m_scene.nodes[flow.to].box;
        for (const double around : {120.0, 500.0}) {
            m_index.near(between.adjusted(-around, -around, around, around), m_found);
            if (m_found.size() > m_detourBoxes) return {};
            std::vector<QRectF> boxes;
            for (const std::size_t i : m_found) boxes.push_back(m_scene.nodes[i].box);
            for (const double least : {margin, 6.0}) {
                Way way = wayAround(boxes, starts, ends, least);
                if (!way.points.empty()) return way;
            }
        }
        return {};
    }

    void chooseSidesOfDetour(SceneFlow& flow) {
        std::vector<WayEnd> starts, ends;
        for (const Side side : kSides) {
            starts.push_back({portOf(m_scene.nodes[flow.from].box, side), outwards(side), costOfLeaving(side)});
            ends.push_back({portOf(m_scene.nodes[flow.to].box, side), outwards(side), costOfArriving(side)});
        }
        const Way way = detour(flow, starts, ends, 12);
        if (way.points.empty()) return;
        flow.leaves = kSides[way.start];
        flow.arrives = kSides[way.end];
    }

    bool isFree(const QRectF& area) {
        m_index.near(area, m_found);
        return m_found.empty();
    }

    Scene& m_scene;
    BoxIndex m_index;
    bool m_looksForBoxes;
    std::size_t m_detourBoxes;
    Lanes m_lanes;
    std::vector<std::size_t> m_found;
};

struct Ports {
    QPointF from;
    QPointF to;
};

// Flows that share a side stand beside each other, in the order of where they go, so that they do not cross.
void spread(const QRectF& box, Side side, std::vector<End>& ends, std::vector<Ports>& ports) {
    std::stable_sort(ends.begin(), ends.end(), [](const End& a, const End& b) { return a.order < b.order; });
    const double length = isUpright(side) ? box.height() : box.width();
    const double count = static_cast<double>(ends.size());
    const double gap = std::min(isUpright(side) ? 16.0 : 24.0, 0.7 * length / count);
    for (std::size_t i = 0; i < ends.size(); ++i) {
        const double offset = (static_cast<double>(i) - (count - 1) / 2) * gap;
        const QPointF point = portOf(box, side) + (isUpright(side) ? QPointF(0, offset) : QPointF(offset, 0));
        (ends[i].isStart ? ports[ends[i].flow].from : ports[ends[i].flow].to) = point;
    }
}

std::vector<Ports> portsOf(const Scene& scene) {
    std::vector<Ports> ports(scene.flows.size());
    std::map<std::pair<std::size_t, Side>, std::vector<End>> sides;
    for (std::size_t i = 0; i < scene.flows.size(); ++i) {
        const SceneFlow& flow = scene.flows[i];
        const QPointF from = scene.nodes[flow.from].box.center();
        const QPointF to = scene.nodes[flow.to].box.center();
        sides[{flow.from, flow.leaves}].push_back({i, true, isUpright(flow.leaves) ? to.y() : to.x()});
        sides[{flow.to, flow.arrives}].push_back({i, false, isUpright(flow.arrives) ? from.y() : from.x()});
    }
    for (auto& [key, ends] : sides) spread(scene.nodes[key.first].box, key.second, ends, ports);
    return ports;
}

bool standsAt(const SceneFlow& flow, const Ports& ports) {
    constexpr double kSame = 0.01;  // what comes along with both its ends gathers rounding errors
    const auto same = [](QPointF a, QPointF b) { return (a - b).manhattanLength() < kSame; };
    return !flow.curve.empty() && same(flow.curve.front(), ports.from) && same(flow.curve.back(), ports.to);
}

void shift(SceneFlow& flow, QPointF by) {
    for (auto* points : {&flow.corners, &flow.curve, &flow.samples}) {
        for (QPointF& point : *points) point += by;
    }
    flow.bounds.translate(by);
}

}  // namespace

void route(Scene& scene, const Scene* before) {
    const Memory memory(scene, before);
    Router router(scene);
    std::vector<const SceneFlow*> kept;
    for (SceneFlow& flow : scene.flows) {
        kept.push_back(memory.kept(scene, flow));
        if (!kept.back()) {
            router.chooseSides(flow);
            continue;
        }
        flow.leaves = kept.back()->leaves;
        flow.arrives = kept.back()->arrives;
    }
    const std::vector<Ports> ports = portsOf(scene);
    std::vector<std::size_t> fresh;
    for (std::size_t i = 0; i < scene.flows.size(); ++i) {
        SceneFlow& flow = scene.flows[i];
        if (!kept[i] || !standsAt(*kept[i], ports[i])) {
            fresh.push_back(i);
            continue;
        }
        flow.corners = kept[i]->corners;
        flow.curve = kept[i]->curve;
        flow.samples = kept[i]->samples;
        flow.lengths = kept[i]->lengths;
        flow.bounds = kept[i]->bounds;
        router.keepLane(flow);
    }
    for (const std::size_t i : fresh) router.draw(scene.flows[i], i, ports[i].from, ports[i].to);
}

void follow(Scene& scene, const std::unordered_map<std::size_t, std::optional<QPointF>>& moved) {
    if (moved.empty()) return;
    Router router(scene, kDragBoxes);
    std::vector<bool> afresh(scene.flows.size(), false);
    for (std::size_t i = 0; i < scene.flows.size(); ++i) {
        SceneFlow& flow = scene.flows[i];
        const auto from = moved.find(flow.from), to = moved.find(flow.to);
        if (from == moved.end() && to == moved.end()) continue;
        const bool alike = from != moved.end() && to != moved.end() && from->second && from->second == to->second;
        if (alike) {
            shift(flow, *from->second);
            continue;
        }
        afresh[i] = true;
        router.chooseSides(flow);
    }
    const std::vector<Ports> ports = portsOf(scene);
    for (std::size_t i = 0; i < scene.flows.size(); ++i) {
        if (afresh[i] || !standsAt(scene.flows[i], ports[i]))
            router.draw(scene.flows[i], i, ports[i].from, ports[i].to);
    }
}

}  // namespace spillway
