#pragma once

#include "base/units.h"

#include <algorithm>
#include <chrono>

namespace spillway {

// So much in each whole second, given at its beginning and not saved up. One piece may be larger than what is left, or
// than a whole second's worth: what it took too much is missing in the seconds after. A regular value.
class SecondBudget {
public:
    bool hasAny(SimTime now, double most) {
        turn(now, most);
        return m_used < most;
    }
    void take(SimTime now, double most, double amount) {
        turn(now, most);
        m_used += amount;
    }
    friend bool operator==(const SecondBudget&, const SecondBudget&) = default;

private:
    void turn(SimTime now, double most) {
        const SimTime second = std::chrono::floor<std::chrono::seconds>(now);
        m_used = std::max(0.0, m_used - toSeconds(second - m_second) * most);
        m_second = second;
    }
    SimTime m_second{};
    double m_used = 0;
};

}  // namespace spillway
