#pragma once

#include "base/units.h"

#include <algorithm>
#include <cstdint>

namespace spillway {

// The mean over time of a whole number that changes in steps (queue length, busy slots, instances). Exact: the integral
// is kept in 128 bits, and reading it changes nothing, so that it does not depend on how often it was read.
class TimeWeightedMean {
public:
    explicit TimeWeightedMean(std::int64_t value = 0, SimTime start = {})
        : m_value{value}, m_greatest{value}, m_start{start}, m_changed{start} {}

    // `now` never goes back.
    void set(std::int64_t value, SimTime now) {
        m_area += Area{m_value} * (now - m_changed).count();
        m_changed = now;
        m_value = value;
        m_greatest = std::max(m_greatest, value);
    }
    void add(std::int64_t change, SimTime now) { set(m_value + change, now); }
    // Forgets the past: the mean and the greatest count from `now`.
    void restart(SimTime now) {
        m_area = 0;
        m_start = m_changed = now;
        m_greatest = m_value;
    }

    std::int64_t value() const { return m_value; }
    std::int64_t greatest() const { return m_greatest; }
    // Value times seconds since the start.
    double integral(SimTime now) const {
        return static_cast<double>(m_area + Area{m_value} * (now - m_changed).count()) * 1e-9;
    }
    double mean(SimTime now) const {
        const double seconds = toSeconds(now - m_start);
        return seconds > 0 ? integral(now) / seconds : static_cast<double>(m_value);
    }
    friend bool operator==(const TimeWeightedMean&, const TimeWeightedMean&) = default;

private:
    __extension__ using Area = __int128;
    std::int64_t m_value;
    std::int64_t m_greatest;
    SimTime m_start;
    SimTime m_changed;
    Area m_area = 0;
};

}  // namespace spillway
