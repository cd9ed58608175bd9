#pragma once

#include "base/units.h"
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

    // Units of one request.
    double readUnits(ByteCount item, bool consistent) const;
    double writeUnits(ByteCount item) const;
};

enum class TableAnswer : std::uint8_t { taken, tableThrottled, partitionThrottled };

class TableCapacity {
public:
    // Units a second; on demand when both are zero.
    TableCapacity(const TableLimits& limits, double reads, double writes, std::uint32_t partitions);

    TableAnswer take(bool write, double units, std::uint32_t partition, SimTime now);
    // The peak is that of whole seconds; on demand, what it takes follows it. To be called at whole seconds.
    void endSecond(SimTime now);
    double limit(bool write) const { return m_sides[write ? 1 : 0].limit; }
    // Units that were taken: all, and in the busiest second (the running one included).
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
        std::array<double, 30> peaks{};  // of the slices of `memory`
    };
    std::array<Side, 2> m_sides;  // reads, writes
    Duration m_slice{0};
    double m_growth = 0;
    std::size_t m_current = 0;
    bool m_onDemand = false;
};

}  // namespace spillway
