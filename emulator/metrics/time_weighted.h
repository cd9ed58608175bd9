#pragma once

#include "base/units.h"

#include <algorithm>
#include <cstdint>

namespace spillway {

// The mean over time of a whole number that changes in steps (queue length, busy slots, instances). Exact: the integral
// is kept in 128 bits, and reading it changes nothing, so that it does not depend on how often it was read.
class TimeWeightedMean {
public:
    explicit TimeWeightedMean(std::int64_t value = 0) : m_value{value}, m_greatest{value} {}

    // `now` never goes back.
    void set(std::int64_t value, SimTime now) { add(value - m_value, now); }
    void add(std::int64_t change, SimTime now) {
        m_steps = halvesOf(whole(m_steps) + stepsOf(change, now));
        m_value += change;
        m_greatest = std::max(m_greatest, m_value);
    }
    // The same for the steps of a counter, without a multiplication.
    void rise(SimTime now) {
        const std::uint64_t step = elapsed(now);
        m_steps.low += step;
        m_steps.high += m_steps.low < step ? 1 : 0;
        if (++m_value > m_greatest) m_greatest = m_value;
    }
    void fall(SimTime now) {
        const std::uint64_t step = elapsed(now);
        m_steps.high -= m_steps.low < step ? 1 : 0;
        m_steps.low -= step;
        --m_value;
    }

    std::int64_t value() const { return m_value; }
    std::int64_t greatest() const { return m_greatest; }
    // Value times seconds since zero.
    double integral(SimTime now) const {
        return static_cast<double>(static_cast<Area>(stepsOf(m_value, now) - whole(m_steps))) * 1e-9;
    }
    double mean(SimTime now) const {
        const double seconds = toSeconds(now);
        return seconds > 0 ? integral(now) / seconds : static_cast<double>(m_value);
    }
    friend bool operator==(const TimeWeightedMean&, const TimeWeightedMean&) = default;

private:
    __extension__ using Area = __int128;
    __extension__ using Steps = unsigned __int128;
    // In halves, which wrap: left to itself the compiler adds through memory.
    struct Halves {
        std::uint64_t low = 0;
        std::uint64_t high = 0;
        friend bool operator==(const Halves&, const Halves&) = default;
    };
    static Halves halvesOf(Steps steps) {
        return {static_cast<std::uint64_t>(steps), static_cast<std::uint64_t>(steps >> 64)};
    }
    static Steps whole(const Halves& halves) { return Steps{halves.high} << 64 | halves.low; }
    static Steps stepsOf(std::int64_t change, SimTime now) {
        return static_cast<Steps>(Area{change} * now.time_since_epoch().count());
    }
    // No run begins before zero.
    static std::uint64_t elapsed(SimTime now) { return static_cast<std::uint64_t>(now.time_since_epoch().count()); }
    std::int64_t m_value;
    std::int64_t m_greatest;
    // Sum of change * time of every step (summation by parts): the integral up to `now` is value * now less this.
    Halves m_steps;
};

static_assert(sizeof(TimeWeightedMean) == 32);

}  // namespace spillway
