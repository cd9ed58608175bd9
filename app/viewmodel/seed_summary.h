#pragma once

#include "viewmodel/measures.h"

#include <string_view>
#include <vector>

namespace spillway {

// One series over several seeds, per second: the mean and its 95 % interval.
struct SeriesBand {
    std::vector<float> mean;
    std::vector<float> low;
    std::vector<float> high;
    std::vector<float> samples;  // seeds that had a value in that second
};

// What is kept of one seed.
struct SeedRun {
    std::vector<Measure> measures;
    NodeSeries users;   // what the sources see
    NodeSeries behind;  // instances and backlog of everything behind them
};

// The same scenario with several seeds.
struct SeedSummary {
    std::vector<std::vector<Measure>> measures;  // of each seed
    SeriesBand p99;                              // ms, as the users see it
    SeriesBand throughput;                       // per second, as the users see it
    SeriesBand instances;                        // of everything that scales

    // The measure of every seed that has it, by its label.
    std::vector<Measure> of(const QString& label) const;
    const SeriesBand* band(const QString& measure) const;  // null for a series that is not kept
};

SeedSummary summaryOf(const std::vector<SeedRun>& seeds);

}  // namespace spillway
