#pragma once

#include "platforms/instance_size.h"
#include "platforms/pool.h"
#include "platforms/windows.h"
#include "platforms/workload.h"

#include <vector>

// Google Cloud Run and Cloud Run functions (platform-facts 3).
namespace spillway {

struct PoolRules;
struct PlatformFacts;
namespace detail {
class FactSheet;
}

struct CloudRunFacts {
    Share target;
    Duration window{0};
    Duration tick{0};
    Duration sample{0};
    std::int64_t maxInstances = 0;
    std::int64_t functionConcurrency = 0;
    Duration idleRetention{0};
    Duration pending{0};
    double pendingStarts = 0;
    Duration requestTimeout{0};
    Duration longestTimeout{0};
    Duration longestEventTimeout{0};  // of a function that events set off
    std::int64_t mostConcurrency = 0;
    InstanceSize largest;
    InstanceSize instance;  // of a service that does not say
    ByteCount functionMemory;
    std::vector<InstanceSize> functionSizes;  // rising; a function's CPU comes with its memory
    ByteCount payload;
    Duration billingStep{0};
    Distribution startPull;
    Distribution functionStart;

    Cpu functionCpu(ByteCount memory) const;
};
CloudRunFacts readCloudRunFacts(detail::FactSheet& sheet);

// Keeps both the mean concurrency and the mean CPU of the last minute at 60 % of what instances have; starts more at
// once when a request waits; keeps what is idle for a while.
class CloudRunScaler {
public:
    struct Settings {
        double target = 1;  // share
        std::int64_t concurrency = 1;
        double cores = 1;  // of an instance
        std::int64_t min = 0;
        std::int64_t max = 1;
    };
    CloudRunScaler(const Settings& settings, const CloudRunFacts& facts);

    Duration period() const { return m_sample; }
    PoolDecision look(const PoolView& view);
    PoolDecision poke(const PoolView& view);
    std::int64_t most() const { return m_settings.max; }

private:
    std::int64_t bounded(std::int64_t wanted, std::string& reason) const;

    Settings m_settings;
    Duration m_sample;
    Duration m_tick;
    Duration m_retention;
    WindowMean m_concurrency;
    WindowMean m_cores;
    WindowPeak m_kept;
    std::int64_t m_looks = 0;
    std::int64_t m_poked = 0;  // wanted since the last tick
};

PoolRules cloudRunRules(const Workload& workload, const PlatformFacts& facts);

}  // namespace spillway
