#include "platforms/cpu_quota.h"

#include "base/assert.h"

#include <algorithm>

namespace spillway {

CpuQuota::CpuQuota(Cpu limit, Duration period)
    : m_period{period}, m_quota{std::max(Duration{1}, period * limit.millicores / 1000)} {
    SPILLWAY_ASSERT(limit.millicores > 0 && period > Duration{0}, "a CPU limit allows something");
}

void CpuQuota::enter(std::int64_t period) {
    if (period == m_now) return;
    m_now = period;
    if (period < m_open) {
        m_used = m_quota;
        return;
    }
    const auto passed = static_cast<std::size_t>(period - m_open);
    m_used = passed < m_later.size() ? m_later[passed] : Duration{0};
    m_later.erase(m_later.begin(), m_later.begin() + static_cast<std::ptrdiff_t>(std::min(passed + 1, m_later.size())));
    m_open = period + 1;
}

// A thread runs on one core, so it gets at most what is left of the period.
Duration CpuQuota::take(Duration& used, Duration wanted, Duration wall) const {
    const Duration taken = std::min({wanted, m_quota - used, wall});
    used += taken;
    return taken;
}

SimTime CpuQuota::run(SimTime now, Duration cpu) {
    enter(now.time_since_epoch() / m_period);
    const Duration taken = take(m_used, cpu, startOf(m_now + 1) - now);
    cpu -= taken;
    if (cpu == Duration{0}) return now + taken;
    for (std::size_t i = 0;;) {
        if (i == m_later.size()) {
            // Nobody asked for more yet. With less than a core whole periods go by at once.
            if (i == 0 && m_quota <= m_period) {
                const std::int64_t whole = (cpu - Duration{1}) / m_quota;
                m_open += whole;
                cpu -= m_quota * whole;
            }
            m_later.emplace_back(0);
        }
        const Duration here = take(m_later[i], cpu, m_period);
        cpu -= here;
        if (cpu == Duration{0}) return startOf(m_open + static_cast<std::int64_t>(i)) + here;
        if (i == 0 && m_later.front() == m_quota) {
            m_later.pop_front();
            ++m_open;
        } else {
            ++i;
        }
    }
}

}  // namespace spillway
