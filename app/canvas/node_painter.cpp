#include "canvas/painter.h"

#include <QPainterPath>

#include <cmath>

// How a node is drawn: a vessel with a water line, a row of instances, and four texts.
namespace spillway {
namespace {

constexpr double kRadius = 9;
constexpr double kInset = 12;
constexpr double kPipWidth = 7;
constexpr double kPipHeight = 9;
constexpr double kPipStep = 10;

struct PipCounts {
    int busy = 0;
    int idle = 0;
    int starting = 0;
    int down = 0;
    int total() const { return busy + idle + starting + down; }
};

// Shares of what there is room for, largest remainder last: a kind that is present keeps at least one pip.
PipCounts fitted(const InstanceCounts& instances, int room) {
    PipCounts all{instances.busy + instances.draining, instances.idle, instances.starting, instances.down};
    if (all.total() <= room) return all;
    const double factor = static_cast<double>(room) / all.total();
    const auto scaled = [factor](int count) {
        return count == 0 ? 0 : std::max(1, static_cast<int>(std::lround(count * factor)));
    };
    PipCounts some{0, scaled(all.idle), scaled(all.starting), scaled(all.down)};
    some.busy = std::max(0, room - some.total());
    if (all.busy == 0) some.idle = std::max(0, room - some.starting - some.down), some.busy = 0;
    return some;
}

}  // namespace

void ScenePainter::drawNodes(QPainter& painter, const QRectF& view, const Motion& motion,
                             const Overlay& overlay) const {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, showsText());
    painter.scale(m_camera.zoom, m_camera.zoom);
    painter.translate(-m_camera.origin);
    const QRectF world = m_camera.toWorld(view);
    for (std::size_t i = 0; i < m_scene.nodes.size(); ++i) {
        if (m_scene.nodes[i].box.intersects(world)) drawNode(painter, i, motion, overlay);
    }
    painter.restore();
}

void ScenePainter::drawNode(QPainter& painter, std::size_t index, const Motion& motion, const Overlay& overlay) const {
    const SceneNode& node = m_scene.nodes[index];
    const bool selected = overlay.selected.contains(node.id);
    const QColor hue = toneOf(node.health, m_palette.accent);
    if (!showsText()) {
        const QColor fill = node.live ? blended(hue, m_palette.node, 0.35 + 0.5 * motion.level(index))
                                      : blended(hue, m_palette.node, 0.4);
        painter.fillRect(node.box, selected ? m_palette.selection : fill);
        return;
    }
    if (node.group) drawSheets(painter, node.box);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_palette.node);
    painter.drawRoundedRect(node.box, kRadius, kRadius);
    if (node.live) drawWater(painter, node, motion.level(index), motion.wavePhase() + static_cast<double>(index) * 1.7);
    drawNodeEdge(painter, node, overlay);
    drawNodeText(painter, node);
}

// What is behind a collapsed boundary: the edges of more.
void ScenePainter::drawSheets(QPainter& painter, const QRectF& box) const {
    painter.setPen(QPen(m_palette.nodeBorder, 1));
    painter.setBrush(blended(m_palette.node, m_palette.ground, 0.7));
    for (const double behind : {8.0, 4.0})
        painter.drawRoundedRect(box.adjusted(behind, 0, -behind, behind), kRadius, kRadius);
}

// Health is the border's, selection a ring around it: a node that is both shows both.
void ScenePainter::drawNodeEdge(QPainter& painter, const SceneNode& node, const Overlay& overlay) const {
    painter.setBrush(Qt::NoBrush);
    const auto ring = [&](double distance, double width, float opacity, Qt::PenStyle style) {
        QColor colour = m_palette.selection;
        colour.setAlphaF(opacity);
        painter.setPen(QPen(colour, width, style));
        painter.drawRoundedRect(node.box.adjusted(-distance, -distance, distance, distance), kRadius + distance,
                                kRadius + distance);
    };
    const bool selected = overlay.selected.contains(node.id) || node.id == overlay.dropTarget;
    if (selected) ring(3, 2, 0.9F, Qt::SolidLine);
    // The keyboard's place is a second outline, not only a colour.
    if (node.id == overlay.focused) ring(6.5, 1.4, 0.6F, Qt::DashLine);
    QPen edge(m_palette.nodeBorder, 1);
    if (node.health == Health::failing)
        edge = QPen(m_palette.red, selected ? 2 : 1.6);
    else if (node.health == Health::strained)
        edge.setColor(blended(m_palette.amber, m_palette.nodeBorder, 0.45));
    else if (node.id == overlay.hovered)
        edge.setColor(blended(m_palette.selection, m_palette.nodeBorder, 0.6));
    painter.setPen(edge);
    painter.drawRoundedRect(node.box, kRadius, kRadius);
}

void ScenePainter::drawWater(QPainter& painter, const SceneNode& node, double level, double phase) const {
    if (level <= 0.001) return;
    const QRectF& box = node.box;
    // A full vessel keeps a gap, so that the line stays to be seen.
    const double line = box.bottom() - std::min(level, 0.94) * box.height();
    const double height = std::min(2.2, level * 12);
    QPainterPath water(QPointF(box.left(), box.bottom()));
    for (double x = box.left(); x <= box.right() + 0.1; x += 6) {
        water.lineTo(std::min(x, box.right()), line + height * std::sin((x - box.left()) / 14.5 + phase));
    }
    water.lineTo(box.right(), line + height * std::sin(box.width() / 14.5 + phase));
    water.lineTo(box.bottomRight());
    water.closeSubpath();
    QPainterPath vessel;
    vessel.addRoundedRect(box, kRadius, kRadius);
    const QColor hue = toneOf(node.health, m_palette.accent);
    painter.setPen(Qt::NoPen);
    painter.setBrush(blended(hue, m_palette.node, m_palette.waterOpacity));
    painter.drawPath(water.intersected(vessel));
    // The level itself, so that a shallow one is seen too; it stops short of the rounded corners.
    const double inset = level < 0.14 ? kRadius : 1;
    QPainterPath crest;
    for (double x = box.left() + inset; x <= box.right() - inset + 0.1; x += 6) {
        const QPointF point(std::min(x, box.right() - inset),
                            line + height * std::sin((x - box.left()) / 14.5 + phase));
        if (crest.elementCount() == 0)
            crest.moveTo(point);
        else
            crest.lineTo(point);
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(blended(hue, m_palette.node, 2 * m_palette.waterOpacity), 1.2));
    painter.drawPath(crest);
}

// The name has the room first. A value that does not fit beside it is set smaller, then goes to the second line.
void ScenePainter::drawTitleRow(QPainter& painter, const SceneNode& node, const QRectF& inner) const {
    const QRectF first(inner.left(), node.box.top() + 8, inner.width(), 18);
    const QRectF second(inner.left(), node.box.top() + 25, inner.width(), 16);
    // A long name is set a little smaller before it is cut.
    QFont nameFont = canvasFont(13, QFont::DemiBold);
    for (const double size : {12.0, 11.0}) {
        if (QFontMetricsF(nameFont).horizontalAdvance(node.name) > first.width())
            nameFont = canvasFont(size, QFont::DemiBold);
    }
    painter.setFont(nameFont);
    const double nameWidth = painter.fontMetrics().horizontalAdvance(node.name) + 1;
    painter.setPen(m_palette.text);
    painter.drawText(first, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(node.name, Qt::ElideRight, static_cast<int>(first.width()) + 1));
    double taken = 0;
    if (!node.value.isEmpty()) {
        QFont font = figuresFont(12);
        const auto fits = [&] {
            return nameWidth + 5 + QFontMetricsF(font).horizontalAdvance(node.value) <= first.width();
        };
        if (!fits()) font = figuresFont(11);
        const bool below = !fits();
        painter.setFont(font);
        painter.setPen(node.health == Health::failing ? m_palette.red : blended(m_palette.dot, m_palette.text, 0.75));
        painter.drawText(below ? second : first, Qt::AlignRight | Qt::AlignVCenter, node.value);
        if (below) taken = QFontMetricsF(font).horizontalAdvance(node.value) + 6;
    }
    painter.setFont(canvasFont(11));
    painter.setPen(m_palette.muted);
    painter.drawText(
        second, Qt::AlignLeft | Qt::AlignVCenter,
        painter.fontMetrics().elidedText(node.subtitle, Qt::ElideRight, static_cast<int>(second.width() - taken) + 1));
}

void ScenePainter::drawNodeText(QPainter& painter, const SceneNode& node) const {
    const QRectF inner = node.box.adjusted(kInset, 0, -kInset + 2, 0);
    drawTitleRow(painter, node, inner);
    double right = inner.right();
    if (!node.count.isEmpty()) {
        painter.setFont(figuresFont(11));
        painter.setPen(m_palette.muted);
        right -= painter.fontMetrics().horizontalAdvance(node.count) + 8;
        painter.drawText(QRectF(inner.left(), node.box.bottom() - 24, inner.width(), 16),
                         Qt::AlignRight | Qt::AlignVCenter, node.count);
    }
    drawPips(painter, node, right);
    if (!node.faulted) return;
    // A fault is told by a bolt beside the box, not by the colour alone.
    const QPointF at(node.box.right() - 5, node.box.top() - 4);
    painter.setPen(QPen(m_palette.red, 1.2));
    painter.setBrush(m_palette.ground);
    painter.drawEllipse(at, 8, 8);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_palette.red);
    painter.drawPolygon(QPolygonF{at + QPointF(1.5, -5), at + QPointF(-3, 1), at + QPointF(-0.4, 1),
                                  at + QPointF(-1.5, 5), at + QPointF(3, -1), at + QPointF(0.4, -1)});
}

void ScenePainter::drawPips(QPainter& painter, const SceneNode& node, double right) const {
    const double left = node.box.left() + kInset;
    const int room = std::clamp(static_cast<int>((right - left) / kPipStep), 0, 11);
    PipCounts pips = fitted(node.instances, room);
    if (!node.live) pips = {0, std::min(node.drawnInstances, room), 0, 0};
    const double top = node.box.bottom() - 20.5;
    auto draw = [&, x = left](int count, const QColor& fill, const QColor& edge, bool crossed) mutable {
        for (int i = 0; i < count; ++i, x += kPipStep) {
            const QRectF pip(x, top, kPipWidth, kPipHeight);
            painter.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
            painter.setPen(edge.isValid() ? QPen(edge, 1) : QPen(Qt::NoPen));
            painter.drawRoundedRect(edge.isValid() ? pip.adjusted(0.5, 0.5, -0.5, -0.5) : pip, 2, 2);
            if (!crossed) continue;
            painter.setPen(QPen(m_palette.node, 1.2));
            painter.drawLine(pip.topRight() + QPointF(-1.5, 1.5), pip.bottomLeft() + QPointF(1.5, -1.5));
        }
    };
    draw(pips.busy, m_palette.accent, QColor(), false);
    draw(pips.starting, m_palette.amber, QColor(), false);
    draw(pips.down, m_palette.red, QColor(), true);
    draw(pips.idle, QColor(), blended(m_palette.muted, m_palette.node, 0.45), false);
}

}  // namespace spillway
