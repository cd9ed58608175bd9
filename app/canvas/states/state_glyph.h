#pragma once

#include <QPainter>
#include <QString>

namespace spillway {

// The sign of a state's type ("Task", "Wait" ...), 14 units wide, around `middle`, in the painter's pen: colour is
// never the only sign.
void drawStateGlyph(QPainter& painter, const QString& type, QPointF middle);

}  // namespace spillway
