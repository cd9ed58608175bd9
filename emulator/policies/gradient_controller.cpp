#include "policies/gradient_controller.h"

#include <algorithm>
#include <cmath>

namespace spillway {
namespace {

// Defaults of GradientControllerConfig.
constexpr std::size_t kMinRttRequests = 50;
constexpr double kBuffer = 0.25;
constexpr double kJitter = 0.15;
constexpr double kLeastGradient = 0.5, kMostGradient = 2;
// At the least for so many updates in a row, the time without load is measured anew at once.
constexpr int kTimesLeast = 5;

double microseconds(Duration time) { return std::max(1.0, std::floor(static_cast<double>(time.count()) / 1000)); }

}  // namespace

GradientController::GradientController(const Settings& settings, SimTime start)
    : m_settings{settings}, m_limit{settings.least} {
    m_settings.most = std::max(m_settings.least, m_settings.most);
    measure(start);
    m_nextUpdate = start + m_settings.update;
}

void GradientController::advance(SimTime now) {
    if (m_nextUpdate <= now && m_nextUpdate <= m_nextMeasurement) {
        update(m_nextUpdate);
        // After one update there are no samples left for those that follow it.
        if (m_nextUpdate <= now) m_nextUpdate += ((now - m_nextUpdate) / m_settings.update + 1) * m_settings.update;
    }
    if (m_nextMeasurement <= now) measure(m_nextMeasurement);
}

void GradientController::measure(SimTime now) {
    m_nextMeasurement = SimTime::max();
    if (m_measures) return;
    m_measures = true;
    m_deferred = m_limit;
    setLimit(m_settings.least, now);
    m_samples.clear();
    m_epoch = now;
}

void GradientController::endMeasurement(SimTime now, RngStream& stream) {
    m_minRtt = takeMedian();
    setLimit(m_deferred, now);
    m_measures = false;
    constexpr Duration kMillisecond = std::chrono::milliseconds{1};
    const double range = std::ceil(static_cast<double>(m_settings.minRttInterval / kMillisecond) * kJitter);
    const std::uint32_t jitter = range >= 1 ? stream.below(static_cast<std::uint32_t>(std::min(range, 4e9))) : 0;
    m_nextMeasurement = now + m_settings.minRttInterval + jitter * kMillisecond;
    m_nextUpdate = now + m_settings.update;
}

void GradientController::update(SimTime now) {
    // A measurement ends by itself, and sets the next update then.
    m_nextUpdate = m_measures ? SimTime::max() : now + m_settings.update;
    if (m_measures || m_samples.empty()) return;
    const double sample = microseconds(takeMedian());
    const double gradient = std::clamp(microseconds(m_minRtt) * (1 + kBuffer) / sample, kLeastGradient, kMostGradient);
    const double limit = static_cast<double>(m_limit) * gradient;
    setLimit(std::clamp(static_cast<std::int64_t>(limit + std::sqrt(limit)), m_settings.least, m_settings.most), now);
}

void GradientController::setLimit(std::int64_t limit, SimTime now) {
    const bool stays = !m_measures && m_limit == m_settings.least && limit == m_settings.least;
    m_timesLeast = stays ? m_timesLeast + 1 : 0;
    m_limit = limit;
    if (m_timesLeast >= kTimesLeast) m_nextMeasurement = now;
}

Duration GradientController::takeMedian() {
    const auto middle = m_samples.begin() + static_cast<std::ptrdiff_t>((m_samples.size() - 1) / 2);
    std::ranges::nth_element(m_samples, middle);
    const Duration median = *middle;
    m_samples.clear();
    return median;
}

void GradientController::record(Duration took, SimTime now, RngStream& stream) {
    advance(now);
    if (now - took < m_epoch) return;
    m_samples.push_back(took);
    if (m_measures && m_samples.size() >= kMinRttRequests) endMeasurement(now, stream);
}

}  // namespace spillway
