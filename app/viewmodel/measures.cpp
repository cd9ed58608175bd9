#include "viewmodel/measures.h"

#include "metrics/confidence.h"
#include "topology/validate.h"
#include "viewmodel/text_format.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>

namespace spillway {
namespace {

// From here on "×3.2" reads better than "+220 %".
constexpr double kTimes = 3;

// The slowest source: of several, no percentile of all can be had from theirs.
LatencySummary users(const RunReport& report) {
    LatencySummary slowest;
    for (const NodeReport& node : report.nodes) {
        if (isSource(node.kind) && node.response.p99 >= slowest.p99) slowest = node.response;
    }
    return slowest;
}

QString millisecondsText(double value) { return text::latency(secondsToDuration(value / 1000)); }
QString secondsText(double value) { return text::latency(secondsToDuration(value)); }
QString oneDecimal(double value) { return QString::number(value, 'f', 1); }

Measure written(const char* label, double value, QString (*write)(double)) {
    return {.label = QString::fromUtf8(label), .text = write(value), .value = value, .write = write};
}

Measure time(const char* label, Duration value) { return written(label, toMilliseconds(value), millisecondsText); }

Measure number(const char* label, double value) { return written(label, value, text::count); }

// From the end of the last fault. What never came back is worse than any time.
Measure recoveryOf(const Recovery& recovery) {
    const QString label = QStringLiteral("Time to recover");
    switch (recovery.verdict) {
        case RecoveryVerdict::held:
            return {.label = label, .text = QStringLiteral("held"), .value = 0.0, .write = millisecondsText};
        case RecoveryVerdict::recovered: {
            const Duration took = recovery.took.value_or(Duration{0});
            return {.label = label,
                    .text = took > Duration{0} ? text::latency(took) : QStringLiteral("at once"),
                    .value = toMilliseconds(took),
                    .write = millisecondsText};
        }
        case RecoveryVerdict::not_recovered:
            return {label, QStringLiteral("never"), std::numeric_limits<double>::infinity(), true,
                    MeasureKind::verdict};
        case RecoveryVerdict::too_early: return {label, QStringLiteral("ends too early"), {}, true};
        case RecoveryVerdict::fault_lasts: return {label, QStringLiteral("fault lasts"), {}, true};
    }
    return {label, {}, {}, true};
}

std::vector<Measure> whatItTook(const RunReport& report) {
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
    return {number("Peak instances", static_cast<double>(peak)), written("Mean instances", mean, oneDecimal),
            number("Cold starts", static_cast<double>(cold)),    number("Largest backlog", backlog),
            number("Retries", static_cast<double>(retries)),     number("Breakers opened", static_cast<double>(opened)),
            number("Dead letters", static_cast<double>(dead))};
}

}  // namespace

Measure lostShare(const QString& label, double share) {
    return {
        .label = label, .text = text::share(share), .value = share, .kind = MeasureKind::share, .write = text::share};
}

Measure succeedingShare(const QString& label, double share) {
    Measure measure = lostShare(label, share);
    measure.lessIsBetter = false;
    return measure;
}

Measure monthlyCost(const std::optional<CostReport>& cost) {
    const QString label = QStringLiteral("Cost of a month");
    if (!cost) return {label, QStringLiteral("–"), {}, true};
    const QString sign = cost->currency == "USD" ? QStringLiteral("$ ") : text::fromStd(cost->currency + ' ');
    const auto write = [sign](double amount) {
        return sign + (std::fabs(amount) < 100 ? QString::number(amount, 'f', 2) : text::count(amount));
    };
    return {.label = label, .text = write(cost->perMonth), .value = cost->perMonth, .write = write};
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
    const double success = done > 0 ? static_cast<double>(report.succeeded) / done : 0;
    std::vector<Measure> measures{time("p50 latency", response.p50), time("p95 latency", response.p95),
                                  time("p99 latency", response.p99),
                                  succeedingShare(QStringLiteral("Requests that succeed"), success)};
    if (report.recovery) measures.push_back(recoveryOf(*report.recovery));
    for (const ObjectiveResult& result : report.objectives) {
        QString label = QStringLiteral("SLO of ") + text::fromStd(result.objective.of);
        if (result.objective.p99) label += QStringLiteral(", p99 < ") + text::latency(*result.objective.p99);
        measures.push_back({label, result.met ? QStringLiteral("met") : QStringLiteral("missed"),
                            result.met ? 0.0 : 1.0, true, MeasureKind::verdict});
    }
    measures.push_back(monthlyCost(cost));
    std::ranges::move(whatItTook(report), std::back_inserter(measures));
    measures.push_back(time("p99.9 latency", response.p999));
    measures.push_back(number("Requests sent", static_cast<double>(report.sent)));
    measures.back().ranked = false;  // more or fewer sent is neither good nor bad
    measures.push_back(number("Requests failed", static_cast<double>(failed)));
    const auto disturbed = disturbedSeconds(seen);
    measures.push_back({.label = QStringLiteral("p99 above twice its median"),
                        .text = disturbed ? secondsText(*disturbed) : QStringLiteral("–"),
                        .value = disturbed.value_or(0),
                        .write = secondsText});
    return measures;
}

Measure overSeeds(std::span<const Measure> seeds) {
    Measure all = seeds.front();
    std::vector<double> values;
    std::map<QString, int> said;
    bool counted = false;
    for (const Measure& seed : seeds) {
        ++said[seed.text];
        counted = counted || seed.kind == MeasureKind::verdict || !seed.value || !std::isfinite(*seed.value);
        if (seed.value) values.push_back(*seed.value);
    }
    const bool same = std::ranges::all_of(values, [&](double value) { return value == values.front(); });
    if (said.size() == 1 && same) return all;
    if (counted || !all.write) {
        // The one that was not met, not the one that was: what is rare here is what one wants to know.
        const auto worst = std::ranges::max_element(seeds, {}, [](const Measure& seed) {
            return seed.value.value_or(-std::numeric_limits<double>::infinity());
        });
        all = *worst;
        all.text = QStringLiteral("%1 in %2 of %3").arg(worst->text).arg(said[worst->text]).arg(seeds.size());
        if (all.kind == MeasureKind::verdict && std::isfinite(worst->value.value_or(0)))
            all.value = static_cast<double>(said[worst->text]) / static_cast<double>(seeds.size());
        return all;
    }
    const ConfidenceInterval interval = replicationInterval(values);
    all.value = interval.mean;
    all.text = all.write(interval.mean);
    all.halfWidth = interval.halfWidth;
    return all;
}

QString pairedDifference(std::span<const Measure> first, std::span<const Measure> second) {
    std::vector<double> more;
    for (std::size_t i = 0; i < std::min(first.size(), second.size()); ++i) {
        for (const Measure& seed : {first[i], second[i]}) {
            if (seed.kind == MeasureKind::verdict || !seed.value || !std::isfinite(*seed.value)) return {};
        }
        more.push_back(*second[i].value - *first[i].value);
    }
    if (more.size() < 2) return {};
    if (std::ranges::all_of(more, [](double each) { return each == 0; })) return QStringLiteral("=");
    if (replicationInterval(more).contains(0)) return QStringLiteral("within chance");
    return difference(overSeeds(first), overSeeds(second));
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

Ranked rank(const std::vector<std::optional<double>>& values, bool lessIsBetter, const std::vector<double>& halfWidths,
            const QStringList& texts) {
    Ranked ranked{std::vector<QString>(values.size()), std::vector<QString>(values.size())};
    std::vector<double> known;
    for (const auto& value : values) {
        if (value) known.push_back(*value);
    }
    if (known.size() < 2) return ranked;
    const auto [least, most] = std::ranges::minmax(known);
    if (least == most) return ranked;
    const auto placeOf = [&](double of) { return std::ranges::find(values, std::optional{of}) - values.begin(); };
    if (!texts.isEmpty() && texts.at(placeOf(least)) == texts.at(placeOf(most))) return ranked;
    const double best = lessIsBetter ? least : most;
    const double worst = lessIsBetter ? most : least;
    if (!halfWidths.empty()) {
        const auto half = [&](double of) { return halfWidths[static_cast<std::size_t>(placeOf(of))]; };
        if (least + half(least) >= most - half(most)) return ranked;
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i] == best) ranked.tones[i] = QStringLiteral("good"), ranked.signs[i] = QStringLiteral("▲");
        if (values[i] == worst) ranked.tones[i] = QStringLiteral("bad"), ranked.signs[i] = QStringLiteral("▼");
    }
    return ranked;
}

}  // namespace spillway
