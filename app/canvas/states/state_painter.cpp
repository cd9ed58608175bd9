#include "canvas/states/state_painter.h"

#include "canvas/curves.h"
#include "canvas/motion.h"
#include "canvas/painter.h"
#include "canvas/states/state_glyph.h"

#include <QPainterPath>

#include <cmath>

namespace spillway {
namespace {

constexpr double kRadius = 9;
constexpr double kHolderRadius = 14;
constexpr double kGridStep = 22;
constexpr double kKnob = 5;

QPainterPath pathOf(const SceneFlow& way) {
    QPainterPath path;
    if (way.curve.empty()) return path;
    path.moveTo(way.curve.front());
    for (std::size_t i = 1; i + 2 < way.curve.size(); i += 3)
        path.cubicTo(way.curve[i], way.curve[i + 1], way.curve[i + 2]);
    return path;
}

// 1.4 at rest; many executions make it wider.
double widthOf(const StateLine& line) {
    return line.live && line.taken > 0 ? std::min(5.0, 1.4 + 0.6 * std::log10(1.0 + static_cast<double>(line.taken)))
                                       : 1.6;
}

QString countText(std::int64_t count) {
    if (count < 10'000) return QString::number(count);
    return count < 1'000'000 ? QStringLiteral("%1 k").arg(static_cast<double>(count) / 1e3, 0, 'f', 1)
                             : QStringLiteral("%1 M").arg(static_cast<double>(count) / 1e6, 0, 'f', 1);
}

QString shareText(double share) { return QStringLiteral("%1 %").arg(share * 100, 0, 'f', share < 0.0995 ? 1 : 0); }

void drawGrid(QPainter& painter, const CanvasPalette& palette, const Camera& camera, const QRectF& view) {
    double step = kGridStep * camera.zoom;
    while (step < 14) step *= 2;
    const QPointF first = camera.toScreen(QPointF(0, 0));
    QVector<QRectF> dots;
    for (double y = first.y() - std::floor(first.y() / step) * step; y < view.bottom(); y += step) {
        for (double x = first.x() - std::floor(first.x() / step) * step; x < view.right(); x += step)
            dots.append(QRectF(std::round(x), std::round(y), 1, 1));
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette.grid);
    painter.drawRects(dots);
}

}  // namespace

StatePainter::StatePainter(const StateScene& scene, const CanvasPalette& palette, const Camera& camera)
    : m_scene{scene}, m_palette{palette}, m_camera{camera} {}

QColor StatePainter::hueOf(const StateShape& shape) const {
    if (shape.type == QLatin1String("Succeed")) return m_palette.green;
    if (shape.type == QLatin1String("Fail")) return m_palette.red;
    if (shape.type == QLatin1String("Choice")) return m_palette.hues[1];
    if (shape.holds) return m_palette.hues[3];
    return shape.type == QLatin1String("Task") ? m_palette.accent : m_palette.muted;
}

// Each type has a shape of its own: a choice is pointed, ends are round.
QPainterPath StatePainter::outlineOf(const StateShape& shape, double grown) const {
    const QRectF box = shape.box.adjusted(-grown, -grown, grown, grown);
    QPainterPath path;
    if (shape.type == QLatin1String("Choice")) {
        const double tip = 14 + grown / 2;
        path.addPolygon(QPolygonF{{box.left(), box.center().y()},
                                  {box.left() + tip, box.top()},
                                  {box.right() - tip, box.top()},
                                  {box.right(), box.center().y()},
                                  {box.right() - tip, box.bottom()},
                                  {box.left() + tip, box.bottom()}});
        path.closeSubpath();
        return path;
    }
    const bool isEnd = shape.type == QLatin1String("Succeed") || shape.type == QLatin1String("Fail");
    const double radius = isEnd ? box.height() / 2 : (shape.holds ? kHolderRadius : kRadius) + grown;
    path.addRoundedRect(box, radius, radius);
    return path;
}

void StatePainter::draw(QPainter& painter, const QRectF& view, const StateOverlay& overlay, double seconds) const {
    painter.fillRect(view, m_palette.ground);
    drawGrid(painter, m_palette, m_camera, view);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(m_camera.zoom, m_camera.zoom);
    painter.translate(-m_camera.origin);
    const QRectF world = m_camera.toWorld(view).adjusted(-8, -8, 8, 8);
    // What holds others lies under their ways.
    for (const StateShape& shape : m_scene.shapes) {
        if (shape.holds && shape.box.intersects(world)) drawState(painter, shape, overlay, seconds);
    }
    for (const StateArea& area : m_scene.areas) {
        painter.setPen(QPen(blended(m_palette.hues[3], m_palette.ground, 0.25), 1, Qt::DashLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(area.box, kRadius, kRadius);
        if (!showsText()) continue;
        painter.setFont(canvasFont(11));
        painter.setPen(m_palette.dim);
        painter.drawText(area.box.adjusted(12, 6, -12, 0), Qt::AlignLeft | Qt::AlignTop, area.title);
    }
    for (const StateLine& line : m_scene.lines) {
        if (line.way.bounds.adjusted(-1, -1, 1, 1).intersects(world)) drawLine(painter, line, overlay);
    }
    for (const StateLine& line : m_scene.lines) drawDots(painter, line, seconds);
    for (const StateShape& shape : m_scene.shapes) {
        if (!shape.holds && shape.box.intersects(world)) drawState(painter, shape, overlay, seconds);
    }
    for (const StateShape& shape : m_scene.shapes) drawMarkers(painter, shape);
    if (showsText()) {
        for (const StateLine& line : m_scene.lines) drawLabel(painter, line);
    }
    drawOverlay(painter, overlay);
    painter.restore();
}

void StatePainter::drawLine(QPainter& painter, const StateLine& line, const StateOverlay& overlay) const {
    if (line.way.curve.empty()) return;
    const QColor hue = line.isError ? m_palette.red : m_palette.accent;
    const bool quiet = line.live && line.taken == 0;
    QPen pen(blended(hue, m_palette.ground, quiet ? 0.3 : line.wasTaken ? 0.95 : 0.6), widthOf(line));
    pen.setCapStyle(Qt::FlatCap);
    if (line.isError) pen.setDashPattern({7 / pen.widthF(), 5 / pen.widthF()});
    if (line.id == overlay.selected || line.id == overlay.hovered || line.id == overlay.focused) {
        QColor halo = m_palette.selection;
        halo.setAlphaF(line.id == overlay.selected ? 0.55F : 0.3F);
        painter.strokePath(pathOf(line.way), QPen(halo, widthOf(line) + 6));
    }
    if (line.wasTaken) pen.setWidthF(std::max(3.0, pen.widthF()));
    painter.setBrush(Qt::NoBrush);
    painter.strokePath(pathOf(line.way), pen);
    const QPointF back = outwards(line.way.arrives), side(-back.y(), back.x()), tip = line.way.curve.back();
    painter.setPen(Qt::NoPen);
    painter.setBrush(pen.color());
    painter.drawPolygon(QPolygonF{tip, tip + back * 7.5 + side * 3.8, tip + back * 7.5 - side * 3.8});
}

// Where executions go, a dot goes now and then: the share of those that left the state, not their number.
void StatePainter::drawDots(QPainter& painter, const StateLine& line, double seconds) const {
    if (!showsText() || seconds <= 0 || !line.live || line.taken == 0 || line.share <= 0) return;
    const double gap = 90 / std::clamp(line.share, 0.1, 1.0);
    painter.setPen(Qt::NoPen);
    painter.setBrush(line.isError ? m_palette.red.lighter(118) : m_palette.dot);
    for (double at = std::fmod(seconds * 60, gap); at < line.way.length(); at += gap)
        painter.drawEllipse(pointAlong(line.way, at), 2.8, 2.8);
}

void StatePainter::drawLabel(QPainter& painter, const StateLine& line) const {
    QString words = line.label;
    if (line.live && line.taken > 0) {
        const QString count = line.isError ? shareText(line.share) : countText(line.taken);
        words = words.isEmpty() ? count : count + QStringLiteral(" · ") + words;
    }
    if (words.isEmpty() || line.way.curve.empty()) return;
    painter.setFont(canvasFont(10));
    const QFontMetricsF metrics(painter.font());
    const QString shown = metrics.elidedText(words, Qt::ElideRight, std::max(150.0, line.plate.width()));
    const QPointF middle = line.label.isEmpty() ? pointAlong(line.way, line.way.length() / 2) : line.labelAt;
    const double width = metrics.horizontalAdvance(shown) + 10;
    const QRectF plate(middle - QPointF(width / 2, 8), QSizeF(width, 16));
    QColor ground = m_palette.ground;
    ground.setAlphaF(0.88F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ground);
    painter.drawRoundedRect(plate, 4, 4);
    painter.setPen(line.isError ? m_palette.red : m_palette.muted);
    painter.drawText(plate, Qt::AlignCenter, shown);
}

void StatePainter::drawState(QPainter& painter, const StateShape& shape, const StateOverlay& overlay,
                             double seconds) const {
    const QColor hue = hueOf(shape);
    if (shape.id == overlay.selected || shape.isOn) {
        QColor ring = shape.isOn ? m_palette.amber : m_palette.selection;
        ring.setAlphaF(0.9F);
        painter.strokePath(outlineOf(shape, 3), QPen(ring, 2));
    }
    if (shape.id == overlay.focused)
        painter.strokePath(outlineOf(shape, 6.5), QPen(m_palette.selection, 1.4, Qt::DashLine));
    if (shape.holds) return drawHolder(painter, shape);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_palette.node);
    painter.drawPath(outlineOf(shape));
    if (shape.live && shape.inside > 0) drawInside(painter, shape, seconds);
    QPen edge(blended(hue, m_palette.nodeBorder, shape.wasOn ? 0.9 : 0.55), shape.wasOn ? 1.8 : 1.2);
    if (shape.live && shape.failedShare > 0.05) edge = QPen(m_palette.red, 1.6);
    if (shape.id == overlay.hovered && shape.id != overlay.selected) edge.setColor(m_palette.selection);
    painter.strokePath(outlineOf(shape), edge);
    if (showsText()) drawTexts(painter, shape);
}

// The name in its head; what it holds is drawn by itself. A Map shows the edge of more behind it.
void StatePainter::drawHolder(QPainter& painter, const StateShape& shape) const {
    const QColor hue = hueOf(shape);
    QColor fill = hue;
    fill.setAlphaF(static_cast<float>(m_palette.boundaryFill));
    QColor edge = hue;
    edge.setAlphaF(shape.live && shape.inside > 0 ? 0.9F : static_cast<float>(m_palette.boundaryBorder));
    if (shape.type == QLatin1String("Map")) {
        painter.setPen(QPen(edge, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(shape.box.adjusted(8, -5, 0, 0).translated(4, 0), kHolderRadius, kHolderRadius);
    }
    painter.setPen(QPen(edge, 1.4));
    painter.setBrush(m_palette.ground);
    painter.drawPath(outlineOf(shape));
    painter.setBrush(fill);
    painter.drawPath(outlineOf(shape));
    if (showsText()) drawTexts(painter, shape);
}

// How many are in it: the fuller, the more; never full, never nothing.
void StatePainter::drawInside(QPainter& painter, const StateShape& shape, double seconds) const {
    const double level = 0.14 + 0.7 * (1 - 1 / (1 + std::log10(1.0 + static_cast<double>(shape.inside))));
    const double line = shape.box.bottom() - level * shape.box.height();
    QPainterPath water(shape.box.bottomLeft());
    for (double x = shape.box.left(); x <= shape.box.right() + 0.1; x += 6)
        water.lineTo(x, line + 2 * std::sin((x - shape.box.left()) / 14.5 + seconds * 1.1));
    water.lineTo(shape.box.bottomRight());
    water.closeSubpath();
    const QColor hue = shape.failedShare > 0.05 ? m_palette.red : m_palette.accent;
    painter.setBrush(blended(hue, m_palette.node, 1.4 * m_palette.waterOpacity));
    painter.drawPath(water.intersected(outlineOf(shape)));
}

void StatePainter::drawTexts(QPainter& painter, const StateShape& shape) const {
    const double inset = shape.type == QLatin1String("Choice") ? 20 : shape.isEnd && !shape.holds ? 16 : 12;
    const QRectF head = shape.holds ? QRectF(shape.box.left() + 12, shape.box.top() + 4, shape.box.width() - 24, 28)
                                    : shape.box.adjusted(inset, 8, -inset, -8);
    painter.setPen(QPen(hueOf(shape), 1.4));
    painter.setBrush(Qt::NoBrush);
    drawStateGlyph(painter, shape.type, {head.left() + 8, head.top() + (shape.holds ? 14 : 10)});
    double right = head.right();
    if (shape.live && shape.inside > 0) {
        painter.setFont(figuresFont(12));
        const QString count = countText(shape.inside);
        const double width = QFontMetricsF(painter.font()).horizontalAdvance(count);
        painter.setPen(blended(m_palette.dot, m_palette.text, 0.75));
        painter.drawText(QRectF(right - width - 1, head.top(), width + 2, 20), Qt::AlignRight | Qt::AlignVCenter,
                         count);
        right -= width + 6;
    }
    const double left = head.left() + 22;
    QFont name = canvasFont(13, QFont::DemiBold);
    if (QFontMetricsF(name).horizontalAdvance(shape.name) > right - left) name = canvasFont(11, QFont::DemiBold);
    painter.setFont(name);
    painter.setPen(m_palette.text);
    const double nameTop = head.top() + (shape.holds ? 4 : 0);
    const double nameRoom =
        shape.holds ? std::min(right - left, QFontMetricsF(name).horizontalAdvance(shape.name) + 2) : right - left;
    painter.drawText(QRectF(left, nameTop, nameRoom, 20), Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(shape.name, Qt::ElideRight, static_cast<int>(right - left) + 1));
    QString second = shape.detail.isEmpty() ? shape.type.toLower() : shape.detail;
    if (shape.live && shape.entered > 0)
        second = shape.failedShare > 0
                     ? QStringLiteral("%1 of %2 failed").arg(shareText(shape.failedShare), countText(shape.entered))
                     : QStringLiteral("%1 entered").arg(countText(shape.entered));
    painter.setFont(canvasFont(11));
    painter.setPen(shape.live && shape.failedShare > 0.05 ? m_palette.red : m_palette.muted);
    const QRectF below = shape.holds ? QRectF(left + nameRoom + 10, nameTop, right - left - nameRoom - 10, 20)
                                     : QRectF(left, head.top() + 21, head.right() - left, 18);
    painter.drawText(below, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(second, Qt::ElideRight, static_cast<int>(below.width())));
}

// Where its machine starts, and where it ends.
void StatePainter::drawMarkers(QPainter& painter, const StateShape& shape) const {
    const QColor ink = blended(m_palette.accent, m_palette.ground, 0.75);
    // In the way one reads: before the state, and behind it.
    const QPointF ahead = m_scene.down ? QPointF(0, 1) : QPointF(1, 0), aside(ahead.y(), ahead.x());
    const double level = shape.holds ? shape.box.top() + 17 : shape.box.center().y();
    if (shape.isStart) {
        const QPointF to = m_scene.down ? portOf(shape.box, Side::top) : QPointF(shape.box.left(), level);
        const QPointF from = to - ahead * 24;
        painter.setPen(QPen(ink, 1.6));
        painter.drawLine(from, to);
        painter.setPen(Qt::NoPen);
        painter.setBrush(ink);
        painter.drawEllipse(from, 5, 5);
        painter.drawPolygon(QPolygonF{to, to - ahead * 7.5 + aside * 3.8, to - ahead * 7.5 - aside * 3.8});
    }
    const bool byType = shape.type == QLatin1String("Succeed") || shape.type == QLatin1String("Fail");
    if (!shape.isEnd || byType) return;
    const QPointF from = m_scene.down ? portOf(shape.box, Side::bottom) : QPointF(shape.box.right(), level);
    const QPointF to = from + ahead * 16;
    painter.setPen(QPen(ink, 1.4));
    painter.setBrush(Qt::NoBrush);
    painter.drawLine(from, to - ahead * 5);
    painter.drawEllipse(to, 5, 5);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink);
    painter.drawEllipse(to, 2.2, 2.2);
}

void StatePainter::drawOverlay(QPainter& painter, const StateOverlay& overlay) const {
    const std::size_t under = m_scene.find(overlay.hovered);
    if (overlay.knobs && !overlay.drawsWay && under != StateScene::npos) {
        const StateShape& shape = m_scene.shapes[under];
        painter.setBrush(m_palette.ground);
        painter.setPen(QPen(m_palette.accent, 1.6));
        if (shape.type != QLatin1String("Succeed") && shape.type != QLatin1String("Fail"))
            painter.drawEllipse(nextKnob(shape.box, m_scene.down), kKnob, kKnob);
        if (catches(shape)) {
            painter.setPen(QPen(m_palette.red, 1.6));
            painter.drawEllipse(errorKnob(shape.box, m_scene.down), kKnob, kKnob);
        }
    }
    if (!overlay.drawsWay) return;
    QPen pen(overlay.wayIsError ? m_palette.red : m_palette.selection, 2);
    if (overlay.wayIsError) pen.setDashPattern({3.5, 2.5});
    painter.setPen(pen);
    painter.drawLine(overlay.wayFrom, overlay.wayTo);
    painter.setBrush(pen.color());
    painter.drawEllipse(overlay.wayTo, 3.5, 3.5);
}

}  // namespace spillway
