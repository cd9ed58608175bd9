#pragma once

#include "base/random.h"
#include "base/units.h"
#include "topology/policies.h"

#include <array>
#include <cstdint>

namespace spillway {

// min(cap, base * factor^retry), without jitter; `retry` counts from 0.
Duration backoffCeiling(const Backoff& backoff, std::int64_t retry);

// The wait before retry number `retry` (from 0). `previous` is the wait before the retry before it (decorrelated jitter
// grows from it; zero for the first). AWS Architecture Blog, "Exponential Backoff and Jitter":
// full U(0, d); equal d/2 + U(0, d/2); decorrelated min(cap, U(base, 3 * previous)) with previous = base at first.
Duration retryWait(const Retry& policy, std::int64_t retry, Duration previous, RngStream& stream);

// Finagle's RetryBudget: every first call deposits a token that expires after `timeToLive`, every retry withdraws
// 1 / share of them; a reserve allows some retries however few calls there are. Slices of a tenth of the time to live.
class RetryBudget {
public:
    struct Options {
        Share share = Share::percent(20);
        Duration timeToLive = std::chrono::seconds{10};
        // Retries per second allowed on top. Default 10 (Finagle) / raise for sparse traffic / costs load when all
        // fails.
        double reservePerSecond = 10;
    };
    explicit RetryBudget(const Options& options);
    RetryBudget() : RetryBudget{Options{}} {}

    void onFirstCall(SimTime now);
    // Takes the retry's tokens if there are enough; false means: do not retry.
    bool tryRetry(SimTime now);
    // Retries that could be made at once now.
    std::int64_t balance(SimTime now);

    friend bool operator==(const RetryBudget&, const RetryBudget&) = default;

private:
    static constexpr std::size_t kSlices = 10;      // WindowedAdder's
    static constexpr std::int64_t kDeposit = 1000;  // TokenRetryBudget.ScaleFactor: lets 1 / share be fractional
    void advance(SimTime now);

    std::array<std::int64_t, kSlices> m_slices{};
    std::int64_t m_sum = 0;
    std::int64_t m_slice = 0;
    Duration m_width;
    std::int64_t m_deposit;
    std::int64_t m_withdrawal;
    std::int64_t m_reserve;
};

}  // namespace spillway
