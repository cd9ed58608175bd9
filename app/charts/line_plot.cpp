#include "charts/line_plot.h"

#include <QPainter>

#include <cmath>

namespace spillway {
namespace {
constexpr double kWidth = 1.6;
constexpr float kFillAlpha = 0.18F;
constexpr double kDash = 2;

void fillUnder(QPainter& painter, QPolygonF run, QColor ink, double ground) {
    run << QPointF(run.last().x(), ground) << QPointF(run.first().x(), ground);
    ink.setAlphaF(kFillAlpha);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink);
    painter.drawPolygon(run);
}

}  // namespace

QList<QPolygonF> strokes(const QList<QPointF>& line, double right, double top, QSizeF size) {
    QList<QPolygonF> found;
    QPolygonF run;
    const auto close = [&] {
        if (run.size() == 1) run.prepend(run.first() - QPointF(kDash, 0));
        if (!run.isEmpty()) found.append(run);
        run.clear();
    };
    for (const QPointF& point : line) {
        if (std::isnan(point.y()))
            close();
        else
            run.append(QPointF(point.x() / right * size.width(), size.height() * (1 - point.y() / top)));
    }
    close();
    return found;
}

LinePlot::LinePlot(QQuickItem* parent) : QQuickPaintedItem(parent) {
    connect(this, &LinePlot::changed, this, [this] { update(); });
}

void LinePlot::setFeed(ChartFeed* feed) {
    if (feed == m_feed) return;
    m_feed = feed;
    if (feed != nullptr) connect(feed, &ChartFeed::filled, this, [this] { update(); });
    Q_EMIT changed();
}

void LinePlot::paint(QPainter* painter) {
    if (!m_feed || m_feed->empty() || m_feed->right() <= 0) return;
    const double right = m_feed->right();
    for (const LivePanel::Band& band : m_feed->bands()) {
        const double from = band.from / right * width();
        const double to = std::min(width(), band.to / right * width());
        if (to > from) painter->fillRect(QRectF(from, 0, to - from, height()), m_bandInk);
    }
    painter->setRenderHint(QPainter::Antialiasing);
    const auto& lines = m_feed->lines();
    const auto ink = [&](std::size_t i) { return m_inks.value(static_cast<qsizetype>(i)).value<QColor>(); };
    for (std::size_t i = 0; i < lines.size(); ++i) {
        for (const QPolygonF& run : strokes(lines[i], right, m_feed->top(), size())) {
            if (i == 0 && m_filled) fillUnder(*painter, run, ink(i), height());
            painter->setBrush(Qt::NoBrush);
            painter->setPen(QPen(ink(i), kWidth, Qt::SolidLine, Qt::FlatCap, Qt::BevelJoin));
            painter->drawPolyline(run);
        }
    }
}

}  // namespace spillway
