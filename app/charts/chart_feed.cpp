#include "charts/chart_feed.h"

#include "viewmodel/text_format.h"

#include <QXYSeries>

#include <algorithm>
#include <array>
#include <cmath>

namespace spillway {
namespace {

constexpr int kPointsMax = 300;
constexpr double kSpanMin = 30;
constexpr int kMarks = 4;

bool isTime(const QString& name) { return name == QStringLiteral("p50") || name == QStringLiteral("p95") || name == QStringLiteral("p99"); }

}  // namespace

const std::vector<float>* seriesNamed(const NodeSeries& series, const QString& name) {
    struct Named {
        const char* name;
        const std::vector<float>* values;
    };
    const std::array<Named, 9> all{{{"throughput", &series.throughput}, {"errors", &series.errors}, {"p50", &series.p50Ms},
                                    {"p95", &series.p95Ms}, {"p99", &series.p99Ms}, {"instances", &series.instances},
                                    {"starting", &series.starting}, {"backlog", &series.backlog}, {"utilization", &series.utilization}}};
    const auto at = std::ranges::find_if(all, [&](const Named& one) { return name == QLatin1String(one.name); });
    return at == all.end() ? nullptr : at->values;
}

QList<QPointF> decimated(const std::vector<float>& values, int most) {
    QList<QPointF> points;
    const auto limit = static_cast<std::size_t>(most);
    const std::size_t bucket = std::max<std::size_t>(1, (values.size() + limit - 1) / limit);
    points.reserve(static_cast<qsizetype>(values.size() / bucket + 1));
    for (std::size_t from = 0; from < values.size(); from += bucket) {
        const std::size_t to = std::min(values.size(), from + bucket);
        const auto first = values.begin() + static_cast<std::ptrdiff_t>(from);
        const auto last = values.begin() + static_cast<std::ptrdiff_t>(to);
        points.append(QPointF(static_cast<double>(to), static_cast<double>(*std::max_element(first, last))));
    }
    return points;
}

double niceTop(double value) {
    if (value <= 0) return 1;
    const double power = std::pow(10, std::floor(std::log10(value)));
    for (const double step : {1.0, 2.0, 2.5, 4.0, 5.0, 8.0}) {
        if (step * power >= value) return step * power;
    }
    return 10 * power;
}

void ChartFeed::setLive(LivePanel* live) {
    if (live == m_live) return;
    m_live = live;
    if (live != nullptr) connect(live, &LivePanel::changed, this, &ChartFeed::fill);
    Q_EMIT liveSet();
    fill();
}

void ChartFeed::setCompare(CompareDesk* compare) {
    if (compare == m_compare) return;
    m_compare = compare;
    if (compare != nullptr) connect(compare, &CompareDesk::changed, this, &ChartFeed::fill);
    Q_EMIT compareSet();
    fill();
}

void ChartFeed::setMeasure(const QString& measure) {
    if (measure == m_measure) return;
    m_measure = measure;
    Q_EMIT measureChanged();
    fill();
}

void ChartFeed::setNames(const QStringList& names) {
    if (names == m_names) return;
    m_names = names;
    Q_EMIT seriesSet();
    fill();
}

void ChartFeed::setSeries(const QVariantList& series) {
    m_series = series;
    Q_EMIT seriesSet();
    fill();
}

void ChartFeed::setArea(QObject* area) {
    m_area = area;
    Q_EMIT seriesSet();
    fill();
}

const std::vector<float>* ChartFeed::values(const QString& name) const {
    if (m_live) return seriesNamed(m_live->series(), name);
    if (!m_compare) return nullptr;
    const auto slot = static_cast<std::size_t>(name.toUInt());
    if (slot >= m_compare->chosen().size()) return nullptr;
    const auto& chosen = m_compare->chosen()[slot];
    const bool behind = m_measure == QStringLiteral("instances") || m_measure == QStringLiteral("backlog");
    return seriesNamed(behind ? chosen.behind : chosen.users, m_measure);
}

void ChartFeed::fill() {
    double top = 0;
    double right = kSpanMin;
    m_empty = true;
    for (qsizetype i = 0; i < m_series.size(); ++i) {
        auto* drawn = qobject_cast<QXYSeries*>(m_series[i].value<QObject*>());
        if (drawn == nullptr) continue;
        const auto* all = i < m_names.size() ? values(m_names[i]) : nullptr;
        const QList<QPointF> points = all == nullptr ? QList<QPointF>{} : decimated(*all, kPointsMax);
        for (const QPointF& point : points) top = std::max(top, point.y());
        if (!points.isEmpty()) {
            right = std::max(right, points.last().x());
            m_empty = false;
        }
        drawn->replace(points);
        if (auto* under = qobject_cast<QXYSeries*>(m_area.data()); i == 0 && under != nullptr) under->replace(points);
    }
    m_top = niceTop(top * 1.05);
    m_right = right;
    Q_EMIT filled();
}

QStringList ChartFeed::marks() const {
    QStringList labels;
    const bool time = isTime(m_live ? m_names.value(0) : m_measure);
    for (int i = 0; i < kMarks; ++i) {
        const double value = m_top * (kMarks - i) / kMarks;
        labels.append(time ? text::latencyMs(value) : text::compact(value));
    }
    return labels;
}

QStringList ChartFeed::timeMarks() const {
    QStringList labels;
    for (int i = 0; i <= kMarks; ++i) labels.append(text::span(secondsToDuration(m_right * i / kMarks)));
    return labels;
}

}  // namespace spillway
