#include "policies/concurrency_limiter.h"

#include <algorithm>
#include <cmath>

namespace spillway {
namespace {

constexpr double kBackoff = 0.9;
constexpr Duration kTooLong = std::chrono::seconds{5};  // AIMD: as good as a drop
constexpr double kProbeMultiplier = 30;                 // Vegas
constexpr double kSmoothing = 0.2, kTolerance = 1.5, kQueueSize = 4;
constexpr std::int64_t kLongWindow = 600, kWarmup = 10;  // Gradient2's ExpAvgMeasurement

double nanoseconds(Duration time) { return std::max(1.0, static_cast<double>(time.count())); }

}  // namespace

ConcurrencyLimiter::ConcurrencyLimiter(const ConcurrencyLimit& settings, SimTime start)
    : m_algorithm{settings.algorithm}, m_limit{static_cast<double>(settings.initial)} {
    const bool envoy = m_algorithm == LimitAlgorithm::envoy;
    const bool vegas = m_algorithm == LimitAlgorithm::vegas;
    const std::int64_t least = settings.least.value_or(envoy ? 3 : vegas ? 1 : 20);
    const std::int64_t most = settings.most.value_or(envoy || vegas ? 1000 : 200);
    m_least = static_cast<double>(least);
    m_most = std::max(m_least, static_cast<double>(most));
    m_limit = std::clamp(m_limit, m_least, m_most);
    if (envoy)
        m_envoy.emplace(GradientController::Settings{least, most, settings.update, settings.minRttInterval}, start);
}

void ConcurrencyLimiter::record(const Sample& sample, SimTime now, RngStream& stream) {
    switch (m_algorithm) {
        case LimitAlgorithm::aimd: return aimd(sample);
        case LimitAlgorithm::vegas: return vegas(sample, stream);
        case LimitAlgorithm::gradient2: return gradient2(sample);
        case LimitAlgorithm::envoy: return m_envoy->record(sample.took, now, stream);
    }
}

void ConcurrencyLimiter::aimd(const Sample& sample) {
    if (sample.dropped || sample.took > kTooLong)
        m_limit = std::floor(std::min(m_limit - 1, m_limit * kBackoff));
    else if (static_cast<double>(sample.inside) * 2 >= m_limit)
        m_limit += 1;
    m_limit = std::clamp(m_limit, m_least, m_most);
}

void ConcurrencyLimiter::vegas(const Sample& sample, RngStream& stream) {
    const double took = nanoseconds(sample.took);
    if (m_probeJitter == 0) m_probeJitter = 0.5 + stream.uniform() / 2;
    ++m_probes;
    const bool probes = m_probeJitter * kProbeMultiplier * m_limit <= m_probes;
    if (probes) {
        m_probeJitter = 0.5 + stream.uniform() / 2;
        m_probes = 0;
    }
    if (probes || m_noLoad == 0 || took < m_noLoad) {
        m_noLoad = took;
        return;
    }
    const double step = std::max(1.0, std::floor(std::log10(std::floor(m_limit))));
    const double queue = std::ceil(m_limit * (1 - m_noLoad / took));
    if (sample.dropped)
        m_limit -= step;
    else if (static_cast<double>(sample.inside) * 2 < m_limit)
        return;  // too few to learn from
    else if (queue <= step)
        m_limit += 6 * step;
    else if (queue < 3 * step)
        m_limit += step;
    else if (queue > 6 * step)
        m_limit -= step;
    m_limit = std::clamp(m_limit, m_least, m_most);
}

void ConcurrencyLimiter::averageLong(double took) {
    ++m_samples;
    if (m_samples <= kWarmup)
        m_long += (took - m_long) / static_cast<double>(m_samples);
    else
        m_long += (took - m_long) * 2 / static_cast<double>(kLongWindow + 1);
}

void ConcurrencyLimiter::gradient2(const Sample& sample) {
    const double took = nanoseconds(sample.took);
    averageLong(took);
    const double average = m_long;
    if (average / took > 2) m_long *= 0.95;  // the load is over: the baseline comes down faster
    if (static_cast<double>(sample.inside) < m_limit / 2) return;
    const double gradient = std::clamp(kTolerance * average / took, 0.5, 1.0);
    const double wanted = m_limit * gradient + kQueueSize;
    m_limit = std::clamp(m_limit * (1 - kSmoothing) + wanted * kSmoothing, m_least, m_most);
}

}  // namespace spillway
