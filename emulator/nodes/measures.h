#pragma once

#include "kernel/failure_cause.h"
#include "metrics/histogram.h"
#include "metrics/time_weighted.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace spillway {

// Times of the running second, folded into the whole when it ends. A time is put down next to the ones before it, at
// most `Recent`; those of a full line are kept in a row: a histogram has some kilobytes, and one time after the other
// would find it gone from the cache. So would where the row ends, so that is known without a look at it: a line is
// written there, and nobody waits for that. The time that fills the line goes to the row directly: read back among its
// neighbours it would have to wait until the processor has written it, and whatever was to be written before. At the
// end of the second the row is sorted into buckets at once; only if there are very many before that. The result is the
// same; whoever reads sees every time. Who has many times of zero counts them elsewhere and says how many there were in
// this second.
template <std::uint32_t Recent>
class TimesInRows {
public:
    TimesInRows() = default;
    TimesInRows(const TimesInRows& other);
    TimesInRows(TimesInRows&& other) noexcept { swap(other); }
    TimesInRows& operator=(TimesInRows other) noexcept {
        swap(other);
        return *this;
    }
    ~TimesInRows();

    void record(Duration value) {
        if (static_cast<std::uint64_t>(value.count()) > 0xffff'ffffU) [[unlikely]]
            return recordLong(value);  // more than four seconds: no room in the line
        const auto time = static_cast<std::uint32_t>(value.count());
        if (m_fresh + 1 == Recent) [[unlikely]]
            return keepWith(time);
        m_recent[m_fresh++] = time;
    }
    // Of the running second, so far.
    LatencyHistogram second(std::uint32_t zeros = 0) const;
    // Of the seconds that have ended.
    const LatencyHistogram& whole() const;
    // Of both.
    LatencyHistogram soFar(std::uint32_t zeros = 0) const;
    // `ended` becomes what the second was like; its memory is used again.
    void endSecond(LatencyHistogram& ended, std::uint32_t zeros = 0);
    // On the heap.
    std::size_t bytes() const;

    static constexpr std::size_t kMostKept = 960 / Recent / 8 * 8 * Recent;

private:
    using Line = std::array<std::uint32_t, Recent>;
    static constexpr std::uint32_t kRoom = 8;  // lines; a row has room for a multiple of it
    // What is looked at once in so many lines, and the row behind it.
    struct Kept {
        LatencyHistogram second;  // what the row had no room for
        LatencyHistogram whole;
        std::uint32_t room = 0;  // lines
        Line* row() { return reinterpret_cast<Line*>(this + 1); }
    };
    static Kept* newKept(std::uint32_t room);
    static void free(Kept* kept);
    void recordLong(Duration value);
    void keepWith(std::uint32_t last);
    void makeRoom();
    Kept& kept();
    std::span<const std::uint32_t> keptTimes() const;
    void putRecentTo(LatencyHistogram& histogram, std::uint32_t zeros) const;
    void swap(TimesInRows& other) noexcept {
        std::swap(m_kept, other.m_kept);
        std::swap(m_fresh, other.m_fresh);
        std::swap(m_lines, other.m_lines);
        std::swap(m_recent, other.m_recent);
    }

    Kept* m_kept = nullptr;                            // its own, from the first full line on
    std::uint16_t m_fresh = 0;                         // in this line
    std::uint16_t m_lines = 0;                         // in the row
    std::array<std::uint32_t, Recent - 1> m_recent{};  // ns
};
// One cache line; and what leaves room in one for the counts of a call.
using Times = TimesInRows<14>;
using ShortTimes = TimesInRows<8>;
static_assert(sizeof(Times) == 64 && sizeof(ShortTimes) == 40);

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

// Two lines, which every visit touches.
struct alignas(64) NodeMeasures {
    Times response;
    TimeWeightedMean busy;       // slots
    std::uint64_t inside = 0;    // arrived and not ended; messages held
    std::uint32_t unwaited = 0;  // times of zero in the running second of RareNodeMeasures::waiting
    std::uint64_t begun = 0;     // arrived
    std::uint64_t succeeded = 0;
};
static_assert(sizeof(NodeMeasures) == 128);

// What most visits leave alone.
struct alignas(64) RareNodeMeasures {
    Times waiting;  // for a slot or an instance
    TimeWeightedMean waitingNow;
    FailureCounts failed{};
    TimeWeightedMean slots;      // of ready or draining instances; environments, starting ones included
    TimeWeightedMean instances;  // ready or draining
    std::uint64_t coldStarts = 0;
    std::uint64_t deadLettered = 0;
    std::uint64_t expired = 0;
    std::uint64_t redelivered = 0;
};

// What the caller's side of a flow sees: one line, which every call touches.
struct alignas(64) CallMeasures {
    ShortTimes response;
    std::uint64_t open = 0;
    std::uint64_t begun = 0;  // attempts
    std::uint64_t succeeded = 0;
};
static_assert(sizeof(CallMeasures) == 64);

// What most calls leave alone.
struct RareCallMeasures {
    FailureCounts failed{};
    std::uint64_t retries = 0;
    std::uint64_t breakerOpened = 0;
};

// What the receiver's side of a flow of events sees.
struct DeliveryMeasures {
    ShortTimes response;
    Counts counts;
    std::uint64_t retries = 0;
    std::uint64_t givenUp = 0;  // by a broker
};

}  // namespace spillway
