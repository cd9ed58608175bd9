#include "canvas/painter.h"

#include "canvas/flow_marks.h"
#include "canvas/picking.h"

#include <QFontDatabase>
#include <QPainterPath>

#include <cmath>

namespace spillway {
namespace {

constexpr double kBoundaryRadius = 14;
constexpr double kGridStep = 22;

QPainterPath pathOf(const Cubic& curve) {
    QPainterPath path(curve[0]);
    path.cubicTo(curve[1], curve[2], curve[3]);
    return path;
}

QPainterPath pathOf(const SceneFlow& flow) {
    QPainterPath path(flow.curve.front());
    for (std::size_t i = 1; i + 2 < flow.curve.size(); i += 3)
        path.cubicTo(flow.curve[i], flow.curve[i + 1], flow.curve[i + 2]);
    return path;
}

// Between two places of a cubic, by de Casteljau's construction.
Cubic partOf(const Cubic& curve, double from, double to) {
    const auto upTo = [](const Cubic& c, double t) {
        const auto between = [t](QPointF a, QPointF b) { return a + (b - a) * t; };
        const QPointF ab = between(c[0], c[1]), bc = between(c[1], c[2]), cd = between(c[2], c[3]);
        const QPointF abc = between(ab, bc), bcd = between(bc, cd);
        return std::array<Cubic, 2>{Cubic{c[0], ab, abc, between(abc, bcd)}, Cubic{between(abc, bcd), bcd, cd, c[3]}};
    };
    const Cubic rest = from > 0 ? upTo(curve, from)[1] : curve;
    return to < 1 ? upTo(rest, (to - from) / (1 - from))[0] : rest;
}

// What of it is to be seen: of a long line mostly little is, and all of it would be stroked.
QPainterPath pathWithin(const SceneFlow& flow, const QRectF& world) {
    if (world.contains(flow.bounds)) return pathOf(flow);
    constexpr int kParts = 16;
    QPainterPath path;
    for (std::size_t piece = 0; piece + 3 < flow.curve.size(); piece += 3) {
        const Cubic cubic{flow.curve[piece], flow.curve[piece + 1], flow.curve[piece + 2], flow.curve[piece + 3]};
        QPointF last = cubic[0];
        int from = -1;
        const auto end = [&](int to) {
            if (from < 0) return;
            const Cubic part = partOf(cubic, static_cast<double>(from) / kParts, static_cast<double>(to) / kParts);
            if (path.elementCount() == 0 || path.currentPosition() != part[0]) path.moveTo(part[0]);
            path.cubicTo(part[1], part[2], part[3]);
            from = -1;
        };
        for (int k = 1; k <= kParts; ++k) {
            const QPointF next = pointOn(cubic, static_cast<double>(k) / kParts);
            // A part bends aside by no more than its own length.
            const double room = std::abs(next.x() - last.x()) + std::abs(next.y() - last.y()) + 8;
            const bool seen = QRectF(last, next).normalized().adjusted(-room, -room, room, room).intersects(world);
            if (seen && from < 0) from = k - 1;
            if (!seen) end(k - 1);
            last = next;
        }
        end(kParts);
    }
    return path;
}

// The stretch of it between two distances from its start.
QPainterPath pathOf(const SceneFlow& flow, double from, double to) {
    QPainterPath path(pointAlong(flow, from));
    for (std::size_t i = 0; i < flow.samples.size(); ++i) {
        if (flow.lengths[i] > from && flow.lengths[i] < to) path.lineTo(flow.samples[i]);
    }
    path.lineTo(pointAlong(flow, to));
    return path;
}

// 1.4 at rest; 1200 requests per second are 5 wide.
double widthOf(const SceneFlow& flow) {
    return flow.live ? std::min(6.5, 1.4 + 1.15 * std::log10(1 + flow.rate)) : 1.8;
}

}  // namespace

QFont canvasFont(double size, QFont::Weight weight) {
    static const bool kHasInter = QFontDatabase::hasFamily(QStringLiteral("Inter"));
    QFont font = kHasInter ? QFont(QStringLiteral("Inter")) : QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    font.setPixelSize(static_cast<int>(size));
    font.setWeight(weight);
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

QFont figuresFont(double size) {
    static const bool kHasMono = QFontDatabase::hasFamily(QStringLiteral("JetBrains Mono"));
    QFont font =
        kHasMono ? QFont(QStringLiteral("JetBrains Mono")) : QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPixelSize(static_cast<int>(size));
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

ScenePainter::ScenePainter(const Scene& scene, const CanvasPalette& palette, const Camera& camera)
    : m_scene{scene}, m_palette{palette}, m_camera{camera} {}

QColor ScenePainter::toneOf(Health health, const QColor& calm) const {
    return health == Health::failing ? m_palette.red : health == Health::strained ? m_palette.amber : calm;
}

void ScenePainter::drawGround(QPainter& painter, const QRectF& view, bool withGrid) const {
    painter.fillRect(view, m_palette.ground);
    if (withGrid) drawGrid(painter, view);
    drawLines(
        painter, view, [](std::size_t) { return true; }, [](std::size_t) { return true; });
}

void ScenePainter::drawStill(QPainter& painter, const QRectF& view, const Moving& moving) const {
    painter.fillRect(view, m_palette.ground);
    drawGrid(painter, view);
    drawLines(
        painter, view, [&](std::size_t i) { return !moving.boundaries[i]; },
        [&](std::size_t i) { return !moving.flows[i]; });
}

void ScenePainter::drawMoving(QPainter& painter, const QRectF& view, const Moving& moving) const {
    drawLines(
        painter, view, [&](std::size_t i) { return moving.boundaries[i]; },
        [&](std::size_t i) { return moving.flows[i]; });
}

template <class Boundaries, class Flows>
void ScenePainter::drawLines(QPainter& painter, const QRectF& view, const Boundaries& boundaries,
                             const Flows& flows) const {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, showsText());
    painter.scale(m_camera.zoom, m_camera.zoom);
    painter.translate(-m_camera.origin);
    const QRectF world = m_camera.toWorld(view);
    for (std::size_t i = 0; i < m_scene.boundaries.size(); ++i) {
        const SceneBoundary& boundary = m_scene.boundaries[i];
        if (boundaries(i) && boundary.box.intersects(world)) drawBoundary(painter, boundary);
    }
    const QRectF wide = world.adjusted(-8, -8, 8, 8);
    for (std::size_t i = 0; i < m_scene.flows.size(); ++i) {
        const SceneFlow& flow = m_scene.flows[i];
        if (flows(i) && flow.bounds.adjusted(-1, -1, 1, 1).intersects(wide)) drawFlow(painter, flow, wide);
    }
    painter.restore();
}

void ScenePainter::drawGrid(QPainter& painter, const QRectF& view) const {
    double step = kGridStep * m_camera.zoom;
    while (step < 14) step *= 2;
    const QPointF first = m_camera.toScreen(QPointF(0, 0));
    const double left = first.x() + std::floor((view.left() - first.x()) / step) * step;
    const double top = first.y() + std::floor((view.top() - first.y()) / step) * step;
    QVector<QRectF> dots;
    for (double y = top; y < view.bottom() + step; y += step) {
        for (double x = left; x < view.right() + step; x += step)
            dots.append(QRectF(std::round(x), std::round(y), 1, 1));
    }
    painter.save();
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_palette.grid);
    painter.drawRects(dots);
    painter.restore();
}

void ScenePainter::drawBoundary(QPainter& painter, const SceneBoundary& boundary) const {
    const QColor hue = toneOf(boundary.health, m_palette.hues[static_cast<std::size_t>(boundary.hue)]);
    QColor fill = hue;
    fill.setAlphaF(static_cast<float>(m_palette.boundaryFill));
    QColor edge = hue;
    edge.setAlphaF(static_cast<float>(m_palette.boundaryBorder));
    QPen pen(edge, 1.4);
    // The kind has a sign of its own beside the words: areas that own no code are dashed.
    if (boundary.kind == BoundaryKind::network || boundary.kind == BoundaryKind::zone ||
        boundary.kind == BoundaryKind::region) {
        pen.setDashPattern({6, 4});
    }
    painter.setPen(pen);
    painter.setBrush(fill);
    painter.drawRoundedRect(boundary.box, kBoundaryRadius, kBoundaryRadius);
    if (!showsText()) return;
    const QRectF title = boundary.box.adjusted(14, 9, -14, 0);
    const QFontMetricsF titleMetrics(canvasFont(12, QFont::DemiBold)), noteMetrics(canvasFont(12));
    const double room = title.width() - titleMetrics.horizontalAdvance(boundary.title) - 14;
    // The figure before the owner, the name before both.
    QString note = boundary.note;
    if (!boundary.liveNote.isEmpty()) note += (note.isEmpty() ? QString() : QStringLiteral(" · ")) + boundary.liveNote;
    if (!boundary.liveNote.isEmpty() && noteMetrics.horizontalAdvance(note) > room) note = boundary.liveNote;
    if (noteMetrics.horizontalAdvance(note) > room && room < 36) note.clear();
    painter.setFont(canvasFont(12));
    const double noteWidth = std::min(noteMetrics.horizontalAdvance(note) + 2, std::max(0.0, room));
    painter.setPen(m_palette.dim);
    painter.drawText(QRectF(title.right() - noteWidth, title.top(), noteWidth, 18), Qt::AlignRight | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(note, Qt::ElideRight, static_cast<int>(noteWidth) + 1));
    painter.setFont(canvasFont(12, QFont::DemiBold));
    painter.setPen(blended(m_palette.text, m_palette.ground, 0.86));
    const double titleWidth = title.width() - noteWidth - 8;
    painter.drawText(QRectF(title.left(), title.top(), titleWidth, 18), Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(boundary.title, Qt::ElideRight, static_cast<int>(titleWidth)));
}

void ScenePainter::drawFlow(QPainter& painter, const SceneFlow& flow, const QRectF& world) const {
    const QColor hue = flow.deadLetters ? m_palette.red : toneOf(flow.health, m_palette.accent);
    const double strength = flow.health == Health::calm ? (flow.deadLetters ? 0.42 : flow.live ? 0.66 : 0.55) : 0.82;
    QPen pen(blended(hue, m_palette.ground, strength), showsText() ? widthOf(flow) : 1 / m_camera.zoom);
    pen.setCapStyle(Qt::FlatCap);
    if (flow.kind == FlowKind::event && showsText()) {
        pen.setDashPattern({7 / pen.widthF(), 5 / pen.widthF()});
    }
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    if (flow.cutAt >= 0 && showsText())
        drawCutLine(painter, flow);
    else
        painter.drawPath(pathWithin(flow, world));
    if (!showsText()) return;
    // Which way it goes must be seen without moving dots.
    const QPointF back = outwards(flow.arrives);
    const QPointF side(-back.y(), back.x());
    const double size = flow.live ? 5 : 6;
    const QPointF tip = flow.curve.back();
    painter.setPen(Qt::NoPen);
    painter.setBrush(pen.color());
    painter.drawPolygon(QPolygonF{tip, tip + back * (size * 1.25) + side * (size * 0.62),
                                  tip + back * (size * 1.25) - side * (size * 0.62)});
}

// Nothing passes an open breaker: a gap, and what is beyond it fades.
void ScenePainter::drawCutLine(QPainter& painter, const SceneFlow& flow) const {
    painter.drawPath(pathOf(flow, 0, std::max(0.0, flow.cutAt - kMarkCut)));
    QPen faded = painter.pen();
    faded.setColor(blended(faded.color(), m_palette.ground, 0.45));
    painter.setPen(faded);
    painter.drawPath(pathOf(flow, std::min(flow.length(), flow.cutAt + kMarkCut), flow.length()));
}

void ScenePainter::drawDots(QPainter& painter, const QRectF& view, const Motion& motion) const {
    if (!showsText()) return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(m_camera.zoom, m_camera.zoom);
    painter.translate(-m_camera.origin);
    painter.setPen(Qt::NoPen);
    const QRectF world = m_camera.toWorld(view).adjusted(-4, -4, 4, 4);
    std::vector<double> distances;
    for (std::size_t i = 0; i < m_scene.flows.size(); ++i) {
        const SceneFlow& flow = m_scene.flows[i];
        if (!flow.live || !flow.bounds.adjusted(-1, -1, 1, 1).intersects(world)) continue;
        motion.dots(m_scene, i, distances);
        const QColor hue = toneOf(flow.health, m_palette.dot);
        painter.setBrush(flow.health == Health::failing ? hue.lighter(118) : hue);
        const double last = flow.cutAt >= 0 ? flow.cutAt - kMarkCut : flow.length();
        for (const double distance : distances) {
            if (distance <= last) painter.drawEllipse(pointAlong(flow, distance), 3.1, 3.1);
        }
    }
    painter.setFont(canvasFont(11));
    for (const FlowMark& mark : m_scene.marks) drawMark(painter, mark);
    painter.restore();
}

void ScenePainter::drawMark(QPainter& painter, const FlowMark& mark) const {
    const QPointF middle = mark.at;
    const QColor hue = mark.sign == FlowMark::Sign::breakerHalfOpen ? m_palette.amber : m_palette.red;
    painter.setBrush(m_palette.ground);
    painter.setPen(QPen(hue, 1.8));
    painter.drawEllipse(middle, kMarkRadius, kMarkRadius);
    // Open: the two ends of the switch apart. Half-open: a slanted blade. A fault: a cross.
    if (mark.sign == FlowMark::Sign::fault) {
        painter.drawLine(middle + QPointF(-3.5, -3.5), middle + QPointF(3.5, 3.5));
        painter.drawLine(middle + QPointF(-3.5, 3.5), middle + QPointF(3.5, -3.5));
    } else if (mark.sign == FlowMark::Sign::breakerOpen) {
        painter.drawLine(middle + QPointF(-5, 0), middle + QPointF(-2, 0));
        painter.drawLine(middle + QPointF(2, 0), middle + QPointF(5, 0));
        painter.drawLine(middle + QPointF(-2, 0), middle + QPointF(1.5, -4));
    } else {
        painter.drawLine(middle + QPointF(-3.6, 3), middle + QPointF(3.6, -3));
    }
    QColor ground = m_palette.ground;
    ground.setAlphaF(0.8F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ground);
    painter.drawRoundedRect(mark.plate, 4, 4);
    painter.setPen(hue);
    painter.drawText(mark.plate, Qt::AlignCenter, mark.label);
    painter.setPen(Qt::NoPen);
}

void ScenePainter::drawOverlay(QPainter& painter, const Overlay& overlay) const {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(m_camera.zoom, m_camera.zoom);
    painter.translate(-m_camera.origin);
    const double pixel = 1 / m_camera.zoom;
    QColor wash = m_palette.accent;
    wash.setAlphaF(0.1F);
    for (const SceneFlow& flow : m_scene.flows) {
        const bool selected = overlay.selected.contains(flow.name) ||
                              std::any_of(flow.bundle.begin(), flow.bundle.end(),
                                          [&](const QString& each) { return overlay.selected.contains(each); });
        if (!selected && flow.name != overlay.hovered && flow.name != overlay.dropTarget &&
            flow.name != overlay.focused)
            continue;
        QColor halo = m_palette.selection;
        halo.setAlphaF(selected ? 0.55F : 0.3F);
        painter.setPen(QPen(halo, widthOf(flow) + 6));
        painter.setBrush(Qt::NoBrush);
        painter.drawPath(pathOf(flow));
    }
    for (const SceneBoundary& boundary : m_scene.boundaries) {
        const bool selected = overlay.selected.contains(boundary.id);
        if (!selected && boundary.id != overlay.hovered && boundary.id != overlay.dropTarget &&
            boundary.id != overlay.focused)
            continue;
        // Under the pointer only a hint: it is where one is, not what one has.
        QColor edge = m_palette.selection;
        if (!selected && boundary.id != overlay.dropTarget && boundary.id != overlay.focused) edge.setAlphaF(0.45F);
        painter.setPen(QPen(edge, (selected ? 2 : 1.2) * std::max(1.0, pixel)));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(boundary.box, kBoundaryRadius, kBoundaryRadius);
        if (selected && overlay.handles) drawHandles(painter, boundary.box, false);
    }
    drawZones(painter, overlay);
    if (const auto it = m_scene.nodeIndex.find(overlay.hovered.toStdString());
        it != m_scene.nodeIndex.end() && !m_scene.nodes[it->second].group) {
        drawPorts(painter, m_scene.nodes[it->second].box);
    }
    if (overlay.handles && overlay.selected.size() == 1) {
        const auto it = m_scene.nodeIndex.find(overlay.selected.begin()->toStdString());
        if (it != m_scene.nodeIndex.end() && !m_scene.nodes[it->second].group)
            drawHandles(painter, m_scene.nodes[it->second].box, true);
    }
    painter.setPen(QPen(m_palette.accent, pixel, overlay.newBoundary.isNull() ? Qt::SolidLine : Qt::DashLine));
    painter.setBrush(wash);
    if (!overlay.marquee.isNull()) painter.drawRect(overlay.marquee);
    if (!overlay.lasso.isEmpty()) painter.drawPolygon(overlay.lasso);
    if (!overlay.newBoundary.isNull()) painter.drawRoundedRect(overlay.newBoundary, kBoundaryRadius, kBoundaryRadius);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(m_palette.amber, pixel));
    painter.drawLines(overlay.guides);
    if (overlay.spaceLine) painter.drawLine(*overlay.spaceLine);
    if (overlay.newFlow) {
        QPen pen(m_palette.selection, 2);
        if (overlay.newFlowIsEvent) pen.setDashPattern({3.5, 2.5});
        painter.setPen(pen);
        painter.drawPath(pathOf(*overlay.newFlow));
        painter.setBrush(m_palette.selection);
        painter.drawEllipse((*overlay.newFlow)[3], 3.5, 3.5);
    }
    painter.restore();
}

void ScenePainter::drawPorts(QPainter& painter, const QRectF& box) const {
    painter.setPen(QPen(m_palette.accent, 1.6));
    painter.setBrush(m_palette.ground);
    for (const Side side : {Side::right, Side::bottom, Side::left, Side::top})
        painter.drawEllipse(portOf(box, side), 4.5, 4.5);
}

void ScenePainter::drawHandles(QPainter& painter, const QRectF& box, bool isNode) const {
    const double size = 6 / std::max(m_camera.zoom, 0.5);
    painter.setPen(QPen(m_palette.selection, size / 5));
    painter.setBrush(m_palette.ground);
    const auto handles = handlesOf(box);
    for (std::size_t i = 0; i < handles.size(); i += isNode ? 2 : 1) {
        painter.drawRect(QRectF(handles[i] - QPointF(size / 2, size / 2), QSizeF(size, size)));
    }
}

void ScenePainter::drawMinimap(QPainter& painter, const QRectF& frame, const QRectF& view) const {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QColor plate = m_palette.node;
    plate.setAlphaF(0.92F);
    painter.setPen(QPen(m_palette.nodeBorder, 1));
    painter.setBrush(plate);
    painter.drawRoundedRect(frame, 8, 8);
    const QRectF shown = m_camera.toWorld(view);
    const QRectF all = m_scene.bounds | shown;
    const QRectF inner = frame.adjusted(6, 6, -6, -6);
    const Camera small = [&] {
        const double zoom = std::min(inner.width() / all.width(), inner.height() / all.height());
        return Camera{all.center() - QPointF(inner.width(), inner.height()) / (2 * zoom) - inner.topLeft() / zoom,
                      zoom};
    }();
    painter.setPen(Qt::NoPen);
    for (const SceneBoundary& boundary : m_scene.boundaries) {
        QColor hue = toneOf(boundary.health, m_palette.hues[static_cast<std::size_t>(boundary.hue)]);
        hue.setAlphaF(0.14F);
        painter.setBrush(hue);
        painter.drawRoundedRect(small.toScreen(boundary.box), 2, 2);
    }
    for (const SceneNode& node : m_scene.nodes) {
        painter.setBrush(node.health == Health::calm ? blended(m_palette.accent, m_palette.ground, 0.72)
                                                     : toneOf(node.health, m_palette.accent));
        QRectF box = small.toScreen(node.box);
        if (box.width() < 2) box.setSize(QSizeF(2, 2));
        painter.drawRoundedRect(box, 1.5, 1.5);
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(blended(m_palette.muted, m_palette.ground, 0.75), 1));
    painter.drawRoundedRect(small.toScreen(shown).intersected(frame.adjusted(3, 3, -3, -3)), 3, 3);
    painter.restore();
}

}  // namespace spillway
