#pragma once

#include "kernel/failure_cause.h"
#include "metrics/histogram.h"
#include "metrics/time_weighted.h"

#include <array>
#include <cstdint>

namespace spillway {

// Times of the running second, folded into the whole when it ends. A time is put down next to the ones before it and
// sorted into its bucket with them, sixteen at a go: one cache line an event instead of the histogram's head and a
// bucket of it. The result is the same; whoever reads sees every time.
class Times {
public:
    void record(Duration value) {
        m_recent[m_fresh] = value;
        if (++m_fresh == kRecent) [[unlikely]]
            settle();
    }
    const LatencyHistogram& second() const {
        settle();
        return m_second;
    }
    // Of the seconds that have ended.
    const LatencyHistogram& whole() const { return m_whole; }
    void endSecond();

private:
    static constexpr std::uint32_t kRecent = 16;
    void settle() const;

    mutable std::uint32_t m_fresh = 0;
    mutable std::array<Duration, kRecent> m_recent{};
    mutable LatencyHistogram m_second;
    LatencyHistogram m_whole;
};

struct Counts {
    std::uint64_t begun = 0;  // arrived at a node, attempted on a flow
    std::uint64_t succeeded = 0;
    FailureCounts failed{};

    void end(Outcome outcome) {
        if (outcome == kSucceeded) [[likely]]
            ++succeeded;
        else
            ++failed[static_cast<std::size_t>(causeOf(outcome))];
    }
    std::uint64_t ended() const { return succeeded + total(failed); }
};

// In the order in which a visit touches them.
struct NodeMeasures {
    std::uint64_t inside = 0;  // arrived and not ended; messages held
    Counts counts;
    TimeWeightedMean busy;  // slots
    Times waiting;
    Times response;
    TimeWeightedMean waitingNow;
    TimeWeightedMean slots;      // of ready or draining instances; environments, starting ones included
    TimeWeightedMean instances;  // ready or draining
    std::uint64_t coldStarts = 0;
    std::uint64_t deadLettered = 0;
    std::uint64_t expired = 0;
    std::uint64_t redelivered = 0;
};

// What the caller's side of a flow sees, and for events what the receiver's side does.
struct FlowMeasures {
    std::uint64_t open = 0;
    Counts counts;
    Times response;
    std::uint64_t retries = 0;
    std::uint64_t breakerOpened = 0;
};

}  // namespace spillway
