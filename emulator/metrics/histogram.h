#pragma once

#include "base/assert.h"
#include "metrics/by_eights.h"
#include "metrics/summary.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <type_traits>

namespace spillway {

// Counts of times in buckets whose width grows with the time: 2^Bits buckets an octave above 2^(Bits + 4) ns, linear
// below. A percentile is the middle of its bucket, so its relative error is at most 2^-(Bits + 1). Count, mean, least
// and greatest are exact. The sum of all times must stay below 584 years.
//
// Memory grows with what it holds: an octave has room when its first time comes, and a count is as wide as the number
// of all times needs (one byte up to 255 of them, two up to 65,535, then four), so that no bucket can overflow before
// all are widened. There are three of these for every flow and node: at 100,000 services that decides what a run takes.
template <unsigned Bits>
class LogHistogram {
public:
    LogHistogram() = default;
    // A copy has no room to spare: checkpoints have thousands of them.
    LogHistogram(const LogHistogram& other)
        : m_count{other.m_count}, m_sum{other.m_sum}, m_least{other.m_least}, m_greatest{other.m_greatest} {
        if (m_count == 0) return;
        m_width = other.m_width;
        m_blocks = m_room = other.m_blocks;
        m_store = std::make_unique_for_overwrite<std::uint8_t[]>(bytesFor(m_room, m_width));
        std::memcpy(m_store.get(), other.m_store.get(), bytesFor(m_blocks, m_width));
    }
    LogHistogram(LogHistogram&& other) noexcept { swap(other); }
    LogHistogram& operator=(LogHistogram other) noexcept {
        swap(other);
        return *this;
    }
    ~LogHistogram() = default;

    void record(Duration value) { record(value, 1); }
    void record(Duration value, std::uint32_t times) {
        SPILLWAY_ASSERT(value.count() >= 0, "a time is not negative");
        const auto ns = static_cast<std::uint64_t>(value.count());
        makeRoomFor(m_count + times);
        const std::size_t bucket = bucketOf(ns);
        const std::size_t place = placeOf(bucket >> Bits) * kBlock + bucket % kBlock;
        withCounts([&](auto* counts) { counts[place] = sum(counts[place], times); });
        take(times, ns * times, ns, ns);
    }
    // The same as one after the other, cheaper: room is made once and the counts do not wait for each other.
    // In nanoseconds.
    void record(std::span<const std::uint32_t> values) {
        if (values.empty()) return;
        makeRoomFor(m_count + values.size());
        const auto [least, greatest, sum] = extentOf(values);
        makeOctaves(values, bucketOf(least) >> Bits, bucketOf(greatest) >> Bits);
        if (values.size() < kWorthMany)
            countEach(values);
        else
            countMany(values, bucketOf(least) >> Bits, bucketOf(greatest) >> Bits);
        take(values.size(), sum, least, greatest);
    }
    // Costs only the other's octaves.
    void merge(const LogHistogram& other) {
        if (other.m_count == 0) return;
        makeRoomFor(m_count + other.m_count);
        for (std::size_t octave = other.firstOctave(); octave <= other.lastOctave(); ++octave) {
            if (other.m_store[octave] == 0) continue;
            other.withBlock(octave, [&](const auto* added) {
                std::uint32_t any = 0;
                for (std::size_t i = 0; i < kBlock; ++i) any |= added[i];
                if (any == 0) return;  // it has room there from another time
                placeOf(octave);
                withBlock(octave, [&](auto* counts) {
                    for (std::size_t i = 0; i < kBlock; ++i) counts[i] = sum(counts[i], added[i]);
                });
            });
        }
        take(other.m_count, other.m_sum, other.m_least, other.m_greatest);
    }
    // Keeps the memory; octaves get their blocks anew.
    void reset() {
        if (m_count == 0) return;
        std::memset(m_store.get(), 0, bytesFor(m_blocks, m_width));
        m_blocks = 0;
        m_count = m_sum = m_greatest = 0;
        m_least = kNone;
    }

    std::uint64_t count() const { return m_count; }
    Duration mean() const { return nanoseconds(m_count == 0 ? 0 : (m_sum + m_count / 2) / m_count); }
    Duration least() const { return nanoseconds(m_count == 0 ? 0 : m_least); }
    Duration greatest() const { return nanoseconds(m_greatest); }

    // The least bucket with at least `share` (0 to 1) of the times at or below it; zero when empty.
    Duration percentile(double share) const { return percentiles(std::array{share})[0]; }
    // Several at once, in rising order, in one pass.
    template <std::size_t Count>
    std::array<Duration, Count> percentiles(const std::array<double, Count>& shares) const {
        std::array<Duration, Count> found{};
        if (m_count == 0) return found;
        std::size_t next = 0;
        std::uint64_t before = 0;  // in lower octaves
        for (std::size_t octave = firstOctave(); next < Count && octave <= lastOctave(); ++octave) {
            if (m_store[octave] == 0) continue;
            withBlock(octave, [&](const auto* counts) {
                const std::uint64_t inside = sumOf(counts);
                std::uint64_t seen = before;
                std::size_t i = 0;
                for (; next < Count && before + inside >= rankOf(shares[next]); ++next) {
                    for (; seen + counts[i] < rankOf(shares[next]); ++i) seen += counts[i];
                    found[next] = nanoseconds(std::clamp(middleOf(octave * kBlock + i), m_least, m_greatest));
                }
                before += inside;
            });
        }
        return found;
    }
    // Times at or below `bound`, to the precision of a bucket.
    std::uint64_t countUpTo(Duration bound) const {
        if (m_count == 0 || bound.count() < 0) return 0;
        const std::size_t last = bucketOf(static_cast<std::uint64_t>(bound.count()));
        std::uint64_t seen = 0;
        forEachBucket([&](std::size_t bucket, std::uint32_t count) { seen += bucket <= last ? count : 0; });
        return seen;
    }
    LatencySummary summary() const {
        const auto at = percentiles(std::array{0.5, 0.9, 0.95, 0.99, 0.999});
        return {m_count, mean(), at[0], at[1], at[2], at[3], at[4], greatest()};
    }
    // Calls visit(bucket, count) for every bucket in use, in rising order; for fingerprints.
    template <class Visit>
    void forEachBucket(Visit visit) const {
        if (m_count == 0) return;
        Block block;
        for (std::size_t octave = firstOctave(); octave <= lastOctave(); ++octave) {
            if (!read(octave, block)) continue;
            for (std::size_t i = 0; i < kBlock; ++i) {
                if (block[i] != 0) visit(octave * kBlock + i, block[i]);
            }
        }
    }

    // On the heap.
    std::size_t bytes() const { return m_store ? bytesFor(m_room, m_width) : 0; }

private:
    static constexpr std::size_t kBlock = std::size_t{1} << Bits;
    static constexpr std::size_t kOctaves = 64;  // more than a time has
    static constexpr unsigned kUnitShift = 3;    // 8 ns: the width of the linear buckets
    static constexpr std::size_t kWorthMany = 32;
    static constexpr std::size_t kManyValues = 256;
    static constexpr std::uint64_t kNone = ~std::uint64_t{0};
    using Block = std::array<std::uint32_t, kBlock>;

    template <class Count>
    static Count sum(Count a, std::uint32_t b) {
        return static_cast<Count>(a + b);
    }
    static std::size_t bytesFor(std::size_t blocks, std::size_t width) { return kOctaves + blocks * kBlock * width; }
    std::size_t firstOctave() const { return bucketOf(m_least) >> Bits; }
    std::size_t lastOctave() const { return bucketOf(m_greatest) >> Bits; }
    // The blocks, in the type that the counts have.
    template <class Act>
    void withCounts(Act act) const {
        std::uint8_t* const counts = m_store.get() + kOctaves;
        if (m_width == 1) return act(counts);
        if (m_width == 2) return act(reinterpret_cast<std::uint16_t*>(counts));
        return act(reinterpret_cast<std::uint32_t*>(counts));
    }
    // Those of an octave that has a block.
    template <class Act>
    void withBlock(std::size_t octave, Act act) const {
        const std::size_t place = (m_store[octave] - 1U) * kBlock;
        withCounts([&](auto* counts) { act(counts + place); });
    }
    template <class Count>
    static std::uint64_t sumOf(const Count* counts) {
        // So many narrow counts do not overflow the narrower sum, which is cheaper.
        std::conditional_t<sizeof(Count) < 4, std::uint32_t, std::uint64_t> all = 0;
        for (std::size_t i = 0; i < kBlock; ++i) all += counts[i];
        return all;
    }
    // False if nothing of this octave was ever recorded.
    bool read(std::size_t octave, Block& to) const {
        if (m_store[octave] == 0) return false;
        withBlock(octave, [&](const auto* counts) { std::copy_n(counts, kBlock, to.begin()); });
        return true;
    }
    // There is room for all of them.
    void countEach(std::span<const std::uint32_t> values) {
        withCounts([&](auto* counts) {
            const std::uint8_t* const places = m_store.get();
            for (const std::uint32_t value : values) {
                const std::size_t bucket = bucketOf(value);
                ++counts[(places[bucket >> Bits] - 1U) * kBlock + bucket % kBlock];
            }
        });
    }
    // The same for many, whose octaves lie between these two. If their blocks lie in a row, all of them are as far from
    // where they would be if every octave had a block.
    void countMany(std::span<const std::uint32_t> values, std::size_t first, std::size_t last) {
        std::array<std::uint32_t, kOctaves> moved{};
        bool inRow = true;
        for (std::size_t octave = first; octave <= last; ++octave) {
            moved[octave] = static_cast<std::uint32_t>((m_store[octave] - 1U - octave) * kBlock);
            inRow &= moved[octave] == moved[first];
        }
        const BucketShape shape{.unitShift = kUnitShift, .bits = Bits, .moved = inRow ? moved[first] : 0};
        std::array<std::uint32_t, 64> buckets;
        withCounts([&](auto* counts) {
            while (!values.empty()) {
                const auto part = values.first(std::min(values.size(), buckets.size()));
                values = values.subspan(part.size());
                bucketsOf(part, shape, buckets.data());
                for (std::size_t i = 0; i < part.size(); ++i) {
                    const std::uint32_t bucket = buckets[i];
                    ++counts[inRow ? bucket : bucket + moved[bucket >> Bits]];
                }
            }
        });
    }
    void take(std::uint64_t count, std::uint64_t sum, std::uint64_t least, std::uint64_t greatest) {
        m_count += count;
        m_sum += sum;
        m_least = std::min(m_least, least);
        m_greatest = std::max(m_greatest, greatest);
    }
    // Counts wide enough for so many times in all.
    void makeRoomFor(std::uint64_t count) {
        const std::size_t wanted = count <= 0xff ? 1 : count <= 0xffff ? 2 : 4;
        if (!m_store || wanted > m_width) [[unlikely]]
            rebuild(m_room, std::max<std::size_t>(wanted, m_width));
    }
    // Room for every octave of `values`, which lie between these two.
    void makeOctaves(std::span<const std::uint32_t> values, std::size_t first, std::size_t last) {
        bool missing = false;
        for (std::size_t octave = first; octave <= last; ++octave) missing |= m_store[octave] == 0;
        if (!missing) return;
        // To look for those that need none costs more than the room when there are many values, or when it is there.
        const bool isThere = m_blocks + (last - first) < m_room;
        std::uint64_t wanted = values.size() < kManyValues && !isThere ? 0 : ~std::uint64_t{0};
        if (wanted == 0) {
            for (const std::uint32_t value : values) wanted |= std::uint64_t{1} << (bucketOf(value) >> Bits);
        }
        for (std::size_t octave = first; octave <= last; ++octave) {
            if ((wanted >> octave & 1) != 0) placeOf(octave);
        }
    }
    // Which block an octave has; from now on, if it had none.
    std::size_t placeOf(std::size_t octave) {
        if (m_store[octave] == 0) [[unlikely]] {
            if (m_blocks == m_room) rebuild(m_room + std::size_t{2}, m_width);
            m_store[octave] = ++m_blocks;
        }
        return m_store[octave] - 1U;
    }
    [[gnu::noinline]] void rebuild(std::size_t room, std::size_t width) {
        auto store = std::make_unique<std::uint8_t[]>(bytesFor(room, width));
        if (m_store) {
            std::memcpy(store.get(), m_store.get(), kOctaves);
            const auto copy = [&](auto* to) {
                withCounts([&](const auto* from) {
                    for (std::size_t i = 0; i < m_blocks * kBlock; ++i)
                        to[i] = static_cast<std::remove_reference_t<decltype(*to)>>(from[i]);
                });
            };
            std::uint8_t* const counts = store.get() + kOctaves;
            if (width == 1) copy(counts);
            if (width == 2) copy(reinterpret_cast<std::uint16_t*>(counts));
            if (width == 4) copy(reinterpret_cast<std::uint32_t*>(counts));
        }
        m_store = std::move(store);
        m_room = static_cast<std::uint8_t>(room);
        m_width = static_cast<std::uint8_t>(width);
    }
    void swap(LogHistogram& other) noexcept {
        std::swap(m_store, other.m_store);
        std::swap(m_width, other.m_width);
        std::swap(m_blocks, other.m_blocks);
        std::swap(m_room, other.m_room);
        std::swap(m_count, other.m_count);
        std::swap(m_sum, other.m_sum);
        std::swap(m_least, other.m_least);
        std::swap(m_greatest, other.m_greatest);
    }

    // Which of the times in order is the first with `share` of them at or below it, from 1; there are some.
    std::uint64_t rankOf(double share) const {
        const auto exact = share * static_cast<double>(m_count);
        auto rank = static_cast<std::uint64_t>(exact);
        if (static_cast<double>(rank) < exact || rank == 0) ++rank;
        return std::min(rank, m_count);
    }
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

    // First one byte an octave: 0, or which block it has, from 1; then the blocks.
    std::unique_ptr<std::uint8_t[]> m_store;
    std::uint8_t m_width = 1;   // bytes a count
    std::uint8_t m_blocks = 0;  // in use
    std::uint8_t m_room = 0;    // blocks there is room for
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
