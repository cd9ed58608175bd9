#pragma once

#include "base/units.h"

#include <algorithm>
#include <cstdint>

namespace spillway {

// Admits `rate` per second in the long run and `capacity` at once. Refilled continuously, never beyond its capacity;
// full at the start. A regular value of 32 bytes; the time it is told never goes back.
class TokenBucket {
public:
    TokenBucket(Rate rate, double capacity, SimTime start = {})
        : m_perNanosecond{rate.perSecond() * 1e-9}, m_capacity{capacity}, m_tokens{capacity}, m_filled{start} {}

    // Takes `tokens` if there are as many; else takes none.
    bool tryTake(SimTime now, double tokens = 1) {
        refill(now);
        if (m_tokens < tokens - kRounding) return false;
        m_tokens -= tokens;
        return true;
    }
    double available(SimTime now) const { return std::min(m_capacity, m_tokens + gained(now)); }
    // From now on; what has been gained so far is kept.
    void setRate(Rate rate, SimTime now) {
        refill(now);
        m_perNanosecond = rate.perSecond() * 1e-9;
    }
    friend bool operator==(const TokenBucket&, const TokenBucket&) = default;

private:
    // A tenth of a second at 10/s must give a whole token although 0.1 has no exact binary form.
    static constexpr double kRounding = 1e-9;
    double gained(SimTime now) const { return static_cast<double>((now - m_filled).count()) * m_perNanosecond; }
    void refill(SimTime now) {
        m_tokens = available(now);
        m_filled = now;
    }
    double m_perNanosecond;
    double m_capacity;
    double m_tokens;
    SimTime m_filled;
};

}  // namespace spillway
