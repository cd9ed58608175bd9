#include "platforms/table_capacity.h"

#include <algorithm>
#include <cmath>

namespace spillway {

namespace {

// Each has what the one had of which it is a part.
std::vector<TokenBucket> split(const std::vector<TokenBucket>& before, std::size_t count, double limit, SimTime now) {
    std::vector<TokenBucket> after(count, TokenBucket{Rate::perSecond(limit), limit, now});
    for (std::size_t i = 0; i < count; ++i) {
        TokenBucket was = before[i * before.size() / count];
        const double had = was.available(now);
        if (had < limit) after[i].tryTake(now, limit - had);
    }
    return after;
}

}  // namespace

TableCapacity::TableCapacity(const TableLimits& limits, double reads, double writes, std::uint32_t partitions)
    : m_growth{static_cast<double>(limits.growth)}, m_onDemand{reads == 0 && writes == 0} {
    m_slice = limits.memory / static_cast<std::int64_t>(m_sides[0].peaks.size());
    const std::array<double, 2> stated{reads, writes};
    const std::array<double, 2> initial{limits.initialReads, limits.initialWrites};
    const std::array<double, 2> most{limits.partitionReads, limits.partitionWrites};
    for (std::size_t i = 0; i < m_sides.size(); ++i) {
        Side& side = m_sides[i];
        side.initial = initial[i];
        side.limit = m_onDemand ? initial[i] : stated[i];
        side.partitionLimit = most[i];
        const double saved = m_onDemand ? side.limit : side.limit * toSeconds(limits.burst);
        side.table = TokenBucket{Rate::perSecond(side.limit), std::max(1.0, saved)};
        side.partitions.assign(partitions, TokenBucket{Rate::perSecond(most[i]), most[i]});
    }
}

TableAnswer TableCapacity::take(bool write, double units, std::uint32_t partition, SimTime now) {
    Side& side = m_sides[write ? 1 : 0];
    // It is where its key is hashed to, of 2^32: those that there are own equal ranges.
    TokenBucket& own = side.partitions[partition * std::uint64_t{side.partitions.size()} >> 32];
    if (own.available(now) + 1e-9 < units) return TableAnswer::partitionThrottled;
    if (!side.table.tryTake(now, units)) return TableAnswer::tableThrottled;
    own.tryTake(now, units);
    side.taken += units;
    side.inSecond += units;
    return TableAnswer::taken;
}

void TableCapacity::endSecond(SimTime now) {
    const auto slice = static_cast<std::size_t>((now.time_since_epoch() - std::chrono::seconds{1}) / m_slice);
    const std::size_t current = slice % m_sides[0].peaks.size();
    for (Side& side : m_sides) {
        if (slice != m_current) side.peaks[current] = 0;
        side.peaks[current] = std::max(side.peaks[current], side.inSecond);
        side.busiest = std::max(side.busiest, side.inSecond);
        side.inSecond = 0;
        if (!m_onDemand) continue;
        // Partitions split over a minute: the running one does not count yet.
        double peak = 0;
        for (std::size_t i = 0; i < side.peaks.size(); ++i) peak = i == current ? peak : std::max(peak, side.peaks[i]);
        // What it has taken once it takes again, however long ago that was.
        const double wanted = std::max({side.initial, m_growth * peak, std::min(side.limit, side.busiest)});
        if (wanted == side.limit) continue;
        // The bucket holds a second's worth of what it takes; it begins empty of what it had not.
        const double had = side.table.available(now);
        side.limit = wanted;
        side.table = TokenBucket{Rate::perSecond(wanted), wanted, now};
        if (had < wanted) side.table.tryTake(now, wanted - had);
    }
    m_current = slice;
    if (!m_onDemand) return;
    // What it takes its partitions have to give; those that it has once it keeps.
    std::size_t needed = 0;
    for (const Side& side : m_sides)
        needed = std::max(needed, static_cast<std::size_t>(std::ceil(side.limit / side.partitionLimit - 1e-9)));
    for (Side& side : m_sides)
        if (needed > side.partitions.size()) side.partitions = split(side.partitions, needed, side.partitionLimit, now);
}

bool TableCapacity::isFull() const {
    constexpr double kAbout = 0.9;
    return std::ranges::any_of(m_sides, [](const Side& side) {
        const double most = side.partitionLimit * static_cast<double>(side.partitions.size());
        return side.inSecond >= kAbout * std::min(side.limit, most);
    });
}

static double blocksOf(ByteCount item, ByteCount unit) {
    return std::max(1.0, std::ceil(static_cast<double>(item.bytes) / static_cast<double>(unit.bytes)));
}

double TableLimits::readUnits(ByteCount item, bool consistent) const {
    return blocksOf(item, readUnit) * (consistent ? 1 : eventualRead.fraction());
}

double TableLimits::writeUnits(ByteCount item) const { return blocksOf(item, writeUnit); }

}  // namespace spillway
