#pragma once

#include "base/random.h"
#include "scenario/workload.h"

#include <optional>

namespace spillway {

// When the next request comes, by a rate that changes linearly between points.
// Poisson: candidates at the greatest rate of the current segment, kept with probability rate / greatest (thinning,
// Lewis and Shedler 1979); at the end of a segment the memoryless wait starts afresh. Uniform: when the integral of the
// rate has grown by one. Nothing when no request ever comes again.
struct ArrivalProcess {
    const RateProfile& profile;
    Arrivals arrivals = Arrivals::poisson;
    double factor = 1;  // of a surge

    std::optional<SimTime> next(SimTime now, RngStream& stream) const;
};

// Rate at `time`, before any surge.
double ratePerSecond(const RateProfile& profile, SimTime time);

}  // namespace spillway
