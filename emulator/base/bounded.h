#pragma once

#include "base/units.h"

namespace spillway {

// As secondsToDuration(), for what the numbers of a document may come to: anything beyond 73 years is 73 years, so that
// a run can still add it to its clock. Not a number counts as beyond.
constexpr Duration boundedDuration(double seconds) {
    constexpr double kMost = 0x1p61 * 1e-9;
    if (!(seconds < kMost)) return Duration{std::int64_t{1} << 61};
    return seconds > -kMost ? secondsToDuration(seconds) : Duration{-(std::int64_t{1} << 61)};
}

}  // namespace spillway
