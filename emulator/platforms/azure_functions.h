#pragma once

#include "platforms/pool.h"
#include "platforms/start_path.h"
#include "platforms/windows.h"
#include "platforms/workload.h"
#include "policies/token_bucket.h"

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
    std::int64_t consumptionMax = 0;
    std::int64_t flexMax = 0;
    std::int64_t premiumMax = 0;
    std::int64_t consumptionConcurrency = 0;
    std::int64_t flexConcurrency = 0;  // of an instance of medium size
    std::int64_t flexSmallConcurrency = 0;
    std::int64_t flexLargeConcurrency = 0;
    std::int64_t flexPythonConcurrency = 0;
    ByteCount flexSmall;  // sizes of an instance
    ByteCount flexMedium;
    ByteCount flexLarge;
    Duration flexLeast{0};  // billed
    Duration flexStep{0};
    std::int64_t premiumAlways = 0;
    Duration consumptionTimeout{0};
    Duration otherTimeout{0};
    Duration httpLimit{0};
    Duration idleKept{0};
    Cpu instanceCpu;
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
    SimTime m_nextAdd{};
    SimTime m_nextOther{};
    SimTime m_prewarmed{};  // when the instance started ahead is up
};

bool isFlex(const Scaling& scaling);
// The instance that a program with so much memory runs in; without a statement the one in the middle.
ByteCount flexSize(const std::optional<ByteCount>& stated, const AzureFacts& facts);

PoolRules azureRules(const Workload& workload, const PlatformFacts& facts);

}  // namespace spillway
