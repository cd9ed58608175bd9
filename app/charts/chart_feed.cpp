#include "charts/chart_feed.h"

#include "viewmodel/text_format.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace spillway {
namespace {

constexpr int kPointsMax = 600;
constexpr double kSpanMin = 30;
constexpr int kTimeParts = 6;
constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

bool isPercentile(const QString& name) { return name.startsWith(QChar(u'p')); }

constexpr double kFailing = 0.99;  // when fewer succeed, a percentile tells of the failures

QString spanText(double seconds) {
    const auto whole = std::llround(seconds);
    if (whole == 0) return QStringLiteral("0");
    if (whole % 3600 == 0) return QStringLiteral("%1 h").arg(whole / 3600);
    if (whole % 60 == 0) return QStringLiteral("%1 m").arg(whole / 60);
    return whole < 60 ? QStringLiteral("%1 s").arg(whole) : text::span(secondsToDuration(seconds));
}

QString plain(double value) { return QString::number(value, 'g', 4); }

}  // namespace

QString axisTime(double milliseconds) {
    if (milliseconds == 0) return QStringLiteral("0");
    if (milliseconds < 1) return plain(milliseconds * 1000) + QStringLiteral(" µs");
    if (milliseconds < 1000) return plain(milliseconds) + QStringLiteral(" ms");
    return milliseconds < 600'000 ? plain(milliseconds / 1000) + QStringLiteral(" s")
                                  : plain(milliseconds / 60'000) + QStringLiteral(" m");
}

QString axisNumber(double value) {
    if (value >= 1e6) return plain(value / 1e6) + QStringLiteral(" M");
    return value >= 1e4 ? plain(value / 1e3) + QStringLiteral(" k") : plain(value);
}

const std::vector<float>* seriesNamed(const NodeSeries& series, const QString& name) {
    struct Named {
        const char* name;
        const std::vector<float>* values;
    };
    const std::array<Named, 9> all{{{"throughput", &series.throughput},
                                    {"errors", &series.errors},
                                    {"p50", &series.p50Ms},
                                    {"p95", &series.p95Ms},
                                    {"p99", &series.p99Ms},
                                    {"instances", &series.instances},
                                    {"starting", &series.starting},
                                    {"backlog", &series.backlog},
                                    {"utilization", &series.utilization}}};
    const auto at = std::ranges::find_if(all, [&](const Named& one) { return name == QLatin1String(one.name); });
    return at == all.end() ? nullptr : at->values;
}

QList<QPointF> decimated(const std::vector<float>& values, const std::vector<float>* samples, int most) {
    QList<QPointF> points;
    const auto buckets = static_cast<std::size_t>(std::max(1, most / 2));
    // Up to `most` values every one is drawn.
    const std::size_t bucket =
        values.size() <= static_cast<std::size_t>(most) ? 1 : (values.size() + buckets - 1) / buckets;
    const auto missing = [&](std::size_t i) {
        return samples != nullptr && i < samples->size() && (*samples)[i] <= 0 && values[i] <= 0;
    };
    const auto point = [&](std::size_t i) {
        return QPointF(static_cast<double>(i + 1), static_cast<double>(values[i]));
    };
    for (std::size_t from = 0; from < values.size(); from += bucket) {
        std::optional<std::size_t> least;
        std::optional<std::size_t> most_;
        for (std::size_t i = from; i < std::min(values.size(), from + bucket); ++i) {
            if (missing(i)) continue;
            if (!least || values[i] < values[*least]) least = i;
            if (!most_ || values[i] > values[*most_]) most_ = i;
        }
        if (!least) {
            if (!points.isEmpty() && !std::isnan(points.last().y()))
                points.append(QPointF(static_cast<double>(from + 1), kNothing));
            continue;
        }
        points.append(point(std::min(*least, *most_)));
        if (*least != *most_) points.append(point(std::max(*least, *most_)));
    }
    return points;
}

Scale niceScale(double value, bool whole) {
    if (value <= 0) return {1, whole ? 1.0 : 0.25};
    const double power = std::pow(10, std::floor(std::log10(value)));
    for (const double factor : {0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 2.5}) {
        const double step = whole ? std::max(1.0, std::round(factor * power)) : factor * power;
        const double parts = std::ceil(value / step - 1e-9);
        if (parts <= 4) return {parts * step, step};
    }
    return {10 * power, 2.5 * power};
}

double niceSpan(double seconds, int most) {
    for (const double step :
         {1., 2., 5., 10., 15., 30., 60., 120., 300., 600., 900., 1800., 3600., 7200., 14400., 21600., 43200.}) {
        if (seconds / step <= most) return step;
    }
    return std::ceil(seconds / most / 86400) * 86400;
}

void ChartFeed::setLive(LivePanel* live) {
    if (live == m_live) return;
    m_live = live;
    if (live != nullptr) connect(live, &LivePanel::seriesChanged, this, &ChartFeed::fill);
    Q_EMIT sourceSet();
    fill();
}

void ChartFeed::setCompare(CompareDesk* compare) {
    if (compare == m_compare) return;
    m_compare = compare;
    if (compare != nullptr) connect(compare, &CompareDesk::changed, this, &ChartFeed::fill);
    Q_EMIT sourceSet();
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
    Q_EMIT namesSet();
    fill();
}

bool ChartFeed::isTime() const { return isLoad() || isPercentile(m_live ? m_names.value(0) : m_measure); }

QString ChartFeed::valueText(double value) const { return isTime() ? text::latencyMs(value) : text::compact(value); }

const CompareDesk::Chosen* ChartFeed::chosen(const QString& name) const {
    const auto slot = static_cast<std::size_t>(name.toUInt());
    return m_compare && slot < m_compare->chosen().size() ? &m_compare->chosen()[slot] : nullptr;
}

ChartFeed::Source ChartFeed::source(const QString& name) const {
    const auto of = [](const NodeSeries& series, const QString& wanted) {
        return Source{seriesNamed(series, wanted), isPercentile(wanted) ? &series.throughput : nullptr};
    };
    if (m_live) return of(m_live->series(), name);
    const CompareDesk::Chosen* run = chosen(name);
    if (run == nullptr) return {};
    const SeedSummary* seeds = m_compare->seedsOf(run->run.number);
    const SeriesBand* band = seeds == nullptr ? nullptr : seeds->band(m_measure);
    if (band != nullptr) return {&band->mean, &band->samples, band};
    const bool behind = m_measure == QStringLiteral("instances") || m_measure == QStringLiteral("backlog");
    return of(behind ? run->behind : run->users, m_measure);
}

const LoadCurve* ChartFeed::curve(const QString& name) const {
    const CompareDesk::Chosen* run = isLoad() ? chosen(name) : nullptr;
    return run == nullptr ? nullptr : m_compare->loadsOf(run->run.number);
}

QList<QPointF> ChartFeed::lineOf(const QString& name) const {
    if (!isLoad()) {
        const Source found = source(name);
        return found.values == nullptr ? QList<QPointF>{} : decimated(*found.values, found.samples, kPointsMax);
    }
    QList<QPointF> line;
    if (const LoadCurve* points = curve(name)) {
        for (const LoadPoint& point : *points) line.append(QPointF(point.offered, point.p99Ms));
    }
    return line;
}

ChartFeed::Edges ChartFeed::edgesOf(const QString& name) const {
    const SeriesBand* band = isLoad() ? nullptr : source(name).band;
    if (band == nullptr) return {};
    return {decimated(band->low, &band->samples, kPointsMax), decimated(band->high, &band->samples, kPointsMax)};
}

qsizetype ChartFeed::failingFrom(const QString& name, qsizetype whole) const {
    const LoadCurve* points = curve(name);
    if (points == nullptr) return whole;
    return std::ranges::find_if(*points, [](const LoadPoint& point) { return point.succeeded < kFailing; }) -
           points->begin();
}

void ChartFeed::fill() {
    double top = 0;
    m_right = isLoad() ? 0 : kSpanMin;
    m_empty = true;
    m_lines.clear();
    m_edges.clear();
    m_failing.clear();
    for (const QString& name : m_names) {
        const QList<QPointF>& line = m_lines.emplace_back(lineOf(name));
        const Edges& edges = m_edges.emplace_back(edgesOf(name));
        m_failing.push_back(failingFrom(name, line.size()));
        m_empty = m_empty && line.isEmpty();
        const Source found = isLoad() ? Source{} : source(name);
        if (found.values != nullptr) m_right = std::max(m_right, static_cast<double>(found.values->size()));
        if (isLoad() && !line.isEmpty()) m_right = std::max(m_right, line.last().x());
        for (const QList<QPointF>* points : {&line, &edges.high}) {
            for (const QPointF& point : *points) top = std::max(top, std::isnan(point.y()) ? 0 : point.y());
        }
    }
    if (m_right <= 0) m_right = 1;
    const Scale scale = niceScale(top * 1.03, !isTime());
    m_top = scale.top;
    m_step = scale.step;
    Q_EMIT filled();
}

QVariantList ChartFeed::marks() const {
    QVariantList marks;
    for (int i = 0; i * m_step <= m_top * 1.0001; ++i) {
        marks.append(QVariantMap{{QStringLiteral("text"), isTime() ? axisTime(i * m_step) : axisNumber(i * m_step)},
                                 {QStringLiteral("at"), i * m_step / m_top}});
    }
    return marks;
}

QVariantList ChartFeed::timeMarks() const {
    QVariantList marks;
    const double step = isLoad() ? niceScale(m_right * 0.995, false).step : niceSpan(m_right, kTimeParts);
    for (int i = 0; i * step <= m_right * 1.0001; ++i) {
        const QString label = !isLoad() ? spanText(i * step) : i == 0 ? QString() : axisNumber(i * step) + tr(" /s");
        marks.append(QVariantMap{{QStringLiteral("text"), label}, {QStringLiteral("at"), i * step / m_right}});
    }
    return marks;
}

std::vector<LivePanel::Band> ChartFeed::bands() const {
    return m_live ? m_live->bands() : std::vector<LivePanel::Band>{};
}

// Of each line the load that was tried nearest to it.
QVariantMap ChartFeed::loadReading(double load) const {
    QStringList values;
    for (const QString& name : m_names) {
        const LoadCurve* points = curve(name);
        if (points == nullptr || points->empty()) {
            values.append(QString());
            continue;
        }
        const LoadPoint& point =
            *std::ranges::min_element(*points, {}, [&](const LoadPoint& p) { return std::fabs(p.offered - load); });
        values.append(tr("%1 at %2, %3 succeed")
                          .arg(valueText(point.p99Ms), text::rate(point.offered), text::share(point.succeeded)));
    }
    return {{QStringLiteral("time"), text::rate(load)}, {QStringLiteral("values"), values}};
}

QVariantMap ChartFeed::reading(double at) const {
    if (isLoad()) return loadReading(std::clamp(at, 0.0, 1.0) * m_right);
    const double second = std::clamp(at, 0.0, 1.0) * m_right;
    const auto index = static_cast<std::size_t>(std::max(0.0, std::ceil(second) - 1));
    QStringList values;
    for (const QString& name : m_names) {
        const Source found = source(name);
        const bool known = found.values != nullptr && index < found.values->size();
        const bool missing =
            known && found.samples != nullptr && (*found.samples)[index] <= 0 && (*found.values)[index] <= 0;
        values.append(known && !missing ? valueText(static_cast<double>((*found.values)[index])) : QString());
    }
    return {{QStringLiteral("time"), text::span(secondsToDuration(static_cast<double>(index + 1)))},
            {QStringLiteral("values"), values}};
}

}  // namespace spillway
