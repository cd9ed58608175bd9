#pragma once

#include "canvas/scene.h"

#include <QPolygonF>
#include <QStringList>

#include <optional>

namespace spillway {

// What lies under a point.
struct Target {
    enum class Part { nothing, node, port, flow, boundary, boundaryTitle, handle };
    Part part = Part::nothing;
    QString item;             // id, or "from -> to"
    Side side = Side::right;  // of a port
    int handle = 0;           // 0 to 7: clockwise from the top left corner
    bool isNothing() const { return part == Part::nothing; }
};

struct PickOptions {
    double reach = 6;  // canvas units around thin things
    QString ports;     // node whose ports can be hit (it is under the pointer or selected)
    QString handles;   // item whose resize handles can be hit (it alone is selected)
};

// The topmost thing at `point`: handles, ports, nodes, flows, then the innermost boundary, whose inside counts only at
// its title bar and border: elsewhere it is ground, so that a marquee can start there.
Target pick(const Scene& scene, QPointF point, const PickOptions& options = {});

// Nodes and boundaries wholly in `area`, and flows both of whose ends are.
QStringList itemsIn(const Scene& scene, const QRectF& area);
QStringList itemsIn(const Scene& scene, const QPolygonF& area);

// The flow under `point`, nodes notwithstanding; empty if none.
QString flowAt(const Scene& scene, QPointF point, double reach);
// The innermost boundary around `point`; empty if none.
QString boundaryAround(const Scene& scene, QPointF point);

std::array<QPointF, 8> handlesOf(const QRectF& box);

enum class Direction { left, right, up, down };
// The nearest node in that direction: for the arrow keys. Empty if there is none.
QString nextNode(const Scene& scene, const QString& from, Direction direction);

}  // namespace spillway
