#pragma once

#include "canvas/scene.h"

#include <QLineF>
#include <QVector>

namespace spillway {

// `by` for what stands at `start`, pulled to the edges and middles of what stays when these are within `reach`, else to
// the grid. An axis that does not move is left alone. `guides` are the lines it was pulled to.
QPointF snappedMove(const Scene& scene, const std::vector<std::string>& moving, const QRectF& start, QPointF by,
                    double reach, QVector<QLineF>& guides);

}  // namespace spillway
