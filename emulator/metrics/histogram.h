#pragma once

#include "base/assert.h"
#include "metrics/summary.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

namespace spillway {

// Counts of times in buckets whose width grows with the time: 2^Bits buckets an octave above 2^(Bits + 4) ns, linear
// below. A percentile is the middle of its bucket, so its relative error is at most 2^-(Bits + 1). Count, mean, least
// and greatest are exact. Memory follows the largest time seen: 4 bytes a bucket. The sum of all times must stay below
// 584 years.
template <unsigned Bits>
class LogHistogram {
public:
    LogHistogram() = default;
    // A copy is packed until it is used: the buckets in use only, in as few bytes as the largest count needs.
    // Checkpoints have thousands of them.
    LogHistogram(const LogHistogram& other)
        : m_count{other.m_count}, m_sum{other.m_sum}, m_least{other.m_least}, m_greatest{other.m_greatest} {
        if (m_count != 0) packFrom(other);
    }
    LogHistogram(LogHistogram&&) noexcept = default;
    LogHistogram& operator=(const LogHistogram& other) { return *this = LogHistogram{other}; }
    LogHistogram& operator=(LogHistogram&&) noexcept = default;
    ~LogHistogram() = default;

    void record(Duration value) { record(value, 1); }
    void record(Duration value, std::uint32_t times) {
        SPILLWAY_ASSERT(value.count() >= 0, "a time is not negative");
        const auto ns = static_cast<std::uint64_t>(value.count());
        const std::size_t bucket = bucketOf(ns);
        if (bucket >= m_counts.size()) [[unlikely]]
            makeRoomFor(bucket);
        m_counts[bucket] += times;
        m_count += times;
        m_sum += ns * times;
        m_least = std::min(m_least, ns);
        m_greatest = std::max(m_greatest, ns);
    }
    // The same as one after the other, cheaper: room is made once and the counts do not wait for each other.
    // In nanoseconds.
    void record(std::span<const std::uint32_t> values) {
        if (values.empty()) return;
        std::uint32_t least = values.front();
        std::uint32_t greatest = least;
        std::uint64_t sum = 0;
        for (const std::uint32_t value : values) {
            least = std::min(least, value);
            greatest = std::max(greatest, value);
            sum += value;
        }
        const std::size_t last = bucketOf(greatest);
        if (last >= m_counts.size()) [[unlikely]]
            makeRoomFor(last);
        std::uint32_t* const counts = m_counts.data();
        for (const std::uint32_t value : values) ++counts[bucketOf(value)];
        m_count += values.size();
        m_sum += sum;
        m_least = std::min<std::uint64_t>(m_least, least);
        m_greatest = std::max<std::uint64_t>(m_greatest, greatest);
    }
    // Costs only the other's buckets in use.
    void merge(const LogHistogram& other) {
        if (other.m_count == 0) return;
        const std::size_t last = bucketOf(other.m_greatest);
        if (last >= m_counts.size()) makeRoomFor(last);
        other.unpack();
        for (std::size_t i = bucketOf(other.m_least); i <= last; ++i) m_counts[i] += other.m_counts[i];
        m_count += other.m_count;
        m_sum += other.m_sum;
        m_least = std::min(m_least, other.m_least);
        m_greatest = std::max(m_greatest, other.m_greatest);
    }
    // Keeps the memory; costs only the buckets in use.
    void reset() {
        if (m_count == 0) return;
        unpack();
        for (std::size_t i = bucketOf(m_least); i <= bucketOf(m_greatest); ++i) m_counts[i] = 0;
        m_count = m_sum = m_greatest = 0;
        m_least = kNone;
    }

    std::uint64_t count() const { return m_count; }
    Duration mean() const { return nanoseconds(m_count == 0 ? 0 : (m_sum + m_count / 2) / m_count); }
    Duration least() const { return nanoseconds(m_count == 0 ? 0 : m_least); }
    Duration greatest() const { return nanoseconds(m_greatest); }

    // The least bucket with at least `share` (0 to 1) of the times at or below it; zero when empty.
    Duration percentile(double share) const {
        if (m_count == 0) return Duration{0};
        const auto exact = share * static_cast<double>(m_count);
        auto rank = static_cast<std::uint64_t>(exact);
        if (static_cast<double>(rank) < exact || rank == 0) ++rank;
        rank = std::min(rank, m_count);
        unpack();
        std::uint64_t seen = 0;
        std::size_t bucket = bucketOf(m_least);
        for (;; ++bucket) {
            seen += m_counts[bucket];
            if (seen >= rank) break;
        }
        return nanoseconds(std::clamp(middleOf(bucket), m_least, m_greatest));
    }
    // Times at or below `bound`, to the precision of a bucket.
    std::uint64_t countUpTo(Duration bound) const {
        if (m_count == 0 || bound.count() < 0) return 0;
        unpack();
        const std::size_t last = std::min(bucketOf(static_cast<std::uint64_t>(bound.count())) + 1, m_counts.size());
        std::uint64_t seen = 0;
        for (std::size_t i = bucketOf(m_least); i < last; ++i) seen += m_counts[i];
        return seen;
    }
    LatencySummary summary() const {
        return {m_count,          mean(),           percentile(0.5),   percentile(0.9),
                percentile(0.95), percentile(0.99), percentile(0.999), greatest()};
    }
    // Calls visit(bucket, count) for every bucket in use, in rising order; for fingerprints.
    template <class Visit>
    void forEachBucket(Visit visit) const {
        if (m_count == 0) return;
        unpack();
        for (std::size_t i = bucketOf(m_least); i <= bucketOf(m_greatest); ++i) {
            if (m_counts[i] != 0) visit(i, m_counts[i]);
        }
    }

    // On the heap.
    std::size_t bytes() const {
        return m_counts.capacity() * sizeof(std::uint32_t) + (m_packed ? used() * m_width : 0);
    }

private:
    // Buckets from that of the least time to that of the greatest; there are some.
    std::size_t used() const { return bucketOf(m_greatest) - bucketOf(m_least) + 1; }
    template <class Count>
    static void narrow(std::span<const std::uint32_t> from, std::uint8_t* to) {
        for (std::size_t i = 0; i < from.size(); ++i) {
            const auto count = static_cast<Count>(from[i]);
            std::memcpy(to + i * sizeof(Count), &count, sizeof(Count));
        }
    }
    template <class Count>
    static void widen(const std::uint8_t* from, std::span<std::uint32_t> to) {
        for (std::size_t i = 0; i < to.size(); ++i) {
            Count count = 0;
            std::memcpy(&count, from + i * sizeof(Count), sizeof(Count));
            to[i] = count;
        }
    }
    void packFrom(const LogHistogram& other) {
        m_width = other.m_width;
        if (!other.m_packed) {
            const auto counts = std::span{other.m_counts}.subspan(bucketOf(m_least), used());
            std::uint32_t all = 0;
            for (const std::uint32_t count : counts) all |= count;
            m_width = all < 0x100 ? 1 : all < 0x1'0000 ? 2 : 4;
            m_packed = std::make_unique_for_overwrite<std::uint8_t[]>(used() * m_width);
            if (m_width == 1) return narrow<std::uint8_t>(counts, m_packed.get());
            if (m_width == 2) return narrow<std::uint16_t>(counts, m_packed.get());
            return narrow<std::uint32_t>(counts, m_packed.get());
        }
        m_packed = std::make_unique_for_overwrite<std::uint8_t[]>(used() * m_width);
        std::copy_n(other.m_packed.get(), used() * m_width, m_packed.get());
    }
    void unpack() const {
        if (m_packed) [[unlikely]]
            unpackAll();
    }
    [[gnu::noinline]] void unpackAll() const {
        m_counts.assign(bucketOf(m_greatest) + (std::size_t{1} << Bits), 0);
        const auto counts = std::span{m_counts}.subspan(bucketOf(m_least), used());
        if (m_width == 1) widen<std::uint8_t>(m_packed.get(), counts);
        if (m_width == 2) widen<std::uint16_t>(m_packed.get(), counts);
        if (m_width == 4) widen<std::uint32_t>(m_packed.get(), counts);
        m_packed.reset();
    }
    // What is packed has no counts yet, so whoever counts comes by here.
    [[gnu::noinline]] void makeRoomFor(std::size_t bucket) {
        unpack();
        if (bucket >= m_counts.size()) m_counts.resize(bucket + (std::size_t{1} << Bits));
    }

    static constexpr unsigned kUnitShift = 3;  // 8 ns: the width of the linear buckets
    static constexpr std::uint64_t kNone = ~std::uint64_t{0};

    static Duration nanoseconds(std::uint64_t value) { return Duration{static_cast<std::int64_t>(value)}; }

    // Units below 2^(Bits+1) are their own bucket; above, the leading Bits+1 bits of the unit and its magnitude.
    static std::size_t bucketOf(std::uint64_t ns) {
        const std::uint64_t unit = ns >> kUnitShift;
        const auto width = static_cast<unsigned>(std::bit_width(unit | (std::uint64_t{1} << Bits)));
        const unsigned shift = width - (Bits + 1);
        return static_cast<std::size_t>((std::uint64_t{shift} << Bits) + (unit >> shift));
    }
    static std::uint64_t middleOf(std::size_t bucket) {
        const std::uint64_t octave = bucket >> Bits;
        const unsigned shift = octave == 0 ? 0U : static_cast<unsigned>(octave - 1);
        const std::uint64_t mantissa = bucket - (std::uint64_t{shift} << Bits);
        const std::uint64_t low = (mantissa << shift) << kUnitShift;
        return low + ((std::uint64_t{1} << shift << kUnitShift) >> 1);
    }

    mutable std::vector<std::uint32_t> m_counts;
    mutable std::unique_ptr<std::uint8_t[]> m_packed;  // instead of them
    unsigned m_width = 4;                              // bytes a count in there
    std::uint64_t m_count = 0;
    std::uint64_t m_sum = 0;
    std::uint64_t m_least = kNone;
    std::uint64_t m_greatest = 0;
};

// What reports promise: 0.8 % at every time from 1 us up.
using LatencyHistogram = LogHistogram<6>;
// What one second of one node's chart needs: 3.1 %, a quarter of the memory.
using SecondHistogram = LogHistogram<4>;

}  // namespace spillway
