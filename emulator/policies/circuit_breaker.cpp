#include "policies/circuit_breaker.h"

#include <fmt/format.h>

#include <algorithm>

namespace spillway {
namespace {

constexpr std::int64_t kMinimumCalls = 100;  // Resilience4j's minimumNumberOfCalls
constexpr Duration kSlice = std::chrono::seconds{1};

std::int64_t resolvedMinimum(const Breaker& settings) {
    const std::int64_t stated = settings.minimumCalls.value_or(kMinimumCalls);
    // A count-based window never holds more calls than its size, so Resilience4j clamps; a time-based one is not
    // clamped.
    const std::int64_t reachable = settings.window.time ? stated : std::min(stated, settings.window.calls);
    return std::max<std::int64_t>(1, reachable);
}

// CircuitBreakerMetrics.forHalfOpen: a count-based window of the permitted calls, with the same clamp.
std::int64_t resolvedProbes(const Breaker& settings) {
    const std::int64_t stated = settings.minimumCalls.value_or(kMinimumCalls);
    return std::max<std::int64_t>(1, std::min(stated, settings.halfOpenCalls));
}

BreakerWindowCounts windowOf(const Breaker& settings) {
    if (settings.window.time) return BreakerWindowCounts::ofTime(*settings.window.time);
    return BreakerWindowCounts::ofCalls(settings.window.calls);
}

std::string windowWords(const Breaker& settings, CircuitBreaker::State state, std::int64_t calls) {
    if (state == CircuitBreaker::State::halfOpen) return fmt::format("{} probes", calls);
    if (settings.window.time) return fmt::format("{} calls in {:g} s", calls, toSeconds(*settings.window.time));
    return fmt::format("the last {} calls", calls);
}

}  // namespace

BreakerWindowCounts BreakerWindowCounts::ofCalls(std::int64_t calls) {
    BreakerWindowCounts window;
    window.m_slices.resize(static_cast<std::size_t>(std::max<std::int64_t>(1, calls)));
    return window;
}

BreakerWindowCounts BreakerWindowCounts::ofTime(Duration time) {
    BreakerWindowCounts window;
    const std::int64_t slices = std::max<std::int64_t>(1, (time + kSlice - Duration{1}) / kSlice);
    window.m_slices.resize(static_cast<std::size_t>(slices));
    window.m_width = std::clamp(time, Duration{1}, kSlice);
    return window;
}

void BreakerWindowCounts::clear() {
    std::ranges::fill(m_slices, Counts{});
    m_total = {};
    m_next = 0;
}

void BreakerWindowCounts::advance(SimTime now) {
    if (m_width == Duration{0}) return;
    const std::int64_t slice = now.time_since_epoch() / m_width;
    const auto size = static_cast<std::int64_t>(m_slices.size());
    if (slice - m_slice >= size) {
        clear();
    } else {
        for (std::int64_t passed = m_slice + 1; passed <= slice; ++passed) {
            Counts& old = m_slices[static_cast<std::size_t>(passed % size)];
            m_total.calls -= old.calls;
            m_total.failed -= old.failed;
            m_total.slow -= old.slow;
            old = {};
        }
    }
    m_slice = slice;
}

const BreakerWindowCounts::Counts& BreakerWindowCounts::counts(SimTime now) {
    advance(now);
    return m_total;
}

const BreakerWindowCounts::Counts& BreakerWindowCounts::record(bool failed, bool slow, SimTime now) {
    advance(now);
    const Counts one{1, failed ? 1 : 0, slow ? 1 : 0};
    Counts* slot = nullptr;
    if (m_width == Duration{0}) {
        slot = &m_slices[m_next];
        m_next = (m_next + 1) % m_slices.size();
        m_total.calls -= slot->calls;
        m_total.failed -= slot->failed;
        m_total.slow -= slot->slow;
        *slot = {};
    } else {
        slot = &m_slices[static_cast<std::size_t>(m_slice) % m_slices.size()];
    }
    for (Counts* counts : {slot, &m_total}) {
        counts->calls += one.calls;
        counts->failed += one.failed;
        counts->slow += one.slow;
    }
    return m_total;
}

CircuitBreaker::CircuitBreaker(const Breaker& settings)
    : m_settings{settings},
      m_minimumCalls{resolvedMinimum(settings)},
      m_minimumProbes{resolvedProbes(settings)},
      m_closed{windowOf(settings)},
      m_halfOpen{BreakerWindowCounts::ofCalls(settings.halfOpenCalls)} {
    m_settings.halfOpenCalls = std::max<std::int64_t>(1, settings.halfOpenCalls);
}

CircuitBreaker::Transition CircuitBreaker::enter(State state, std::string reason, SimTime now) {
    Transition transition{m_state, state, std::move(reason)};
    m_state = state;
    m_closed.clear();
    m_halfOpen.clear();
    if (state == State::open) m_openUntil = now + m_settings.open;
    if (state == State::halfOpen) {
        m_probesLeft = m_settings.halfOpenCalls;
        m_halfOpenSince = now;
    }
    return transition;
}

CircuitBreaker::Transition CircuitBreaker::enterHalfOpen(SimTime now) {
    return enter(State::halfOpen,
                 fmt::format("{:g} s passed since it opened; lets {} probes through", toSeconds(m_settings.open),
                             m_settings.halfOpenCalls),
                 now);
}

std::optional<SimTime> CircuitBreaker::changesAt() const {
    if (m_state == State::open && m_settings.automatic) return m_openUntil;
    if (m_state == State::halfOpen && m_settings.halfOpenWait) return m_halfOpenSince + *m_settings.halfOpenWait;
    return std::nullopt;
}

std::optional<CircuitBreaker::Transition> CircuitBreaker::tick(SimTime now) {
    if (changesAt() != now) return std::nullopt;
    if (m_state == State::open) return enterHalfOpen(now);
    return enter(State::open,
                 fmt::format("half-open for {:g} s without a verdict", toSeconds(*m_settings.halfOpenWait)), now);
}

CircuitBreaker::Permission CircuitBreaker::acquire(SimTime now) {
    if (m_state == State::closed) return {true, std::nullopt};
    Permission permission;
    if (m_state == State::open) {
        if (now <= m_openUntil) return permission;
        permission.transition = enterHalfOpen(now);
    }
    permission.admitted = m_probesLeft > 0;
    if (permission.admitted) --m_probesLeft;
    return permission;
}

void CircuitBreaker::release() {
    if (m_state == State::halfOpen && m_probesLeft < m_settings.halfOpenCalls) ++m_probesLeft;
}

std::string CircuitBreaker::exceeded(const BreakerWindowCounts::Counts& counts) const {
    const auto calls = static_cast<double>(counts.calls);
    const double failed = static_cast<double>(counts.failed) / calls;
    const double slow = static_cast<double>(counts.slow) / calls;
    const std::string over = windowWords(m_settings, m_state, counts.calls);
    if (failed >= m_settings.failureRate.fraction()) {
        return fmt::format("failure rate {:.3g}% of {} reached {:g}%", 100 * failed, over,
                           100 * m_settings.failureRate.fraction());
    }
    if (m_settings.slowCall && slow >= m_settings.slowRate.fraction()) {
        return fmt::format("{:.3g}% of {} were slower than {:g} ms, the threshold is {:g}%", 100 * slow, over,
                           toMilliseconds(*m_settings.slowCall), 100 * m_settings.slowRate.fraction());
    }
    return {};
}

std::optional<CircuitBreaker::Transition> CircuitBreaker::record(Outcome outcome, SimTime now) {
    const bool slow = m_settings.slowCall && outcome.took > *m_settings.slowCall;
    if (m_state == State::open) return std::nullopt;  // a call that began before it opened changes nothing now
    const bool halfOpen = m_state == State::halfOpen;
    const auto& counts = (halfOpen ? m_halfOpen : m_closed).record(outcome.failed, slow, now);
    if (counts.calls < (halfOpen ? m_minimumProbes : m_minimumCalls)) return std::nullopt;
    std::string why = exceeded(counts);
    if (!why.empty()) return enter(State::open, std::move(why), now);
    if (!halfOpen) return std::nullopt;
    why = fmt::format("{} of {} probes failed, below {:g}%", counts.failed, counts.calls,
                      100 * m_settings.failureRate.fraction());
    if (m_settings.slowCall)
        why += fmt::format("; {} were slower than {:g} ms, below {:g}%", counts.slow,
                           toMilliseconds(*m_settings.slowCall), 100 * m_settings.slowRate.fraction());
    return enter(State::closed, std::move(why), now);
}

const char* word(CircuitBreaker::State state) {
    switch (state) {
        case CircuitBreaker::State::closed: return "closed";
        case CircuitBreaker::State::open: return "open";
        case CircuitBreaker::State::halfOpen: return "half-open";
    }
    return "";
}

}  // namespace spillway
