#pragma once

#include "nodes/states.h"

#include <cstdint>

namespace spillway {

// A limit that hurt nobody for this long holds no more; when it does again, it is told again.
inline constexpr Duration kQuiet = std::chrono::seconds{5};
// Changes too small to be told at once are told after this.
inline constexpr Duration kPatience = std::chrono::seconds{10};

enum class RateNews : std::uint8_t { nothing, begins, changes, over };
// What there is to tell of a rate at the end of a second, and takes it as told. `coarse`: a change below this is small
// however small the rate is.
RateNews newsOf(RateLog& log, double rate, double coarse, SimTime now);

}  // namespace spillway
