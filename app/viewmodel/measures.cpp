#include "viewmodel/measures.h"

#include "viewmodel/text_format.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace spillway {
namespace {

// From here on "×3.2" reads better than "+220 %".
constexpr double kTimes = 3;

bool isSource(NodeKind kind) {
    return kind == NodeKind::clients || kind == NodeKind::schedule || kind == NodeKind::devices;
}

// The slowest source: of several, no percentile of all can be had from theirs.
LatencySummary users(const RunReport& report) {
    LatencySummary slowest;
    for (const NodeReport& node : report.nodes) {
        if (isSource(node.kind) && node.response.p99 >= slowest.p99) slowest = node.response;
    }
    return slowest;
}

Measure time(const char* label, Duration value) {
    return {QString::fromUtf8(label), text::latency(value), toMilliseconds(value), true};
}

Measure number(const char* label, double value, bool lessIsBetter = true) {
    return {QString::fromUtf8(label), text::count(value), value, lessIsBetter};
}

// From the end of the last fault. What never came back is worse than any time.
Measure recoveryOf(const Recovery& recovery) {
    const QString label = QStringLiteral("Time to recover");
    switch (recovery.verdict) {
        case RecoveryVerdict::held: return {label, QStringLiteral("held"), 0.0, true};
        case RecoveryVerdict::recovered: {
            const Duration took = recovery.took.value_or(Duration{0});
            return {label, took > Duration{0} ? text::latency(took) : QStringLiteral("at once"), toMilliseconds(took),
                    true};
        }
        case RecoveryVerdict::not_recovered:
            return {label, QStringLiteral("never"), std::numeric_limits<double>::infinity(), true,
                    MeasureKind::verdict};
        case RecoveryVerdict::too_early: return {label, QStringLiteral("ends too early"), {}, true};
        case RecoveryVerdict::fault_lasts: return {label, QStringLiteral("fault lasts"), {}, true};
    }
    return {label, {}, {}, true};
}

}  // namespace

Measure monthlyCost(const std::optional<CostReport>& cost) {
    const QString label = QStringLiteral("Cost of a month");
    if (!cost) return {label, QStringLiteral("–"), {}, true};
    const QString sign = cost->currency == "USD" ? QStringLiteral("$ ") : text::fromStd(cost->currency + ' ');
    const QString amount = cost->perMonth < 100 ? QString::number(cost->perMonth, 'f', 2) : text::count(cost->perMonth);
    return {label, sign + amount, cost->perMonth, true};
}

std::optional<double> disturbedSeconds(const NodeSeries& users) {
    if (users.p99Ms.size() < 10) return std::nullopt;
    auto sorted = users.p99Ms;
    std::ranges::nth_element(sorted, sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2));
    const float bound = 2 * sorted[sorted.size() / 2];
    if (bound <= 0) return std::nullopt;
    std::optional<std::size_t> first;
    std::size_t last = 0;
    for (std::size_t i = 0; i < users.p99Ms.size(); ++i) {
        if (users.p99Ms[i] <= bound) continue;
        if (!first) first = i;
        last = i;
    }
    if (!first) return std::nullopt;
    return static_cast<double>(last - *first + 1);
}

std::vector<Measure> measuresOf(const RunReport& report, const NodeSeries& seen,
                                const std::optional<CostReport>& cost) {
    const LatencySummary response = users(report);
    const auto failed = total(report.failed);
    const double done = static_cast<double>(report.succeeded + failed);
    std::int64_t peak = 0;
    double mean = 0;
    std::uint64_t cold = 0;
    std::uint64_t dead = 0;
    std::uint64_t retries = 0;
    std::uint64_t opened = 0;
    double backlog = 0;
    for (const NodeReport& node : report.nodes) {
        peak += node.peakInstances;
        mean += node.meanInstances;
        cold += node.coldStarts;
        dead += node.deadLettered;
        for (const float waiting : node.series.backlog) backlog = std::max(backlog, static_cast<double>(waiting));
    }
    for (const FlowReport& flow : report.flows) {
        retries += flow.retries;
        opened += flow.breakerOpened;
    }
    const double success = done > 0 ? static_cast<double>(report.succeeded) / done : 0;
    std::vector<Measure> measures{
        time("p50 latency", response.p50),
        time("p95 latency", response.p95),
        time("p99 latency", response.p99),
        time("p99.9 latency", response.p999),
        {QStringLiteral("Requests that succeed"), text::share(success), success, false, MeasureKind::share},
        number("Requests sent", static_cast<double>(report.sent), false),
        number("Requests failed", static_cast<double>(failed)),
        number("Peak instances", static_cast<double>(peak)),
        {QStringLiteral("Mean instances"), QString::number(mean, 'f', 1), mean, true},
        number("Cold starts", static_cast<double>(cold)),
        number("Largest backlog", backlog),
        number("Retries", static_cast<double>(retries)),
        number("Breakers opened", static_cast<double>(opened)),
        number("Dead letters", static_cast<double>(dead))};
    measures[5].value.reset();  // more or fewer sent is neither good nor bad
    const auto disturbed = disturbedSeconds(seen);
    measures.push_back({QStringLiteral("p99 above twice its median"),
                        disturbed ? text::latency(secondsToDuration(*disturbed)) : QStringLiteral("–"),
                        disturbed.value_or(0), true});
    if (report.recovery) measures.push_back(recoveryOf(*report.recovery));
    measures.push_back(monthlyCost(cost));
    for (const ObjectiveResult& result : report.objectives) {
        QString label = QStringLiteral("SLO of ") + text::fromStd(result.objective.of);
        if (result.objective.p99) label += QStringLiteral(", p99 < ") + text::latency(*result.objective.p99);
        measures.push_back({label, result.met ? QStringLiteral("met") : QStringLiteral("missed"),
                            result.met ? 0.0 : 1.0, true, MeasureKind::verdict});
    }
    return measures;
}

QString difference(const Measure& first, const Measure& second) {
    if (first.text == second.text) return QStringLiteral("=");
    if (!first.value || !second.value || first.kind == MeasureKind::verdict) return {};
    if (!std::isfinite(*first.value) || !std::isfinite(*second.value)) return {};
    const double more = *second.value - *first.value;
    const QString sign = more < 0 ? QStringLiteral("−") : QStringLiteral("+");
    if (first.kind == MeasureKind::share)
        return sign + QString::number(std::fabs(more) * 100, 'f', 1) + QStringLiteral(" points");
    if (*first.value <= 0) return sign + text::count(std::fabs(more));
    const double factor = *second.value / *first.value;
    if (factor >= kTimes) return QStringLiteral("×") + QString::number(factor, 'g', 3);
    const double percent = std::fabs(more) / *first.value * 100;
    return sign + QString::number(percent, 'f', percent < 10 ? 1 : 0) + QStringLiteral(" %");
}

Ranked rank(const std::vector<std::optional<double>>& values, bool lessIsBetter) {
    Ranked ranked{std::vector<QString>(values.size()), std::vector<QString>(values.size())};
    std::vector<double> known;
    for (const auto& value : values) {
        if (value) known.push_back(*value);
    }
    if (known.size() < 2) return ranked;
    const auto [least, most] = std::ranges::minmax(known);
    if (least == most) return ranked;
    const double best = lessIsBetter ? least : most;
    const double worst = lessIsBetter ? most : least;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i] == best) ranked.tones[i] = QStringLiteral("good"), ranked.signs[i] = QStringLiteral("▲");
        if (values[i] == worst) ranked.tones[i] = QStringLiteral("bad"), ranked.signs[i] = QStringLiteral("▼");
    }
    return ranked;
}

}  // namespace spillway
