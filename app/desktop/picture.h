#pragma once

#include "base/result.h"
#include "canvas/canvas_item.h"

#include <QImage>
#include <QString>

namespace spillway {

// The whole drawing as it shows now, a run included, without grid and selection; at twice the size of 100 %.
QImage pictureOf(const CanvasItem& canvas);

// The same in a file: PNG, SVG or PDF, by its name. The error says why not.
Result<void> writePicture(const CanvasItem& canvas, const QString& path);

}  // namespace spillway
