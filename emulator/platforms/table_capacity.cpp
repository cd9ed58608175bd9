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
    m_burst = limits.burst;
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

// Those that there are own equal ranges of the hashes.
static std::size_t ownerOf(std::uint32_t partition, std::size_t partitions) {
    return partition * std::uint64_t{partitions} >> 32;
}

TableAnswer TableCapacity::ask(bool write, double units, std::uint32_t partition, SimTime now) const {
    constexpr double kRounding = 1e-9;
    const Side& side = m_sides[write ? 1 : 0];
    const TokenBucket& own = side.partitions[ownerOf(partition, side.partitions.size())];
    if (own.available(now) + kRounding < units) return TableAnswer::partitionThrottled;
    return side.table.available(now) < units - kRounding ? TableAnswer::tableThrottled : TableAnswer::taken;
}

void TableCapacity::take(bool write, double units, std::uint32_t partition, SimTime now) {
    Side& side = sideOf(write);
    side.table.tryTake(now, units);
    side.partitions[ownerOf(partition, side.partitions.size())].tryTake(now, units);
    side.taken += units;
    side.inSecond += units;
}

void TableCapacity::provision(bool write, double units, SimTime now) {
    Side& side = sideOf(write);
    const double had = side.table.available(now);
    const double most = std::max(1.0, units * toSeconds(m_burst));
    side.limit = units;
    side.table = TokenBucket{Rate::perSecond(units), most, now};
    if (had < most) side.table.tryTake(now, most - had);
    splitPartitions(now);
}

void TableCapacity::endSecond(SimTime now) {
    const auto slice = static_cast<std::size_t>((now.time_since_epoch() - std::chrono::seconds{1}) / m_slice);
    const std::size_t current = slice % m_sides[0].peaks.size();
    for (Side& side : m_sides) {
        if (slice != m_current) side.peaks[current] = 0;
        side.peaks[current] = std::max(side.peaks[current], side.inSecond);
        side.busiest = std::max(side.busiest, side.inSecond);
        side.inSecond = 0;
        side.limits += side.limit;
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
    ++m_seconds;
    if (m_onDemand) splitPartitions(now);
}

// What it takes its partitions have to give.
void TableCapacity::splitPartitions(SimTime now) {
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
