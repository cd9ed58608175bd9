#pragma once

#include "base/units.h"
#include "policies/token_bucket.h"

#include <array>
#include <cstdint>
#include <vector>

// DynamoDB's capacity (platform-facts 9): units a second for the whole table, saved up for five minutes, and a limit of
// each partition that no capacity lifts.
namespace spillway {

struct TableLimits {
    double partitionReads = 0;  // units a second
    double partitionWrites = 0;
    Duration burst{0};        // unused capacity that is kept
    double initialReads = 0;  // on demand: taken from the start
    double initialWrites = 0;
    Duration memory{0};  // on demand: up to twice the peak of this long is taken
};

enum class TableAnswer : std::uint8_t { taken, tableThrottled, partitionThrottled };

class TableCapacity {
public:
    // Units a second; on demand when both are zero.
    TableCapacity(const TableLimits& limits, double reads, double writes, std::uint32_t partitions);

    TableAnswer take(bool write, double units, std::uint32_t partition, SimTime now);
    // On demand: what it takes follows the peak. To be called at whole seconds.
    void endSecond(SimTime now);
    double limit(bool write) const { return m_sides[write ? 1 : 0].limit; }
    bool onDemand() const { return m_onDemand; }

private:
    struct Side {
        double limit = 0;
        double initial = 0;
        double partitionLimit = 0;
        TokenBucket table{Rate{}, 0};
        std::vector<TokenBucket> partitions;
        double inSecond = 0;             // units taken in the running second
        std::array<double, 30> peaks{};  // of the slices of `memory`
    };
    std::array<Side, 2> m_sides;  // reads, writes
    Duration m_slice{0};
    std::size_t m_current = 0;
    bool m_onDemand = false;
};

// Units of one request: reads count by 4 KiB (half when eventually consistent), writes by 1 KiB.
double readUnits(ByteCount item, bool consistent);
double writeUnits(ByteCount item);

}  // namespace spillway
