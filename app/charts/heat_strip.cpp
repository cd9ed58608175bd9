#include "charts/heat_strip.h"

#include "viewmodel/text_format.h"

#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace spillway {
namespace {
constexpr std::size_t kColumns = 60;
constexpr int kRows = 12;
constexpr double kGap = 1;
}  // namespace

double shareBetween(double p50, double p95, double p99, double from, double to) {
    struct Piece {
        double from, to, share;
    };
    // Below p50 the requests are taken to lie between a quarter of it and it.
    const std::array<Piece, 4> pieces{
        {{p50 / 4, p50, 0.5}, {p50, p95, 0.45}, {p95, p99, 0.04}, {p99, p99 * 1.5, 0.01}}};
    double share = 0;
    for (const Piece& piece : pieces) {
        const double width = piece.to - piece.from;
        if (width <= 0) {
            if (piece.from >= from && piece.from < to) share += piece.share;
            continue;
        }
        share += piece.share * std::max(0.0, std::min(to, piece.to) - std::max(from, piece.from)) / width;
    }
    return share;
}

HeatStrip::HeatStrip(QQuickItem* parent) : QQuickPaintedItem(parent) {
    connect(this, &HeatStrip::changed, this, &HeatStrip::refresh);
}

void HeatStrip::setLive(LivePanel* live) {
    if (live == m_live) return;
    m_live = live;
    if (live != nullptr) connect(live, &LivePanel::seriesChanged, this, &HeatStrip::refresh);
    Q_EMIT changed();
}

void HeatStrip::refresh() {
    m_low = 1;
    m_high = 10;
    if (m_live && !m_live->series().p99Ms.empty()) {
        const NodeSeries& series = m_live->series();
        const std::size_t first = series.p99Ms.size() > kColumns ? series.p99Ms.size() - kColumns : 0;
        double low = 1e12;
        double high = 0;
        for (std::size_t i = first; i < series.p99Ms.size(); ++i) {
            if (series.p99Ms[i] <= 0) continue;
            low = std::min(low, static_cast<double>(series.p50Ms[i]));
            high = std::max(high, static_cast<double>(series.p99Ms[i]));
        }
        if (high > 0) {
            m_low = std::max(0.01, low / 3);
            m_high = std::max(high * 1.3, m_low * 4);
        }
    }
    Q_EMIT drawn();
    update();
}

QString HeatStrip::topText() const { return text::latencyMs(m_high); }
QString HeatStrip::bottomText() const { return text::latencyMs(m_low); }

void HeatStrip::paint(QPainter* painter) {
    const double cellWidth = width() / kColumns;
    const double cellHeight = height() / kRows;
    const double ratio = std::pow(m_high / m_low, 1.0 / kRows);
    const double bound = m_live ? m_live->boundMs() : 0;
    const auto cell = [&](std::size_t column, int row, const QColor& colour) {
        painter->fillRect(QRectF(static_cast<double>(column) * cellWidth, height() - (row + 1) * cellHeight,
                                 cellWidth - kGap, cellHeight - kGap),
                          colour);
    };
    static const NodeSeries kNone;
    const NodeSeries& series = m_live ? m_live->series() : kNone;
    const std::size_t count = series.p99Ms.size();
    for (std::size_t column = 0; column < kColumns; ++column) {
        const std::size_t back = kColumns - column;
        const bool known = back <= count && series.p99Ms[count - back] > 0;
        for (int row = 0; row < kRows; ++row) {
            cell(column, row, m_ground);
            if (!known) continue;
            const std::size_t i = count - back;
            const double from = m_low * std::pow(ratio, row);
            const double share =
                shareBetween(static_cast<double>(series.p50Ms[i]), static_cast<double>(series.p95Ms[i]),
                             static_cast<double>(series.p99Ms[i]), from, from * ratio);
            if (share < 0.0005) continue;
            QColor colour = bound > 0 && from >= bound ? m_trouble : m_calm;
            // The square root keeps the thin tail visible beside the body.
            colour.setAlphaF(static_cast<float>(std::clamp(std::sqrt(share) * 1.4 + 0.1, 0.0, 1.0)));
            cell(column, row, colour);
        }
    }
}

}  // namespace spillway
