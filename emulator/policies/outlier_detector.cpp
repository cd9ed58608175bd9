#include "policies/outlier_detector.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace spillway {

// DetectorConfig: a base above the stated most is the most.
Duration OutlierDetector::longest() const { return std::max(m_settings.maxEjection, m_settings.baseEjection); }

Duration OutlierDetector::sentence(const Host& host) const {
    return std::min(m_settings.baseEjection * host.times, longest());
}

OutlierDetector::Verdict OutlierDetector::judge(const Trial& trial, std::int64_t hosts, SimTime now,
                                                RngStream& stream) {
    Host& host = m_hosts[trial.host];
    // DetectorImpl::ejectHost: the one to come counts, and ten percent of fewer than ten are none.
    const double share = static_cast<double>(m_ejected + 1) / static_cast<double>(std::max<std::int64_t>(1, hosts));
    const bool allowed = share <= m_settings.maxEjected.fraction() || (m_settings.alwaysOne && m_ejected == 0);
    if (!allowed) {
        return {trial.host, false,
                fmt::format("{}, but {} of {} out would be more than {:g}%", trial.why, m_ejected + 1, hosts,
                            100 * m_settings.maxEjected.fraction())};
    }
    const double enforcing = trial.enforcing.fraction();
    if (!stream.chance(enforcing))
        return {trial.host, false, fmt::format("{}, but that is enforced in {:g}% only", trial.why, 100 * enforcing)};
    // The time grows with every ejection until it reaches the most.
    if (m_settings.baseEjection * host.times < longest() + m_settings.baseEjection) ++host.times;
    host.ejected = true;
    host.since = now;
    // Whole milliseconds, as DetectorImpl::ejectHost draws them.
    const auto jitter = std::chrono::duration_cast<std::chrono::milliseconds>(m_settings.ejectionJitter).count();
    host.jitter =
        jitter <= 0
            ? Duration{0}
            : std::chrono::milliseconds{static_cast<std::int64_t>(std::min(
                  std::floor(stream.uniform() * static_cast<double>(jitter + 1)), static_cast<double>(jitter)))};
    ++m_ejected;
    return {trial.host, true,
            fmt::format("{}: out for {:g} s, {} of {}", trial.why, toSeconds(sentence(host) + host.jitter), m_ejected,
                        hosts)};
}

std::optional<OutlierDetector::Verdict> OutlierDetector::record(std::uint32_t index, Answer answer, std::int64_t hosts,
                                                                SimTime now, RngStream& stream) {
    if (index >= m_hosts.size()) m_hosts.resize(index + 1);
    Host& host = m_hosts[index];
    ++host.current.requests;
    if (answer == Answer::succeeded) {
        ++host.current.succeeded;
        host.inARow = host.gatewayInARow = 0;
        return std::nullopt;
    }
    // DetectorHostMonitorImpl::putHttpResponseCode: gateway failures are looked at first, and count as 5xx too.
    std::optional<Verdict> verdict;
    if (answer == Answer::gatewayFailed)
        verdict = judgeRow(host.gatewayInARow, m_settings.consecutiveGateway,
                           {index, m_settings.enforcingGateway, "gateway failures in a row"}, hosts, now, stream);
    else
        host.gatewayInARow = 0;
    auto second = judgeRow(host.inARow, m_settings.consecutive,
                           {index, m_settings.enforcingConsecutive, "failures in a row"}, hosts, now, stream);
    return second && !(verdict && verdict->ejected) ? second : verdict;
}

std::optional<OutlierDetector::Verdict> OutlierDetector::judgeRow(std::int64_t& inARow, std::int64_t most,
                                                                  const Trial& trial, std::int64_t hosts, SimTime now,
                                                                  RngStream& stream) {
    if (++inARow < most || m_hosts[trial.host].ejected) return std::nullopt;
    inARow = 0;
    if (trial.enforcing.fraction() <= 0) return std::nullopt;
    return judge({trial.host, trial.enforcing, fmt::format("{} {}", most, trial.why)}, hosts, now, stream);
}

std::vector<std::uint32_t> OutlierDetector::comparable(std::int64_t volume) const {
    std::vector<std::uint32_t> found;
    for (std::uint32_t i = 0; i < m_hosts.size(); ++i) {
        const std::int64_t requests = m_hosts[i].before.requests;
        if (!m_hosts[i].ejected && requests > 0 && requests >= volume) found.push_back(i);
    }
    return found;
}

// DetectorImpl::successRateEjectionThreshold: mean - factor / 1000 * deviation of the population.
void OutlierDetector::judgeSuccessRates(Sweep& sweep, std::int64_t hosts, SimTime now, RngStream& stream) {
    if (m_settings.enforcingSuccessRate.fraction() <= 0) return;
    const std::vector<std::uint32_t> all = comparable(m_settings.successRateVolume);
    if (all.empty() || static_cast<std::int64_t>(all.size()) < m_settings.successRateHosts) return;
    const auto count = static_cast<double>(all.size());
    double mean = 0, variance = 0;
    for (const std::uint32_t host : all) mean += m_hosts[host].before.percent() / count;
    for (const std::uint32_t host : all) {
        const double off = m_hosts[host].before.percent() - mean;
        variance += off * off / count;
    }
    const double factor = static_cast<double>(m_settings.successRateStdev) / 1000;
    const double least = mean - factor * std::sqrt(variance);
    constexpr double kRounding = 1e-9;  // equal rates do not differ by how they were added up
    for (const std::uint32_t host : all) {
        const double percent = m_hosts[host].before.percent();
        if (percent >= least - kRounding) continue;
        sweep.judged.push_back(judge({host, m_settings.enforcingSuccessRate,
                                      fmt::format("{:.3g}% succeeded, below {:.3g}%: the mean of {:.3g}% less {:g} "
                                                  "standard deviations",
                                                  percent, least, mean, factor)},
                                     hosts, now, stream));
    }
}

void OutlierDetector::judgeFailurePercentages(Sweep& sweep, std::int64_t hosts, SimTime now, RngStream& stream) {
    if (m_settings.enforcingFailure.fraction() <= 0) return;
    const std::vector<std::uint32_t> all = comparable(m_settings.failureVolume);
    if (all.empty() || static_cast<std::int64_t>(all.size()) < m_settings.failureHosts) return;
    const double threshold = 100 * m_settings.failureThreshold.fraction();
    for (const std::uint32_t host : all) {
        const double failed = 100 - m_hosts[host].before.percent();
        if (failed < threshold) continue;
        sweep.judged.push_back(judge({host, m_settings.enforcingFailure,
                                      fmt::format("{:.3g}% of {} requests failed, the threshold is {:g}%", failed,
                                                  m_hosts[host].before.requests, threshold)},
                                     hosts, now, stream));
    }
}

OutlierDetector::Sweep OutlierDetector::sweep(std::int64_t hosts, SimTime now, RngStream& stream) {
    Sweep done;
    for (std::uint32_t i = 0; i < m_hosts.size(); ++i) {
        Host& host = m_hosts[i];
        if (host.ejected && now - host.since >= sentence(host) + host.jitter) {
            host.ejected = false;
            host.inARow = host.gatewayInARow = 0;
            host.since = now;
            --m_ejected;
            done.back.push_back(i);
        }
        host.before = host.current;
        host.current = {};
    }
    judgeSuccessRates(done, hosts, now, stream);
    judgeFailurePercentages(done, hosts, now, stream);
    for (Host& host : m_hosts)
        if (!host.ejected && host.times > 0 && now - host.since >= m_settings.interval) --host.times;
    return done;
}

void OutlierDetector::replace(std::uint32_t index) {
    if (index >= m_hosts.size()) return;
    if (m_hosts[index].ejected) --m_ejected;
    m_hosts[index] = {};
}

}  // namespace spillway
