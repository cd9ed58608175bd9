#include "viewmodel/seed_summary.h"

#include "metrics/confidence.h"

#include <algorithm>

namespace spillway {
namespace {

// Of the values of one second over the seeds. A single one has no interval: it is its own.
void append(SeriesBand& band, const std::vector<double>& values) {
    const ConfidenceInterval interval = replicationInterval(values);
    const double half = values.size() < 2 ? 0 : interval.halfWidth;
    band.mean.push_back(values.empty() ? 0.F : static_cast<float>(interval.mean));
    band.low.push_back(values.empty() ? 0.F : static_cast<float>(std::max(0.0, interval.mean - half)));
    band.high.push_back(values.empty() ? 0.F : static_cast<float>(interval.mean + half));
    band.samples.push_back(static_cast<float>(values.size()));
}

// `samples` of a percentile: in a second in which nothing ended there is none.
template <class Values, class Samples>
SeriesBand bandOf(const std::vector<SeedRun>& seeds, Values valuesOf, Samples samplesOf) {
    std::size_t seconds = 0;
    for (const SeedRun& seed : seeds) seconds = std::max(seconds, valuesOf(seed).size());
    SeriesBand band;
    std::vector<double> values;
    for (std::size_t second = 0; second < seconds; ++second) {
        values.clear();
        for (const SeedRun& seed : seeds) {
            const std::vector<float>& line = valuesOf(seed);
            const std::vector<float>* samples = samplesOf(seed);
            const bool known = samples == nullptr || (second < samples->size() && (*samples)[second] > 0);
            if (second < line.size() && known) values.push_back(static_cast<double>(line[second]));
        }
        append(band, values);
    }
    return band;
}

}  // namespace

std::vector<Measure> SeedSummary::of(const QString& label) const {
    std::vector<Measure> found;
    for (const std::vector<Measure>& seed : measures) {
        const auto at = std::ranges::find(seed, label, &Measure::label);
        if (at != seed.end()) found.push_back(*at);
    }
    return found;
}

const SeriesBand* SeedSummary::band(const QString& measure) const {
    if (measure == QStringLiteral("p99")) return &p99;
    if (measure == QStringLiteral("throughput")) return &throughput;
    return measure == QStringLiteral("instances") ? &instances : nullptr;
}

SeedSummary summaryOf(const std::vector<SeedRun>& seeds) {
    using Values = std::vector<float>;
    const auto always = [](const SeedRun&) -> const Values* { return nullptr; };
    SeedSummary summary;
    for (const SeedRun& seed : seeds) summary.measures.push_back(seed.measures);
    summary.p99 = bandOf(
        seeds, [](const SeedRun& seed) -> const Values& { return seed.users.p99Ms; },
        [](const SeedRun& seed) { return &seed.users.throughput; });
    summary.throughput = bandOf(
        seeds, [](const SeedRun& seed) -> const Values& { return seed.users.throughput; }, always);
    summary.instances = bandOf(
        seeds, [](const SeedRun& seed) -> const Values& { return seed.behind.instances; }, always);
    return summary;
}

}  // namespace spillway
