#pragma once

#include "base/units.h"
#include "topology/field.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

// What protects a flow, as the user states it. The algorithms live in policies/.
namespace spillway {

// `exponential(50ms, x2, cap 2s)` or `constant(50ms)`: the wait before retry n is min(cap, base * factor^n), n from 0.
struct Backoff {
    Duration base = std::chrono::milliseconds{100};
    double factor = 2;  // 1 is constant
    Duration cap = std::chrono::seconds{20};
    friend bool operator==(const Backoff&, const Backoff&) = default;
};

// AWS Architecture Blog, "Exponential Backoff and Jitter": full U(0,d); equal d/2 + U(0,d/2); decorrelated min(cap,
// U(base, 3*previous)).
enum class Jitter { none, full, equal, decorrelated };
constexpr auto names(Jitter) {
    using enum Jitter;
    return std::array<EnumName<Jitter>, 4>{
        {{none, "none"}, {full, "full"}, {equal, "equal"}, {decorrelated, "decorrelated"}}};
}

// What a call failed of, as its caller hears it: the words of the report.
enum class RetryCause : std::uint8_t {
    timeout,           // the caller gave up waiting
    refused,           // queue full or no instance
    throttled,         // rate or concurrency limit (429)
    breaker_open,      // the caller's own breaker let nothing through
    fault,             // an error
    unavailable,       // nobody answers: an outage, or the instance died
    dependency,        // a call it needed failed
    platform_timeout,  // the platform's own limit (504)
};
constexpr auto names(RetryCause) {
    using enum RetryCause;
    return std::array<EnumName<RetryCause>, 8>{{{timeout, "timeout"},
                                                {refused, "refused"},
                                                {throttled, "throttled"},
                                                {breaker_open, "breaker_open"},
                                                {fault, "fault"},
                                                {unavailable, "unavailable"},
                                                {dependency, "dependency"},
                                                {platform_timeout, "platform_timeout"}}};
}

struct Retry {
    std::int64_t attempts = 3;
    Backoff backoff;
    Jitter jitter = Jitter::full;
    std::vector<RetryCause> on;
    std::optional<Share> budget;
    std::optional<Share> activeBudget;
    std::int64_t activeLeast = 3;
    bool perInstance = false;

    static constexpr auto fields() {
        return std::tuple{
            field("attempts", &Retry::attempts, "Calls in all, the first one included. Default 3."),
            field("backoff", &Retry::backoff, "Wait before a retry: exponential(50ms, x2, cap 2s) or constant(50ms)."),
            field("jitter", &Retry::jitter, "How the wait is spread: none, full, equal, decorrelated. Default full."),
            field("on", &Retry::on,
                  "Failures that are tried again: unavailable, refused, throttled, timeout ... (Envoy's retry_on). "
                  "Default: all but `rejected`."),
            field("budget", &Retry::budget,
                  "Retries allowed as a share of first calls over the last 10 s (Finagle). No default: unlimited."),
            field("active_budget", &Retry::activeBudget,
                  "Retries that may be waiting or out, as a share of the calls that are out (Envoy: 20%). No default: "
                  "unlimited."),
            field("active_least", &Retry::activeLeast,
                  "But so many in any case (Envoy's min_retry_concurrency). Default 3."),
            field("per_instance", &Retry::perInstance,
                  "Each instance of the caller has a budget of its own, as a library or a sidecar has it. Default "
                  "false: one for all."),
        };
    }
    friend bool operator==(const Retry&, const Retry&) = default;
};

// `100 calls` (count based, Resilience4j COUNT_BASED) or `10s` (time based).
struct BreakerWindow {
    std::int64_t calls = 100;  // used when `time` is absent
    std::optional<Duration> time;
    friend bool operator==(const BreakerWindow&, const BreakerWindow&) = default;
};

// Resilience4j's circuit breaker and its defaults (platform-facts 11).
struct Breaker {
    Share failureRate = Share::percent(50);
    BreakerWindow window;
    std::optional<std::int64_t> minimumCalls;
    Duration open = std::chrono::seconds{60};
    std::int64_t halfOpenCalls = 10;
    std::optional<Duration> slowCall;
    Share slowRate = Share::percent(100);
    std::optional<Duration> halfOpenWait;
    bool automatic = false;
    bool perInstance = false;

    static constexpr auto fields() {
        return std::tuple{
            field("failure_rate", &Breaker::failureRate,
                  "Opens at this share of failed calls. Default 50% (Resilience4j)."),
            field("window", &Breaker::window, "Sliding window: `100 calls` or `10s`. Default 100 calls."),
            field("minimum_calls", &Breaker::minimumCalls,
                  "Calls needed before it may open. Default: 100, or the window if that is smaller."),
            field("open", &Breaker::open, "How long it stays open before it lets probes through. Default 60s."),
            field("half_open_calls", &Breaker::halfOpenCalls, "Probes let through when half-open. Default 10."),
            field("slow_call", &Breaker::slowCall,
                  "A call longer than this counts as slow. No default: slowness is not counted."),
            field("slow_rate", &Breaker::slowRate, "Opens at this share of slow calls. Default 100%."),
            field("half_open_wait", &Breaker::halfOpenWait,
                  "Half-open for this long without a verdict it opens again (maxWaitDurationInHalfOpenState). No "
                  "default: it waits for its probes."),
            field("automatic_half_open", &Breaker::automatic,
                  "Becomes half-open by itself when `open` is over, not with the next call "
                  "(automaticTransitionFromOpenToHalfOpenEnabled). Default false."),
            field("per_instance", &Breaker::perInstance,
                  "Each instance of the caller has a breaker of its own that sees its own calls alone, as a library or "
                  "a sidecar has it. Default false: one for all."),
        };
    }
    friend bool operator==(const Breaker&, const Breaker&) = default;
};

}  // namespace spillway
