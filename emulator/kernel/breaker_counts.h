#pragma once

#include <cstdint>

namespace spillway {

enum class BreakerState : std::uint8_t { none, closed, open, halfOpen };

// The breakers of one flow by their state: one, or with `per_instance` one for each instance of the caller that has
// called. All zero: none has, or the flow has no breaker.
struct BreakerCounts {
    std::int64_t closed = 0;
    std::int64_t open = 0;
    std::int64_t halfOpen = 0;
    std::int64_t total() const { return closed + open + halfOpen; }
    // Open if one of them is, else half-open, else closed.
    BreakerState worst() const {
        if (open > 0) return BreakerState::open;
        if (halfOpen > 0) return BreakerState::halfOpen;
        return closed > 0 ? BreakerState::closed : BreakerState::none;
    }
    BreakerCounts& operator+=(const BreakerCounts& other) {
        closed += other.closed;
        open += other.open;
        halfOpen += other.halfOpen;
        return *this;
    }
    friend bool operator==(const BreakerCounts&, const BreakerCounts&) = default;
};

}  // namespace spillway
