#pragma once

#include "base/units.h"
#include "platforms/table_scaling.h"
#include "policies/token_bucket.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

// DynamoDB's capacity (platform-facts 9): units a second for the whole table, saved up for a while, and a limit of each
// partition that no capacity lifts.
namespace spillway {

struct TableLimits {
    ByteCount readUnit;         // a strongly consistent read counts once for each of these that it has begun
    ByteCount writeUnit;        // a write likewise
    Share eventualRead;         // of that, for a read that may be old
    double partitionReads = 0;  // units a second
    double partitionWrites = 0;
    Duration burst{0};        // unused capacity that is kept
    double initialReads = 0;  // on demand: taken from the start
    double initialWrites = 0;
    Duration memory{0};       // on demand: a multiple of the peak of this long is taken
    std::int64_t growth = 0;  // which multiple
    Share autoscalingTarget;  // provisioned: of the capacity, what its autoscaler lets be used
    Share leastTarget;        // that can be stated
    Share mostTarget;
    TableScalingLimits autoscaling;
    double transaction = 1;    // units of a transaction for each that the request takes else
    std::int64_t indexes = 0;  // at most

    // Units of one request.
    double readUnits(ByteCount item, bool consistent) const;
    double writeUnits(ByteCount item) const;
};

enum class TableAnswer : std::uint8_t { taken, tableThrottled, partitionThrottled };

class TableCapacity {
public:
    // Units a second; on demand when both are zero.
    TableCapacity(const TableLimits& limits, double reads, double writes, std::uint32_t partitions);

    // Whether there is as much; nothing is taken. `partition`: the hash of a key, of 2^32.
    TableAnswer ask(bool write, double units, std::uint32_t partition, SimTime now) const;
    // What is there, which was asked for.
    void take(bool write, double units, std::uint32_t partition, SimTime now);
    // Another capacity is provisioned from now on; what was saved stays, as far as it may be.
    void provision(bool write, double units, SimTime now);
    // The peak is that of whole seconds; on demand, what it takes follows it. To be called at whole seconds.
    void endSecond(SimTime now);
    double limit(bool write) const { return m_sides[write ? 1 : 0].limit; }
    // Units a second, on average over the seconds that have ended.
    double meanLimit(bool write) const {
        return m_seconds > 0 ? m_sides[write ? 1 : 0].limits / static_cast<double>(m_seconds) : limit(write);
    }
    // Units that were taken: in the running second, all, and in the busiest second (the running one included).
    double inSecond(bool write) const { return m_sides[write ? 1 : 0].inSecond; }
    double taken(bool write) const { return m_sides[write ? 1 : 0].taken; }
    double busiest(bool write) const {
        return std::max(m_sides[write ? 1 : 0].busiest, m_sides[write ? 1 : 0].inSecond);
    }
    // Whether all partitions together gave about what they can in the running second: nothing is hot then.
    bool isFull() const;
    std::size_t partitions() const { return m_sides[0].partitions.size(); }
    bool onDemand() const { return m_onDemand; }

private:
    struct Side {
        double limit = 0;
        double initial = 0;
        double partitionLimit = 0;
        TokenBucket table{Rate{}, 0};
        std::vector<TokenBucket> partitions;
        double taken = 0;
        double busiest = 0;
        double inSecond = 0;             // units taken in the running second
        double limits = 0;               // of all seconds that have ended
        std::array<double, 30> peaks{};  // of the slices of `memory`
    };
    Side& sideOf(bool write) { return m_sides[write ? 1 : 0]; }
    // As many partitions as the limits need; those that it has once it keeps.
    void splitPartitions(SimTime now);

    std::array<Side, 2> m_sides;  // reads, writes
    Duration m_burst{0};
    std::uint64_t m_seconds = 0;
    Duration m_slice{0};
    double m_growth = 0;
    std::size_t m_current = 0;
    bool m_onDemand = false;
};

}  // namespace spillway
