#include "charts/line_plot.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace spillway {
namespace {
constexpr double kWidth = 1.6;
constexpr float kFillAlpha = 0.18F;
constexpr float kBandAlpha = 0.16F;  // of the interval around a line
constexpr float kPaleAlpha = 0.35F;
constexpr double kDash = 2;

void fillUnder(QPainter& painter, QPolygonF run, QColor ink, double ground) {
    run << QPointF(run.last().x(), ground) << QPointF(run.first().x(), ground);
    ink.setAlphaF(kFillAlpha);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink);
    painter.drawPolygon(run);
}

// Between the ends of an interval; across a gap there is none.
void fillBand(QPainter& painter, const QList<QPolygonF>& low, const QList<QPolygonF>& high, QColor ink) {
    ink.setAlphaF(kBandAlpha);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink);
    for (qsizetype i = 0; i < std::min(low.size(), high.size()); ++i) {
        QPolygonF area = high[i];
        for (auto point = low[i].crbegin(); point != low[i].crend(); ++point) area << *point;
        painter.drawPolygon(area);
    }
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
    const auto strokesOf = [&](const QList<QPointF>& line) { return strokes(line, right, m_feed->top(), size()); };
    for (std::size_t i = 0; i < lines.size(); ++i)
        fillBand(*painter, strokesOf(m_feed->edges()[i].low), strokesOf(m_feed->edges()[i].high), ink(i));
    const auto draw = [&](const QPolygonF& run, QColor colour) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(colour, kWidth, Qt::SolidLine, Qt::FlatCap, Qt::BevelJoin));
        painter->drawPolyline(run);
    };
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const qsizetype failing = std::max<qsizetype>(0, m_feed->failing()[i]);
        for (const QPolygonF& run : strokesOf(lines[i].first(std::min(failing, lines[i].size())))) {
            if (i == 0 && m_filled) fillUnder(*painter, run, ink(i), height());
            draw(run, ink(i));
        }
        if (failing >= lines[i].size()) continue;
        QColor pale = ink(i);
        pale.setAlphaF(kPaleAlpha);
        // From the last point that holds, so that the line goes on.
        for (const QPolygonF& run : strokesOf(lines[i].sliced(std::max<qsizetype>(0, failing - 1)))) draw(run, pale);
    }
}

}  // namespace spillway
