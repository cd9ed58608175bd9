#pragma once

#include <cstdint>

namespace spillway {

// The breakers of one flow by their state: one, or with `per_instance` one for each instance of the caller that has
// called. All zero: none has, or the flow has no breaker.
struct BreakerCounts {
    std::int64_t closed = 0;
    std::int64_t open = 0;
    std::int64_t halfOpen = 0;
    std::int64_t total() const { return closed + open + halfOpen; }
    friend bool operator==(const BreakerCounts&, const BreakerCounts&) = default;
};

}  // namespace spillway
