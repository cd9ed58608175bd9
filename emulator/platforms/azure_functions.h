#pragma once

#include "platforms/instance_size.h"
#include "platforms/pool.h"
#include "platforms/start_path.h"
#include "platforms/windows.h"
#include "platforms/workload.h"
#include "policies/token_bucket.h"

#include <array>

// Azure Functions (platform-facts 2): the plan decides how fast instances come.
namespace spillway {

struct PoolRules;
struct PlatformFacts;
namespace detail {
class FactSheet;
}

struct AzureFacts {
    Duration sample{0};
    Duration httpEvery{0};
    Duration otherEvery{0};
    std::int64_t targetStep = 0;
    Rate flexRate;
    std::int64_t queueTarget = 0;  // of a Storage queue
    std::int64_t serviceBusTarget = 0;
    std::int64_t serviceBusSessions = 0;
    std::int64_t streamTarget = 0;
    std::int64_t consumptionMax = 0;
    std::int64_t flexMax = 0;
    std::int64_t flexMostInstances = 0;
    std::int64_t premiumMax = 0;
    std::int64_t consumptionConcurrency = 0;
    std::int64_t flexConcurrency = 0;  // of an instance of medium size
    std::int64_t flexSmallConcurrency = 0;
    std::int64_t flexLargeConcurrency = 0;
    std::int64_t flexPythonConcurrency = 0;
    std::array<InstanceSize, 3> flexSizes;     // rising
    std::array<InstanceSize, 3> premiumSizes;  // EP1, EP2, EP3
    InstanceSize consumptionSize;              // of every instance
    ByteCount consumptionUsed;                 // billed where nothing is stated
    ByteCount payload;
    Duration flexLeast{0};  // billed
    Duration flexStep{0};
    Duration consumptionLeast{0};  // billed, of an execution
    Duration consumptionStep{0};
    std::int64_t premiumAlways = 0;
    Duration consumptionTimeout{0};
    Duration consumptionLongest{0};
    Duration otherTimeout{0};
    Duration httpLimit{0};
    Duration idleKept{0};
    Distribution consumptionStart;
    Distribution flexStart;
};
AzureFacts readAzureFacts(detail::FactSheet& sheet);

class AzureScaler {
public:
    struct Settings {
        AzurePlan plan = AzurePlan::consumption;
        bool messages = false;         // scaled by the backlog of its queues, not by requests
        std::int64_t concurrency = 1;  // of an instance, and the target
        std::int64_t min = 0;
        std::int64_t max = 1;
    };
    AzureScaler(const Settings& settings, const AzureFacts& facts);

    Duration period() const { return m_sample; }
    PoolDecision look(const PoolView& view);
    PoolDecision poke(const PoolView& view);
    std::int64_t most() const { return m_settings.max; }
    // Premium holds one instance started ahead: it takes over at once, and the next one is started behind it.
    Duration start(const StartPath& path, SimTime now, RngStream& stream);

private:
    PoolDecision lookAtRequests(const PoolView& view);
    PoolDecision lookAtMessages(const PoolView& view);
    std::int64_t allowed(std::int64_t wanted, SimTime now);

    Settings m_settings;
    Duration m_sample;
    Duration m_httpEvery;
    Duration m_otherEvery;
    std::int64_t m_step;
    Duration m_idle;
    TokenBucket m_flex;
    WindowPeak m_kept;
    bool m_poked = false;  // a request has started an instance since the look before
    SimTime m_nextAdd{};
    SimTime m_nextOther{};
    SimTime m_prewarmed{};  // when the instance started ahead is up
};

bool isFlex(const Scaling& scaling);
// The instance that a program which asks for so much runs in: the smallest that has it; Flex is chosen by memory alone.
// Without a statement of its memory: the medium one of Flex, the smallest of Premium.
InstanceSize azureSize(AzurePlan plan, const std::optional<ByteCount>& memory, const std::optional<Cpu>& cpu,
                       const AzureFacts& facts);
AzurePlan azurePlan(const Scaling& scaling);
// What the plan's largest instance has.
ByteCount azureMost(AzurePlan plan, const AzureFacts& facts);

PoolRules azureRules(const Workload& workload, const PlatformFacts& facts);

}  // namespace spillway
