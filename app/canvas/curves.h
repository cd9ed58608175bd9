#pragma once

#include "canvas/scene.h"

#include <array>

namespace spillway {

// Where a flow may leave or enter a box: the middle of a side.
QPointF portOf(const QRectF& box, Side side);
QPointF outwards(Side side);

using Cubic = std::array<QPointF, 4>;

// The curve between two ports: leaves and arrives at a right angle.
Cubic curveBetween(QPointF from, Side leaves, QPointF to, Side arrives);
QPointF pointOn(const Cubic& curve, double t);
// At least as long as the curve is.
double reachOf(const Cubic& curve);

// A curve from a box to a free point, for a flow being drawn.
Cubic curveTo(const QRectF& box, QPointF point);

// Fills samples, lengths and bounds from the curve.
void measure(SceneFlow& flow);

}  // namespace spillway
