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
    const auto scaled = [factor](int count) { return count == 0 ? 0 : std::max(1, static_cast<int>(std::lround(count * factor))); };
    PipCounts some{0, scaled(all.idle), scaled(all.starting), scaled(all.down)};
    some.busy = std::max(0, room - some.total());
    if (all.busy == 0) some.idle = std::max(0, room - some.starting - some.down), some.busy = 0;
    return some;
}

}  // namespace

void ScenePainter::drawNodes(QPainter& painter, const QRectF& view, const Motion& motion, const Overlay& overlay) const {
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
        const QColor fill = node.live ? blended(hue, m_palette.node, 0.35 + 0.5 * motion.level(index)) : blended(hue, m_palette.node, 0.4);
        painter.fillRect(node.box, selected ? m_palette.selection : fill);
        return;
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_palette.node);
    painter.drawRoundedRect(node.box, kRadius, kRadius);
    if (node.live) drawWater(painter, node, motion.level(index), motion.wavePhase() + static_cast<double>(index) * 1.7);
    const bool marked = selected || node.id == overlay.dropTarget || node.id == overlay.focused;
    QPen edge(marked ? m_palette.selection : node.health == Health::failing ? m_palette.red : m_palette.nodeBorder,
              marked || node.health == Health::failing ? 1.6 : 1);
    if (node.health == Health::strained && !marked) edge.setColor(blended(m_palette.amber, m_palette.nodeBorder, 0.35));
    // The keyboard's place is a second outline, not only a colour.
    if (node.id == overlay.focused) {
        QColor ring = m_palette.selection;
        ring.setAlphaF(0.5F);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(ring, 1.4, Qt::DashLine));
        painter.drawRoundedRect(node.box.adjusted(-4, -4, 4, 4), kRadius + 3, kRadius + 3);
    }
    painter.setPen(edge);
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(node.box, kRadius, kRadius);
    drawNodeText(painter, node);
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
}

void ScenePainter::drawNodeText(QPainter& painter, const SceneNode& node) const {
    const QRectF inner = node.box.adjusted(kInset, 0, -kInset + 2, 0);
    double valueWidth = 0;
    if (!node.value.isEmpty()) {
        painter.setFont(figuresFont(12));
        valueWidth = painter.fontMetrics().horizontalAdvance(node.value) + 8;
        painter.setPen(node.health == Health::failing ? m_palette.red : blended(m_palette.dot, m_palette.text, 0.75));
        painter.drawText(QRectF(inner.left(), node.box.top() + 8, inner.width(), 18), Qt::AlignRight | Qt::AlignVCenter, node.value);
    } else if (node.faulted) {
        valueWidth = 16;
    }
    painter.setFont(canvasFont(13, QFont::DemiBold));
    painter.setPen(m_palette.text);
    painter.drawText(QRectF(inner.left(), node.box.top() + 8, inner.width() - valueWidth, 18), Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(node.name, Qt::ElideRight, static_cast<int>(inner.width() - valueWidth)));
    painter.setFont(canvasFont(11));
    painter.setPen(m_palette.muted);
    painter.drawText(QRectF(inner.left(), node.box.top() + 25, inner.width(), 16), Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(node.subtitle, Qt::ElideRight, static_cast<int>(inner.width())));
    double right = inner.right();
    if (!node.count.isEmpty()) {
        painter.setFont(figuresFont(11));
        painter.setPen(m_palette.muted);
        right -= painter.fontMetrics().horizontalAdvance(node.count) + 8;
        painter.drawText(QRectF(inner.left(), node.box.bottom() - 24, inner.width(), 16), Qt::AlignRight | Qt::AlignVCenter, node.count);
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
    painter.drawPolygon(QPolygonF{at + QPointF(1.5, -5), at + QPointF(-3, 1), at + QPointF(-0.4, 1), at + QPointF(-1.5, 5),
                                  at + QPointF(3, -1), at + QPointF(0.4, -1)});
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
