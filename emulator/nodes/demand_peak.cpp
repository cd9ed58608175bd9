#include "nodes/demand_peak.h"

#include "base/assert.h"

#include <algorithm>

namespace spillway {

void DemandPeak::add(SimTime at, std::int64_t change) {
    // One that comes as another ends takes its place.
    if (at > m_since) m_peak = std::max(m_peak, m_now);
    m_since = at;
    m_now += change;
}

void DemandPeak::put(SimTime at, std::int64_t change) {
    if (m_cold.empty()) return add(at, change);
    m_later[at] += change;
}

void DemandPeak::arrive(SimTime now, bool cold) {
    if (cold) ++m_cold[now];
    put(now, 1);
}

void DemandPeak::endCold(SimTime arrived, Duration start, SimTime now) {
    const auto it = m_cold.find(arrived);
    SPILLWAY_ASSERT(it != m_cold.end(), "what ends has come");
    m_later[std::max(arrived, now - start)] -= 1;
    if (--it->second == 0) m_cold.erase(it);
    settle();
}

void DemandPeak::settle() {
    while (!m_later.empty() && (m_cold.empty() || m_later.begin()->first < m_cold.begin()->first)) {
        add(m_later.begin()->first, m_later.begin()->second);
        m_later.erase(m_later.begin());
    }
}

std::int64_t DemandPeak::value() const {
    std::int64_t now = m_now, peak = std::max(m_peak, m_now);
    for (const auto& [at, change] : m_later) peak = std::max(peak, now += change);
    return peak;
}

}  // namespace spillway
