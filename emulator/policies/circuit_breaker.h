#pragma once

#include "base/units.h"
#include "topology/policies.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace spillway {

// The sliding window of a breaker: outcomes of the last N calls, or of the last N seconds in slices of one second
// (Resilience4j FixedSizeSlidingWindowMetrics and SlidingTimeWindowMetrics).
class BreakerWindowCounts {
public:
    struct Counts {
        std::int64_t calls = 0;
        std::int64_t failed = 0;
        std::int64_t slow = 0;
        friend bool operator==(const Counts&, const Counts&) = default;
    };
    static BreakerWindowCounts ofCalls(std::int64_t calls);
    static BreakerWindowCounts ofTime(Duration time);

    const Counts& record(bool failed, bool slow, SimTime now);
    const Counts& counts(SimTime now);
    void clear();

    friend bool operator==(const BreakerWindowCounts&, const BreakerWindowCounts&) = default;

private:
    void advance(SimTime now);
    std::vector<Counts> m_slices;  // time: one a slice; calls: one a call, in a ring
    std::size_t m_next = 0;        // calls: where the next outcome goes
    std::int64_t m_slice = 0;      // time: number of the current slice
    Duration m_width{0};           // time: width of a slice; calls: zero
    Counts m_total;
};

// Resilience4j's circuit breaker. A regular value; whoever calls tells it the time, which never goes back.
// Every call that acquire() admits must end in exactly one record() or release(), or a half-open breaker waits for
// ever.
class CircuitBreaker {
public:
    enum class State : std::uint8_t { closed, open, halfOpen };
    struct Transition {
        State from = State::closed;
        State to = State::closed;
        std::string reason;  // "failure rate 52% of the last 100 calls reached 50%"
        friend bool operator==(const Transition&, const Transition&) = default;
    };
    struct Permission {
        bool admitted = false;
        std::optional<Transition> transition;  // open -> half-open happens when a call asks
    };
    struct Outcome {
        bool failed = false;
        Duration took{0};
    };

    explicit CircuitBreaker(const Breaker& settings);

    Permission acquire(SimTime now);
    // Counts in whatever state the breaker is in when the call ends, as Resilience4j does.
    std::optional<Transition> record(Outcome outcome, SimTime now);
    // The call was admitted but never made: a half-open breaker may admit another instead.
    void release();
    // When it changes by itself, if it does; tick() at that time makes it so, earlier and later it does nothing.
    std::optional<SimTime> changesAt() const;
    std::optional<Transition> tick(SimTime now);

    State state() const { return m_state; }
    // When an open breaker lets the next call through (it does so after this instant, not at it).
    SimTime openUntil() const { return m_openUntil; }
    // The settings after their defaults are resolved.
    std::int64_t minimumCalls() const { return m_minimumCalls; }
    // Of its probes, before it judges them.
    std::int64_t minimumProbes() const { return m_minimumProbes; }

    friend bool operator==(const CircuitBreaker&, const CircuitBreaker&) = default;

private:
    Transition enter(State state, std::string reason, SimTime now);
    Transition enterHalfOpen(SimTime now);
    // What is above its threshold, in words; empty if nothing is.
    std::string exceeded(const BreakerWindowCounts::Counts& counts) const;

    Breaker m_settings;
    std::int64_t m_minimumCalls;
    std::int64_t m_minimumProbes;
    State m_state = State::closed;
    SimTime m_openUntil{};
    SimTime m_halfOpenSince{};
    std::int64_t m_probesLeft = 0;
    BreakerWindowCounts m_closed;
    BreakerWindowCounts m_halfOpen;
};

const char* word(CircuitBreaker::State state);

}  // namespace spillway
