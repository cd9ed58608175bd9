#pragma once

#include "platforms/pool.h"
#include "platforms/workload.h"

// Virtual machines, fixed or in a group that tracks its CPU (Amazon EC2 Auto Scaling).
namespace spillway {

struct PoolRules;
struct PlatformFacts;
namespace detail {
class FactSheet;
}

struct VmFacts {
    Duration metricPeriod{0};
    std::int64_t outPeriods = 0;
    std::int64_t inPeriods = 0;
    Share inTarget;
    Share target;
    Duration warmup{0};
    std::int64_t minSize = 0;
    std::int64_t maxSize = 0;
    Cpu cores;
    Distribution launch;
    Distribution setup;
    Distribution health;
};
VmFacts readVmFacts(detail::FactSheet& sheet);

class GroupScaler {
public:
    struct Settings {
        std::int64_t min = 1;
        std::int64_t max = 1;
        double target = 1;  // share of the CPU of a machine
        double cores = 1;   // of a machine
        Duration warmup{0};
    };
    GroupScaler(const Settings& settings, const VmFacts& facts);

    Duration period() const { return m_period; }
    PoolDecision look(const PoolView& view);
    PoolDecision poke(const PoolView& view) const { return {view.replicas, {}}; }
    std::int64_t most() const { return m_settings.max; }

private:
    PoolDecision grow(const PoolView& view, double used);
    PoolDecision shrink(const PoolView& view, double used);

    Settings m_settings;
    Duration m_period;
    std::int64_t m_outPeriods;
    std::int64_t m_inPeriods;
    double m_inTarget;
    std::int64_t m_above = 0;  // periods in a row
    std::int64_t m_below = 0;
    SimTime m_warm{};  // the last machines count from then on
};

PoolRules vmRules(const Workload& workload, const PlatformFacts& facts);

}  // namespace spillway
