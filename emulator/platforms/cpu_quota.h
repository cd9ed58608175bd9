#pragma once

#include "base/units.h"

#include <cstdint>
#include <deque>

namespace spillway {

// The CPU time that one container may use under a limit (Linux CFS bandwidth, platform-facts 6.3): limit x period in
// each period, for all its threads together; who finds it used up stands still until the next period. A regular value;
// the time it is told never goes back. What is asked for first is served first, where the kernel would share: the CPU
// used in a period is exact, who of several threads gets it is not.
class CpuQuota {
public:
    // `limit` and `period` are above zero.
    CpuQuota(Cpu limit, Duration period);

    // One thread begins to use `cpu`: when it will have had it.
    SimTime run(SimTime now, Duration cpu);
    friend bool operator==(const CpuQuota&, const CpuQuota&) = default;

private:
    void enter(std::int64_t period);
    Duration take(Duration& used, Duration wanted, Duration wall) const;
    SimTime startOf(std::int64_t period) const { return SimTime{m_period * period}; }

    Duration m_period;
    Duration m_quota;
    std::int64_t m_now = 0;        // the period that `now` lies in
    Duration m_used{0};            // in it
    std::int64_t m_open = 1;       // the periods between `m_now` and this one are used up
    std::deque<Duration> m_later;  // used in period m_open and those after it
};

}  // namespace spillway
