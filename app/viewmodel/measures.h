#pragma once

#include "analysis/cost.h"
#include "run/report.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace spillway {

enum class MeasureKind {
    amount,   // differences are relative: "+12 %", "×4.1"
    share,    // differences are in points: "−8.1 points"
    verdict,  // there is no more or less
};

// One measure of a finished run, as text and, when runs can be ranked by it, as a number.
struct Measure {
    QString label;
    QString text;
    std::optional<double> value;
    bool lessIsBetter = true;
    MeasureKind kind = MeasureKind::amount;
    bool ranked = true;                      // one value is better than another
    std::function<QString(double)> write{};  // another value of this measure as text; empty: of a verdict
    std::optional<double> halfWidth{};       // of the 95 % interval, when it is a mean over seeds
};

// What users saw, what it took, what was decided; the same measures in the same order for every run.
// `cost` is of the architecture it ran on.
std::vector<Measure> measuresOf(const RunReport& report, const NodeSeries& users,
                                const std::optional<CostReport>& cost);

Measure succeedingShare(const QString& label, double share);
Measure lostShare(const QString& label, double share);

// What a month of the run's load costs, with the currency of the prices; "–" when it is not known.
Measure monthlyCost(const std::optional<CostReport>& cost);

// Seconds from the first second whose p99 or errors were twice the run's median until the last one; nothing if none
// was.
std::optional<double> disturbedSeconds(const NodeSeries& users);

// The same measure of several seeds as one: the mean with its 95 % interval; of verdicts how often they were given.
// `seeds` are of one label and not empty.
Measure overSeeds(std::span<const Measure> seeds);

// What the second has over the first, seed by seed, since both see the same arrivals: as difference() writes it, or
// "within chance" when its 95 % interval holds 0.
QString pairedDifference(std::span<const Measure> first, std::span<const Measure> second);

// What the second has over the first: "+12 %", "×4.1", "=" when equal; "" where a difference says nothing.
QString difference(const Measure& first, const Measure& second);

struct Ranked {
    std::vector<QString> tones;  // "good", "bad" or ""
    std::vector<QString> signs;  // "▲" best, "▼" worst, "" neither: colour is never the only sign
};
// Equal values have no best or worst, nor have the ends of intervals that overlap or what reads the same; `halfWidths`
// (of each value) is empty when the values are exact, `texts` when nobody reads them.
Ranked rank(const std::vector<std::optional<double>>& values, bool lessIsBetter,
            const std::vector<double>& halfWidths = {}, const QStringList& texts = {});

}  // namespace spillway
