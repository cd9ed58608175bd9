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
        : m_value{value}, m_greatest{value}, m_start{start}, m_steps{Area{value} * start.time_since_epoch().count()} {}

    // `now` never goes back.
    void set(std::int64_t value, SimTime now) { add(value - m_value, now); }
    void add(std::int64_t change, SimTime now) {
        m_steps += Area{change} * now.time_since_epoch().count();
        m_value += change;
        m_greatest = std::max(m_greatest, m_value);
    }
    // The same for the steps of a counter, without a multiplication.
    void rise(SimTime now) {
        m_steps += now.time_since_epoch().count();
        if (++m_value > m_greatest) m_greatest = m_value;
    }
    void fall(SimTime now) {
        m_steps -= now.time_since_epoch().count();
        --m_value;
    }
    // Forgets the past: the mean and the greatest count from `now`.
    void restart(SimTime now) {
        m_steps = Area{m_value} * now.time_since_epoch().count();
        m_start = now;
        m_greatest = m_value;
    }

    std::int64_t value() const { return m_value; }
    std::int64_t greatest() const { return m_greatest; }
    // Value times seconds since the start.
    double integral(SimTime now) const {
        return static_cast<double>(Area{m_value} * now.time_since_epoch().count() - m_steps) * 1e-9;
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
    // Sum of change * time of every step (summation by parts): the integral up to `now` is value * now less this.
    Area m_steps;
};

}  // namespace spillway
