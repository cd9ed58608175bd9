#include "canvas/curves.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace spillway {
namespace {

constexpr double kSampleStep = 14;

double dot(QPointF a, QPointF b) { return QPointF::dotProduct(a, b); }
double norm(QPointF a) { return std::hypot(a.x(), a.y()); }

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

Cubic curveBetween(QPointF from, Side leaves, QPointF to, Side arrives) {
    const QPointF way = to - from;
    const double distance = norm(way);
    const auto reach = [&](QPointF out, double towards) {
        // Half the way ahead; a curve that has to turn back gets a loop of its own size.
        const double ahead = towards > 0 ? std::max(0.5 * towards, 0.18 * distance) : 0.35 * distance + 24;
        return out * std::clamp(ahead, std::min(16.0, distance / 2), 160.0);
    };
    return {from, from + reach(outwards(leaves), dot(outwards(leaves), way)),
            to + reach(outwards(arrives), dot(outwards(arrives), -way)), to};
}

QPointF pointOn(const Cubic& c, double t) {
    const double u = 1 - t;
    return c[0] * (u * u * u) + c[1] * (3 * u * u * t) + c[2] * (3 * u * t * t) + c[3] * (t * t * t);
}

double reachOf(const Cubic& c) { return norm(c[1] - c[0]) + norm(c[2] - c[1]) + norm(c[3] - c[2]); }

Cubic curveTo(const QRectF& box, QPointF point) {
    Side best = Side::right;
    double shortest = std::numeric_limits<double>::infinity();
    constexpr std::array<Side, 4> kSides{Side::right, Side::bottom, Side::left, Side::top};
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

void measure(SceneFlow& flow) {
    flow.samples.assign(1, flow.curve.front());
    flow.lengths.assign(1, 0);
    QRectF bounds(flow.curve.front(), QSizeF());
    for (std::size_t piece = 0; piece + 3 < flow.curve.size(); piece += 3) {
        const Cubic cubic{flow.curve[piece], flow.curve[piece + 1], flow.curve[piece + 2], flow.curve[piece + 3]};
        const int steps = std::clamp(static_cast<int>(reachOf(cubic) / kSampleStep), 4, 48);
        for (int i = 1; i <= steps; ++i) {
            const QPointF point = pointOn(cubic, static_cast<double>(i) / steps);
            flow.lengths.push_back(flow.lengths.back() + norm(point - flow.samples.back()));
            flow.samples.push_back(point);
            bounds.setLeft(std::min(bounds.left(), point.x()));
            bounds.setRight(std::max(bounds.right(), point.x()));
            bounds.setTop(std::min(bounds.top(), point.y()));
            bounds.setBottom(std::max(bounds.bottom(), point.y()));
        }
    }
    flow.bounds = bounds;
}

}  // namespace spillway
