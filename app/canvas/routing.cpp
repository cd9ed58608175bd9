#include "canvas/routing.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace spillway {
namespace {

constexpr std::array<Side, 4> kSides{Side::right, Side::bottom, Side::left, Side::top};
constexpr int kSamples = 24;
constexpr std::size_t kObstacleLimit = 400;  // beyond, boxes in the way are not looked for: it is quadratic

double dot(QPointF a, QPointF b) { return QPointF::dotProduct(a, b); }
double norm(QPointF a) { return std::hypot(a.x(), a.y()); }

QPointF at(const std::array<QPointF, 4>& c, double t) {
    const double u = 1 - t;
    return c[0] * (u * u * u) + c[1] * (3 * u * u * t) + c[2] * (3 * u * t * t) + c[3] * (t * t * t);
}

int boxesCrossed(const Scene& scene, const SceneFlow& flow, const std::array<QPointF, 4>& curve) {
    QRectF around = QRectF(curve[0], curve[3]).normalized();
    for (const QPointF& point : curve) around |= QRectF(point, QSizeF(1, 1));
    int crossed = 0;
    for (std::size_t i = 0; i < scene.nodes.size(); ++i) {
        const QRectF& box = scene.nodes[i].box;
        if (!box.intersects(around)) continue;
        const bool own = i == flow.from || i == flow.to;
        const QRectF core = own ? box.adjusted(4, 4, -4, -4) : box.adjusted(-3, -3, 3, 3);
        for (int k = 1; k < 16; ++k) {
            if (!core.contains(at(curve, k / 16.0))) continue;
            ++crossed;
            break;
        }
    }
    return crossed;
}

// Straight, towards the other end, through nothing: the lower the better.
double cost(const Scene& scene, const SceneFlow& flow, Side leaves, Side arrives, bool lookForBoxes) {
    const QPointF from = portOf(scene.nodes[flow.from].box, leaves);
    const QPointF to = portOf(scene.nodes[flow.to].box, arrives);
    const QPointF way = to - from;
    const double distance = norm(way);
    double sum = distance;
    // Leaving away from the goal means a loop back.
    const double out = distance > 0 ? dot(outwards(leaves), way) / distance : 0;
    const double in = distance > 0 ? dot(outwards(arrives), -way) / distance : 0;
    sum += 110 * ((1 - out) + (1 - in));
    if (out < 0.05 || in < 0.05) sum += 200;
    // Reading order: calls enter at the left or from above.
    if (leaves == Side::left || leaves == Side::top) sum += 24;
    if (arrives == Side::right || arrives == Side::bottom) sum += 24;
    const bool turns = (leaves == Side::left || leaves == Side::right) != (arrives == Side::left || arrives == Side::right);
    if (turns) sum += 40;
    if (lookForBoxes) sum += 260 * boxesCrossed(scene, flow, curveBetween(from, leaves, to, arrives));
    return sum;
}

void chooseSides(Scene& scene, SceneFlow& flow) {
    const bool lookForBoxes = scene.nodes.size() <= kObstacleLimit;
    double best = std::numeric_limits<double>::infinity();
    for (const Side leaves : kSides) {
        for (const Side arrives : kSides) {
            const double sum = cost(scene, flow, leaves, arrives, lookForBoxes);
            if (sum >= best) continue;
            best = sum;
            flow.leaves = leaves;
            flow.arrives = arrives;
        }
    }
}

struct End {
    std::size_t flow = 0;
    bool isStart = true;
    double order = 0;  // where the other end lies along the side
};

bool isUpright(Side side) { return side == Side::right || side == Side::left; }

// Flows that share a side stand beside each other, in the order of where they go, so that they do not cross.
void spread(const QRectF& box, Side side, std::vector<End>& ends, Scene& scene) {
    std::stable_sort(ends.begin(), ends.end(), [](const End& a, const End& b) { return a.order < b.order; });
    const double length = isUpright(side) ? box.height() : box.width();
    const double count = static_cast<double>(ends.size());
    const double gap = std::min(isUpright(side) ? 16.0 : 24.0, 0.7 * length / count);
    for (std::size_t i = 0; i < ends.size(); ++i) {
        const double offset = (static_cast<double>(i) - (count - 1) / 2) * gap;
        const QPointF point = portOf(box, side) + (isUpright(side) ? QPointF(0, offset) : QPointF(offset, 0));
        scene.flows[ends[i].flow].curve[ends[i].isStart ? 0 : 3] = point;
    }
}

void placePorts(Scene& scene) {
    std::map<std::pair<std::size_t, Side>, std::vector<End>> sides;
    for (std::size_t i = 0; i < scene.flows.size(); ++i) {
        const SceneFlow& flow = scene.flows[i];
        const QPointF from = scene.nodes[flow.from].box.center();
        const QPointF to = scene.nodes[flow.to].box.center();
        sides[{flow.from, flow.leaves}].push_back({i, true, isUpright(flow.leaves) ? to.y() : to.x()});
        sides[{flow.to, flow.arrives}].push_back({i, false, isUpright(flow.arrives) ? from.y() : from.x()});
    }
    for (auto& [key, ends] : sides) spread(scene.nodes[key.first].box, key.second, ends, scene);
}

void sample(SceneFlow& flow) {
    flow.samples.clear();
    flow.lengths.clear();
    double length = 0;
    for (int i = 0; i <= kSamples; ++i) {
        const QPointF point = at(flow.curve, static_cast<double>(i) / kSamples);
        if (i > 0) length += norm(point - flow.samples.back());
        flow.samples.push_back(point);
        flow.lengths.push_back(length);
    }
    double left = flow.samples.front().x(), right = left, top = flow.samples.front().y(), bottom = top;
    for (const QPointF& point : flow.samples) {
        left = std::min(left, point.x());
        right = std::max(right, point.x());
        top = std::min(top, point.y());
        bottom = std::max(bottom, point.y());
    }
    flow.bounds = QRectF(left, top, right - left, bottom - top);
}

}  // namespace

QPointF portOf(const QRectF& box, Side side) {
    switch (side) {
    case Side::right: return {box.right(), box.center().y()};
    case Side::left: return {box.left(), box.center().y()};
    case Side::top: return {box.center().x(), box.top()};
    case Side::bottom: break;
    }
    return {box.center().x(), box.bottom()};
}

QPointF outwards(Side side) {
    switch (side) {
    case Side::right: return {1, 0};
    case Side::left: return {-1, 0};
    case Side::top: return {0, -1};
    case Side::bottom: break;
    }
    return {0, 1};
}

std::array<QPointF, 4> curveBetween(QPointF from, Side leaves, QPointF to, Side arrives) {
    const QPointF way = to - from;
    const double distance = norm(way);
    const auto reach = [&](QPointF out, double towards) {
        // Half the way ahead; a curve that has to turn back gets a loop of its own size.
        const double ahead = towards > 0 ? std::max(0.5 * towards, 0.18 * distance) : 0.35 * distance + 24;
        return out * std::clamp(ahead, std::min(16.0, distance / 2), 160.0);
    };
    return {from, from + reach(outwards(leaves), dot(outwards(leaves), way)), to + reach(outwards(arrives), dot(outwards(arrives), -way)), to};
}

std::array<QPointF, 4> curveTo(const QRectF& box, QPointF point) {
    Side best = Side::right;
    double shortest = std::numeric_limits<double>::infinity();
    for (const Side side : kSides) {
        const QPointF way = point - portOf(box, side);
        const double sum = norm(way) - 0.5 * dot(outwards(side), way);
        if (sum < shortest) {
            shortest = sum;
            best = side;
        }
    }
    const Side facing = kSides[(static_cast<std::size_t>(best) + 2) % 4];
    return curveBetween(portOf(box, best), best, point, facing);
}

void route(Scene& scene) {
    for (SceneFlow& flow : scene.flows) chooseSides(scene, flow);
    placePorts(scene);
    for (SceneFlow& flow : scene.flows) {
        flow.curve = curveBetween(flow.curve[0], flow.leaves, flow.curve[3], flow.arrives);
        sample(flow);
    }
}

}  // namespace spillway
