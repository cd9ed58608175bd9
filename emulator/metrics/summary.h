#pragma once

#include "base/units.h"

#include <cstdint>

namespace spillway {

// A response- or waiting-time distribution, read off a histogram with a relative error of at most 1 %.
// All zero when `count` is zero.
struct LatencySummary {
    std::uint64_t count = 0;
    Duration mean{0};
    Duration p50{0};
    Duration p90{0};
    Duration p95{0};
    Duration p99{0};
    Duration p999{0};
    Duration max{0};
    friend bool operator==(const LatencySummary&, const LatencySummary&) = default;
};

}  // namespace spillway
