#pragma once

#include "kernel/failure_cause.h"
#include "metrics/histogram.h"
#include "metrics/time_weighted.h"

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace spillway {

// Times of the running second, folded into the whole when it ends. A time is put down next to the ones before it,
// twelve to the cache line that this is, none at all is only counted; full lines are kept in a row: a histogram has
// some kilobytes, and one time after the other would find it gone from the cache. At the end of the second the row is
// sorted into buckets at once; only if there are very many before that. The result is the same; whoever reads sees
// every time.
class alignas(64) Times {
public:
    Times() = default;
    Times(const Times& other);
    Times(Times&&) noexcept = default;
    Times& operator=(Times other) noexcept;
    ~Times() = default;

    void record(Duration value) {
        if (static_cast<std::uint64_t>(value.count()) > 0xffff'ffffU) [[unlikely]]
            return recordLong(value);  // more than four seconds: no room in the line
        m_recent[m_fresh] = static_cast<std::uint32_t>(value.count());
        if (++m_fresh == kRecent) [[unlikely]]
            keepRecent();
    }
    void recordNone() { ++m_none; }
    // Of the running second, so far.
    LatencyHistogram second() const;
    // Of the seconds that have ended.
    const LatencyHistogram& whole() const;
    // `ended` becomes what the second was like; its memory is used again.
    void endSecond(LatencyHistogram& ended);
    // On the heap.
    std::size_t bytes() const;

    static constexpr std::uint32_t kRecent = 12;
    static constexpr std::size_t kMostKept = 80 * kRecent;

private:
    // What is touched once in twelve times.
    struct Kept {
        std::vector<std::uint32_t> row;
        LatencyHistogram second;  // what the row had no room for
        LatencyHistogram whole;
    };
    void recordLong(Duration value);
    void keepRecent();
    Kept& kept();
    void putRecentTo(LatencyHistogram& histogram) const;

    std::unique_ptr<Kept> m_kept;  // from the first full line on
    std::uint32_t m_fresh = 0;
    std::uint32_t m_none = 0;                       // times of zero
    std::array<std::uint32_t, kRecent> m_recent{};  // ns
};
static_assert(sizeof(Times) == 64, "one cache line");

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

// The first three lines are what every visit touches.
struct NodeMeasures {
    Times waiting;  // for a slot or an instance
    Times response;
    TimeWeightedMean busy;     // slots
    std::uint64_t inside = 0;  // arrived and not ended; messages held
    Counts counts;
    TimeWeightedMean waitingNow;
    TimeWeightedMean slots;      // of ready or draining instances; environments, starting ones included
    TimeWeightedMean instances;  // ready or draining
    std::uint64_t coldStarts = 0;
    std::uint64_t deadLettered = 0;
    std::uint64_t expired = 0;
    std::uint64_t redelivered = 0;
};

// What the caller's side of a flow sees, and for events what the receiver's side does. A call touches two lines.
struct FlowMeasures {
    Times response;
    std::uint64_t open = 0;
    Counts counts;
    std::uint64_t retries = 0;
    std::uint64_t breakerOpened = 0;
    std::uint64_t givenUp = 0;  // deliveries a broker gave up
};

}  // namespace spillway
