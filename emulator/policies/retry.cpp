#include "policies/retry.h"

#include <algorithm>

namespace spillway {

Duration backoffCeiling(const Backoff& backoff, std::int64_t retry) {
    auto wait = static_cast<double>(backoff.base.count());
    const auto cap = static_cast<double>(backoff.cap.count());
    if (backoff.factor == 1) return std::min(backoff.base, backoff.cap);
    for (std::int64_t n = 0; n < retry && wait < cap && wait > 0; ++n) wait *= backoff.factor;
    return Duration{static_cast<std::int64_t>(std::min(wait, cap) + 0.5)};
}

Duration retryWait(const Retry& policy, std::int64_t retry, Duration previous, RngStream& stream) {
    const auto uniform = [&stream](Duration low, Duration high) {
        const auto width = static_cast<double>(std::max(Duration{0}, high - low).count());
        return low + Duration{static_cast<std::int64_t>(width * stream.uniform() + 0.5)};
    };
    const Duration ceiling = backoffCeiling(policy.backoff, retry);
    switch (policy.jitter) {
        case Jitter::none: return ceiling;
        case Jitter::full: return uniform(Duration{0}, ceiling);
        case Jitter::equal: return ceiling / 2 + uniform(Duration{0}, ceiling - ceiling / 2);
        case Jitter::decorrelated: {
            const Duration base = policy.backoff.base;
            const Duration last = std::clamp(previous, std::min(base, policy.backoff.cap), policy.backoff.cap);
            return std::min(policy.backoff.cap, uniform(base, 3 * last));
        }
    }
    return ceiling;
}

RetryBudget::RetryBudget(const Options& options)
    : m_width{std::max(Duration{1}, options.timeToLive / static_cast<std::int64_t>(kSlices))} {
    const double share = options.share.fraction();
    m_deposit = share > 0 ? kDeposit : 0;
    // A share so small that nobody could tell it from none: the sums must stay within 63 bits.
    m_withdrawal = share > 0 ? static_cast<std::int64_t>(static_cast<double>(kDeposit) / std::max(share, 1e-9)) : 1;
    m_reserve = static_cast<std::int64_t>(options.reservePerSecond * toSeconds(options.timeToLive)) * m_withdrawal;
}

void RetryBudget::advance(SimTime now) {
    const std::int64_t slice = now.time_since_epoch() / m_width;
    const auto size = static_cast<std::int64_t>(kSlices);
    const std::int64_t passed = std::min(slice - m_slice, size);
    for (std::int64_t i = 1; i <= passed; ++i) {
        std::int64_t& old = m_slices[static_cast<std::size_t>((m_slice + i) % size)];
        m_sum -= old;
        old = 0;
    }
    m_slice = slice;
}

void RetryBudget::onFirstCall(SimTime now) {
    advance(now);
    m_slices[static_cast<std::size_t>(m_slice) % kSlices] += m_deposit;
    m_sum += m_deposit;
}

bool RetryBudget::tryRetry(SimTime now) {
    advance(now);
    if (m_reserve + m_sum < m_withdrawal) return false;
    m_slices[static_cast<std::size_t>(m_slice) % kSlices] -= m_withdrawal;
    m_sum -= m_withdrawal;
    return true;
}

std::int64_t RetryBudget::balance(SimTime now) {
    advance(now);
    return std::max<std::int64_t>(0, (m_reserve + m_sum) / m_withdrawal);
}

}  // namespace spillway
