#include "canvas/picking.h"

#include "canvas/routing.h"

#include <QPolygonF>

#include <cmath>
#include <limits>

namespace spillway {
namespace {

constexpr double kTitleHeight = 34;

double distanceToSegment(QPointF p, QPointF a, QPointF b) {
    const QPointF way = b - a;
    const double square = QPointF::dotProduct(way, way);
    const double t = square > 0 ? std::clamp(QPointF::dotProduct(p - a, way) / square, 0.0, 1.0) : 0;
    const QPointF gap = p - (a + way * t);
    return std::hypot(gap.x(), gap.y());
}

bool isNear(QPointF a, QPointF b, double reach) { return std::hypot(a.x() - b.x(), a.y() - b.y()) <= reach; }

bool isGroup(const Scene& scene, const QString& item) {
    const auto it = scene.nodeIndex.find(item.toStdString());
    return it != scene.nodeIndex.end() && scene.nodes[it->second].group;
}

std::optional<Target> pickHandle(const Scene& scene, QPointF point, const PickOptions& options) {
    const QRectF box = options.handles.isEmpty() || options.handles.contains(QLatin1String(" -> "))
                           ? QRectF()
                           : scene.boxOf(options.handles);
    if (box.isNull() || scene.hidden.contains(options.handles.toStdString()) || isGroup(scene, options.handles))
        return std::nullopt;
    const auto handles = handlesOf(box);
    const bool isNode = scene.nodeIndex.contains(options.handles.toStdString());
    for (int i = 0; i < 8; ++i) {
        if (isNode && i % 2 == 1) continue;  // the middles of a node's sides are its ports
        if (isNear(point, handles[static_cast<std::size_t>(i)], options.reach)) {
            return Target{Target::Part::handle, options.handles, Side::right, i};
        }
    }
    return std::nullopt;
}

std::optional<Target> pickPort(const Scene& scene, QPointF point, const PickOptions& options) {
    const auto it = scene.nodeIndex.find(options.ports.toStdString());
    if (it == scene.nodeIndex.end() || scene.nodes[it->second].group) return std::nullopt;
    for (const Side side : {Side::right, Side::bottom, Side::left, Side::top}) {
        if (isNear(point, portOf(scene.nodes[it->second].box, side), options.reach + 2)) {
            return Target{Target::Part::port, options.ports, side, 0};
        }
    }
    return std::nullopt;
}

template <class Covers>
QStringList covered(const Scene& scene, const Covers& covers) {
    QStringList items;
    std::vector<bool> taken(scene.nodes.size(), false);
    for (const SceneBoundary& boundary : scene.boundaries) {
        if (covers(boundary.box)) items.append(boundary.id);
    }
    for (std::size_t i = 0; i < scene.nodes.size(); ++i) {
        taken[i] = covers(scene.nodes[i].box);
        if (taken[i]) items.append(scene.nodes[i].id);
    }
    for (const SceneFlow& flow : scene.flows) {
        if (flow.deadLetters || !taken[flow.from] || !taken[flow.to]) continue;
        for (const QString& name : flow.bundle.isEmpty() ? QStringList{flow.name} : flow.bundle) {
            if (!items.contains(name)) items.append(name);
        }
    }
    return items;
}

}  // namespace

std::array<QPointF, 8> handlesOf(const QRectF& box) {
    const QPointF middle = box.center();
    return {box.topLeft(),     QPointF(middle.x(), box.top()),    box.topRight(),   QPointF(box.right(), middle.y()),
            box.bottomRight(), QPointF(middle.x(), box.bottom()), box.bottomLeft(), QPointF(box.left(), middle.y())};
}

namespace {

const SceneFlow* lineAt(const Scene& scene, QPointF point, double reach) {
    const SceneFlow* best = nullptr;
    double nearest = reach;
    for (const SceneFlow& flow : scene.flows) {
        if (!flow.bounds.adjusted(-reach, -reach, reach, reach).contains(point)) continue;
        for (std::size_t i = 1; i < flow.samples.size(); ++i) {
            const double distance = distanceToSegment(point, flow.samples[i - 1], flow.samples[i]);
            if (distance > nearest) continue;
            nearest = distance;
            best = &flow;
        }
    }
    return best;
}

}  // namespace

QString flowAt(const Scene& scene, QPointF point, double reach) {
    const SceneFlow* flow = lineAt(scene, point, reach);
    return flow && !flow->deadLetters && flow->bundle.size() < 2 ? flow->name : QString();
}

QString boundaryAround(const Scene& scene, QPointF point) {
    for (std::size_t i = scene.boundaries.size(); i-- > 0;) {
        if (scene.boundaries[i].box.contains(point)) return scene.boundaries[i].id;
    }
    return {};
}

Target pick(const Scene& scene, QPointF point, const PickOptions& options) {
    if (const auto handle = pickHandle(scene, point, options)) return *handle;
    if (const auto port = pickPort(scene, point, options)) return *port;
    for (std::size_t i = scene.nodes.size(); i-- > 0;) {
        if (scene.nodes[i].box.contains(point)) return {Target::Part::node, scene.nodes[i].id, Side::right, 0};
    }
    // Dead letters are a property of their queue: its line is the queue's.
    if (const SceneFlow* flow = lineAt(scene, point, options.reach)) {
        return {flow->deadLetters ? Target::Part::node : Target::Part::flow, flow->name, Side::right, 0};
    }
    for (std::size_t i = scene.boundaries.size(); i-- > 0;) {
        const QRectF& box = scene.boundaries[i].box;
        const double r = options.reach;
        if (!box.adjusted(-r, -r, r, r).contains(point)) continue;
        if (QRectF(box.left(), box.top(), box.width(), kTitleHeight).contains(point)) {
            return {Target::Part::boundaryTitle, scene.boundaries[i].id, Side::right, 0};
        }
        if (!box.adjusted(r, r, -r, -r).contains(point))
            return {Target::Part::boundary, scene.boundaries[i].id, Side::right, 0};
    }
    return {};
}

QStringList itemsIn(const Scene& scene, const QRectF& area) {
    return covered(scene, [&](const QRectF& box) { return area.contains(box); });
}

QStringList itemsIn(const Scene& scene, const QPolygonF& area) {
    return covered(scene, [&](const QRectF& box) {
        return area.containsPoint(box.topLeft(), Qt::OddEvenFill) &&
               area.containsPoint(box.topRight(), Qt::OddEvenFill) &&
               area.containsPoint(box.bottomLeft(), Qt::OddEvenFill) &&
               area.containsPoint(box.bottomRight(), Qt::OddEvenFill);
    });
}

QString nextNode(const Scene& scene, const QString& from, Direction direction) {
    const auto start = scene.nodeIndex.find(from.toStdString());
    if (start == scene.nodeIndex.end()) return scene.nodes.empty() ? QString() : scene.nodes.front().id;
    const QPointF at = scene.nodes[start->second].box.center();
    QString best;
    double nearest = std::numeric_limits<double>::infinity();
    for (const SceneNode& node : scene.nodes) {
        const QPointF way = node.box.center() - at;
        const bool across = direction == Direction::left || direction == Direction::right;
        const double sign = direction == Direction::left || direction == Direction::up ? -1 : 1;
        const double ahead = sign * (across ? way.x() : way.y());
        const double aside = std::abs(across ? way.y() : way.x());
        // Straight ahead beats near but aside.
        if (ahead <= 1 || aside > 2.5 * ahead) continue;
        const double cost = ahead + 2 * aside;
        if (cost >= nearest) continue;
        nearest = cost;
        best = node.id;
    }
    return best;
}

}  // namespace spillway
