#pragma once

#include "base/units.h"

#include <cstdint>
#include <optional>
#include <span>

namespace spillway {

// What ended in one second: how much, and the sum of its times in seconds.
struct SecondSum {
    std::uint64_t count = 0;
    double seconds = 0;
};

// The mean time of a process in its steady state, from one run of it.
struct SteadyMean {
    Duration warmup{0};  // left out at the start
    Duration mean{0};
    Duration halfWidth{0};  // of the 95 % confidence interval
    friend bool operator==(const SteadyMean&, const SteadyMean&) = default;
};

// Drops the warm-up (MSER-5 over the seconds' means, if the start differs from the rest by more than chance) and takes
// means of up to 20 batches of the rest; where batches still follow each other, the interval is widened as for a
// first-order autoregressive sequence: sqrt((1 + r) / (1 - r)). Nothing when the run has not settled, when less than
// ten batches of two seconds are left, or when a batch is empty.
std::optional<SteadyMean> steadyMean(std::span<const SecondSum> seconds);

}  // namespace spillway
