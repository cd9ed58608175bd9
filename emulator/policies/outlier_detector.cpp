#include "policies/outlier_detector.h"

#include <fmt/format.h>

#include <algorithm>

namespace spillway {

Duration OutlierDetector::sentence(const Host& host) const {
    return std::min(m_settings.baseEjection * host.times, std::max(m_settings.maxEjection, m_settings.baseEjection));
}

std::optional<OutlierDetector::Verdict> OutlierDetector::record(std::uint32_t index, bool failed, std::int64_t hosts,
                                                                SimTime now) {
    if (index >= m_hosts.size()) m_hosts.resize(index + 1);
    Host& host = m_hosts[index];
    if (!failed) {
        host.inARow = 0;
        return std::nullopt;
    }
    if (++host.inARow < m_settings.consecutive || host.ejected) return std::nullopt;
    host.inARow = 0;
    // DetectorImpl::ejectHost: the one to come counts, and ten percent of fewer than ten are none.
    const double share = static_cast<double>(m_ejected + 1) / static_cast<double>(std::max<std::int64_t>(1, hosts));
    const bool allowed = share <= m_settings.maxEjected.fraction() || (m_settings.alwaysOne && m_ejected == 0);
    if (!allowed) {
        return Verdict{
            false, fmt::format("{} failures in a row, but {} of {} out would be more than {:g}%",
                               m_settings.consecutive, m_ejected + 1, hosts, 100 * m_settings.maxEjected.fraction())};
    }
    // The time grows with every ejection until it reaches the most.
    if (m_settings.baseEjection * host.times < m_settings.maxEjection + m_settings.baseEjection) ++host.times;
    host.ejected = true;
    host.since = now;
    ++m_ejected;
    return Verdict{true, fmt::format("{} failures in a row: out for {:g} s, {} of {}", m_settings.consecutive,
                                     toSeconds(sentence(host)), m_ejected, hosts)};
}

std::vector<std::uint32_t> OutlierDetector::sweep(SimTime now) {
    std::vector<std::uint32_t> back;
    for (std::uint32_t i = 0; i < m_hosts.size(); ++i) {
        Host& host = m_hosts[i];
        if (host.ejected && now - host.since >= sentence(host)) {
            host.ejected = false;
            host.inARow = 0;
            host.since = now;
            --m_ejected;
            back.push_back(i);
        } else if (!host.ejected && host.times > 0 && now - host.since >= m_settings.interval) {
            --host.times;
        }
    }
    return back;
}

void OutlierDetector::replace(std::uint32_t index) {
    if (index >= m_hosts.size()) return;
    if (m_hosts[index].ejected) --m_ejected;
    m_hosts[index] = {};
}

}  // namespace spillway
