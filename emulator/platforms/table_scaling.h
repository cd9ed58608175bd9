#pragma once

#include "base/units.h"
#include "policies/token_bucket.h"

#include <cstdint>
#include <optional>

// Application Auto Scaling of DynamoDB's capacity: target tracking over CloudWatch's minutes. What is provisioned goes
// up when more than its target was taken for some minutes in a row, down when far less was for many, and no oftener
// than a table may be decreased.
namespace spillway {

struct TableScalingLimits {
    std::int64_t above = 0;  // minutes in a row
    std::int64_t below = 0;
    Share margin;                // below the target by this share of it
    Duration delay{0};           // from the alarm until the capacity is there
    std::int64_t decreases = 0;  // at once
    Duration decreaseEvery{0};   // one more
};

// Of one side of a table, in units a second; `target` is a share.
struct CapacityScaling {
    double least = 0;
    double most = 0;
    double target = 1;
};

class TableScaler {
public:
    TableScaler(const TableScalingLimits& limits, const CapacityScaling& scaling);

    struct Change {
        double capacity = 0;
        double taken = 0;  // a second, over the last minute that the alarm saw
    };
    // To be called at whole seconds with the units that were taken in the second that ended. What is provisioned from
    // now on, if it changes.
    std::optional<Change> endSecond(SimTime now, double taken, double provisioned);

private:
    struct Update {
        SimTime at{};
        Change change;
    };
    void endMinute(SimTime now, double taken, double provisioned);

    TableScalingLimits m_limits;
    CapacityScaling m_scaling;
    TokenBucket m_decreases;
    double m_inMinute = 0;
    std::int64_t m_above = 0;
    std::int64_t m_below = 0;
    std::optional<Update> m_due;
};

}  // namespace spillway
