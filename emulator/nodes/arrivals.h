#pragma once

#include "base/random.h"
#include "scenario/workload.h"

#include <algorithm>
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

inline constexpr double kNeverSeconds = 9e9;  // beyond what a time can say
// So many seconds after `now`; the end of time if that is beyond what a time can say. (Not an optional: that is put
// into memory in two pieces and read back as one, which waits for both.)
inline SimTime later(SimTime now, double wait) {
    const double next = toSeconds(now) + wait;
    if (next > kNeverSeconds) [[unlikely]]
        return SimTime::max();
    const SimTime due{Duration{static_cast<std::int64_t>(next * 1e9 + 0.5)}};  // as secondsToDuration(), above zero
    return due < now ? now : due;
}

// Rate at `time`, before any surge.
double ratePerSecond(const RateProfile& profile, SimTime time);

}  // namespace spillway
