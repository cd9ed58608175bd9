#include "canvas/painter.h"

#include <QFontMetricsF>

// Zones that only say where instances are: chips in a corner, and rings on the nodes they are in.
namespace spillway {
namespace {

constexpr double kChipHeight = 24;
constexpr double kChipGap = 6;
constexpr double kCorner = 14;  // from the edges of the view
constexpr double kSign = 18;    // room of the sign before the name

// Health has a word of its own beside the colour.
QString wordsOf(const SceneZone& zone) {
    const QString words = QStringLiteral("%1  %2").arg(zone.title).arg(zone.nodes.size());
    return zone.health == Health::failing    ? words + QStringLiteral("  failing")
           : zone.health == Health::strained ? words + QStringLiteral("  strained")
                                             : words;
}

// Two nodes with parts of both in each: instances spread.
void drawSign(QPainter& painter, QPointF at) {
    for (const QPointF offset : {QPointF(-4, -4), QPointF(1, -4), QPointF(-4, 1), QPointF(1, 1)}) {
        painter.drawRoundedRect(QRectF(at + offset, QSizeF(3.4, 3.4)), 1, 1);
    }
}

}  // namespace

std::vector<ZoneChip> zoneChips(const Scene& scene, const QSizeF& view) {
    std::vector<ZoneChip> chips;
    const QFontMetricsF metrics(canvasFont(11));
    double x = kCorner;
    for (std::size_t i = 0; i < scene.zones.size(); ++i) {
        const double width = kSign + metrics.horizontalAdvance(wordsOf(scene.zones[i])) + 18;
        // What has no room in the corner is in the outline still.
        if (x + width > view.width() - 170) break;
        chips.push_back({i, QRectF(x, view.height() - kCorner - kChipHeight, width, kChipHeight)});
        x += width + kChipGap;
    }
    return chips;
}

void drawZoneChips(QPainter& painter, const Scene& scene, const CanvasPalette& palette,
                   const std::vector<ZoneChip>& chips, const Overlay& overlay) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(canvasFont(11));
    for (const ZoneChip& chip : chips) {
        const SceneZone& zone = scene.zones[chip.zone];
        const bool selected = overlay.selected.contains(zone.id);
        const bool marked = selected || overlay.hovered == zone.id;
        painter.setPen(QPen(marked ? palette.selection : palette.nodeBorder, selected ? 1.6 : 1, Qt::DashLine));
        painter.setBrush(palette.node);
        painter.drawRoundedRect(chip.frame, kChipHeight / 2, kChipHeight / 2);
        painter.setPen(Qt::NoPen);
        const QColor health = zone.health == Health::failing ? palette.red : palette.amber;
        painter.setBrush(zone.health != Health::calm ? health : marked ? palette.selection : palette.muted);
        drawSign(painter, chip.frame.topLeft() + QPointF(17, kChipHeight / 2));
        painter.setPen(marked ? palette.text : palette.muted);
        painter.drawText(chip.frame.adjusted(kSign + 9, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, wordsOf(zone));
    }
    painter.restore();
}

void ScenePainter::drawZones(QPainter& painter, const Overlay& overlay) const {
    std::vector<QStringList> titles(m_scene.nodes.size());
    for (const SceneZone& zone : m_scene.zones) {
        if (!overlay.selected.contains(zone.id) && overlay.hovered != zone.id) continue;
        for (const std::size_t node : zone.nodes) titles[node].append(zone.title);
    }
    painter.setFont(canvasFont(10));
    for (std::size_t i = 0; i < titles.size(); ++i) {
        if (titles[i].isEmpty()) continue;
        const QRectF& box = m_scene.nodes[i].box;
        painter.setPen(QPen(m_palette.selection, 1.4, Qt::DashLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), 12, 12);
        if (!showsText()) continue;
        const QString words = titles[i].join(QStringLiteral(", "));
        const double width = std::min(box.width(), QFontMetricsF(painter.font()).horizontalAdvance(words) + 12);
        const QRectF plate(box.left() + 10, box.bottom() - 5, width, 16);
        painter.setBrush(m_palette.ground);
        painter.setPen(QPen(m_palette.selection, 1));
        painter.drawRoundedRect(plate, 8, 8);
        painter.setPen(m_palette.text);
        painter.drawText(plate, Qt::AlignCenter, words);
    }
}

}  // namespace spillway
