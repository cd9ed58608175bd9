#pragma once

#include "canvas/scene.h"

namespace spillway {

// Where a flow may leave or enter a box: the middle of a side.
QPointF portOf(const QRectF& box, Side side);
QPointF outwards(Side side);

// The curve between two ports: leaves and arrives at a right angle.
std::array<QPointF, 4> curveBetween(QPointF from, Side leaves, QPointF to, Side arrives);

// Chooses sides so that curves are short, leave towards where they go and run through no other box, spreads the flows that
// share a side, and fills curves and samples. Deterministic.
void route(Scene& scene);

// A curve from a box to a free point, for a flow being drawn.
std::array<QPointF, 4> curveTo(const QRectF& box, QPointF point);

}  // namespace spillway
