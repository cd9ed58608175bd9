#pragma once

#include "canvas/camera.h"
#include "canvas/curves.h"
#include "canvas/motion.h"
#include "canvas/palette.h"
#include "canvas/scene.h"

#include <QFont>
#include <QPainter>
#include <QPolygonF>
#include <QSet>

#include <optional>

namespace spillway {

// What the interaction shows over the drawing; canvas units.
struct Overlay {
    QSet<QString> selected;
    QString hovered;     // a node whose ports are shown, or a flow or boundary that lights up
    QString focused;     // has the keyboard
    QString dropTarget;  // node or flow that would take what is dragged
    QRectF marquee;
    QPolygonF lasso;
    QRectF newBoundary;
    QVector<QLineF> guides;
    std::optional<Cubic> newFlow;
    bool newFlowIsEvent = false;
    std::optional<QLineF> spaceLine;
    bool handles = false;  // around the only selected item
};

// Draws a scene with QPainter: the software backend, offscreen and the picture export. In three layers, so that the
// first can be kept as an image while dots and water move.
class ScenePainter {
public:
    ScenePainter(const Scene& scene, const CanvasPalette& palette, const Camera& camera);

    // Ground, grid, boundaries and the lines of flows. The painter's units are item pixels; `view` is what shows of
    // them.
    void drawGround(QPainter& painter, const QRectF& view, bool withGrid = true) const;
    // The same in two parts, while something is dragged: what stays is kept as an image.
    void drawStill(QPainter& painter, const QRectF& view, const Moving& moving) const;
    void drawMoving(QPainter& painter, const QRectF& view, const Moving& moving) const;
    // Dots and breaker symbols; then nodes over them.
    void drawDots(QPainter& painter, const QRectF& view, const Motion& motion) const;
    void drawNodes(QPainter& painter, const QRectF& view, const Motion& motion, const Overlay& overlay) const;
    void drawOverlay(QPainter& painter, const Overlay& overlay) const;
    // The whole drawing small, in `frame` (item pixels), with the part that `view` shows.
    void drawMinimap(QPainter& painter, const QRectF& frame, const QRectF& view) const;

private:
    // Of the ground: the boundaries and flows that are wanted, by index.
    template <class Boundaries, class Flows>
    void drawLines(QPainter& painter, const QRectF& view, const Boundaries& boundaries, const Flows& flows) const;
    QColor toneOf(Health health, const QColor& calm) const;
    bool showsText() const { return m_camera.zoom >= Camera::kTextZoom; }
    void drawGrid(QPainter& painter, const QRectF& view) const;
    void drawBoundary(QPainter& painter, const SceneBoundary& boundary) const;
    void drawFlow(QPainter& painter, const SceneFlow& flow, const QRectF& world) const;
    void drawCutLine(QPainter& painter, const SceneFlow& flow) const;
    void drawMark(QPainter& painter, const FlowMark& mark) const;
    void drawNode(QPainter& painter, std::size_t index, const Motion& motion, const Overlay& overlay) const;
    void drawWater(QPainter& painter, const SceneNode& node, double level, double phase) const;
    void drawSheets(QPainter& painter, const QRectF& box) const;
    void drawNodeEdge(QPainter& painter, const SceneNode& node, const Overlay& overlay) const;
    void drawNodeText(QPainter& painter, const SceneNode& node) const;
    void drawTitleRow(QPainter& painter, const SceneNode& node, const QRectF& inner) const;
    void drawPips(QPainter& painter, const SceneNode& node, double right) const;
    // Rings and names on the nodes of zones that are selected or under the pointer.
    void drawZones(QPainter& painter, const Overlay& overlay) const;
    void drawPorts(QPainter& painter, const QRectF& box) const;
    void drawHandles(QPainter& painter, const QRectF& box, bool isNode) const;

    const Scene& m_scene;
    const CanvasPalette& m_palette;
    const Camera& m_camera;
};

// Zones that are no areas, as a row of chips in the lower left corner; item pixels.
struct ZoneChip {
    std::size_t zone = 0;  // index into the scene's
    QRectF frame;
};
std::vector<ZoneChip> zoneChips(const Scene& scene, const QSizeF& view);
void drawZoneChips(QPainter& painter, const Scene& scene, const CanvasPalette& palette,
                   const std::vector<ZoneChip>& chips, const Overlay& overlay);

// Interface and figures fonts in canvas units; the system's where Inter and JetBrains Mono are missing.
QFont canvasFont(double size, QFont::Weight weight = QFont::Normal);
QFont figuresFont(double size);

}  // namespace spillway
