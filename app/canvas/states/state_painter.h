#pragma once

#include "canvas/camera.h"
#include "canvas/palette.h"
#include "canvas/states/state_scene.h"

#include <QPainter>

namespace spillway {

// What the interaction shows over the states; canvas units.
struct StateOverlay {
    QString selected;
    QString hovered;
    QString focused;    // has the keyboard
    bool knobs = true;  // to draw ways from, at the state under the pointer
    QPointF wayFrom;    // a way being drawn
    QPointF wayTo;
    bool drawsWay = false;
    bool wayIsError = false;
};

// Draws a workflow's states with QPainter, as the drawing is drawn.
class StatePainter {
public:
    StatePainter(const StateScene& scene, const CanvasPalette& palette, const Camera& camera);

    // The painter's units are item pixels; `view` is what shows of them. `phase` moves the water, `seconds` the dots.
    void draw(QPainter& painter, const QRectF& view, const StateOverlay& overlay, double seconds) const;

private:
    void drawLine(QPainter& painter, const StateLine& line, const StateOverlay& overlay) const;
    void drawDots(QPainter& painter, const StateLine& line, double seconds) const;
    void drawLabel(QPainter& painter, const StateLine& line) const;
    void drawState(QPainter& painter, const StateShape& shape, const StateOverlay& overlay, double seconds) const;
    void drawHolder(QPainter& painter, const StateShape& shape) const;
    void drawInside(QPainter& painter, const StateShape& shape, double seconds) const;
    void drawTexts(QPainter& painter, const StateShape& shape) const;
    void drawMarkers(QPainter& painter, const StateShape& shape) const;
    void drawOverlay(QPainter& painter, const StateOverlay& overlay) const;
    QPainterPath outlineOf(const StateShape& shape, double grown = 0) const;
    QColor hueOf(const StateShape& shape) const;
    bool showsText() const { return m_camera.zoom >= Camera::kTextZoom; }

    const StateScene& m_scene;
    const CanvasPalette& m_palette;
    const Camera& m_camera;
};

}  // namespace spillway
