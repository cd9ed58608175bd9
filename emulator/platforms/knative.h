#pragma once

#include "platforms/pool.h"
#include "platforms/start_path.h"
#include "platforms/windows.h"
#include "platforms/workload.h"

#include <optional>

// Knative Serving's pod autoscaler (KPA; platform-facts 6.6; knative/serving autoscaler.go and kpa/scaler.go).
namespace spillway {

struct PoolRules;
namespace detail {
class FactSheet;
}

struct KnativeFacts {
    Duration tick{0};
    Duration sample{0};
    Share utilization;
    Duration stableWindow{0};
    Share panicWindow;
    std::int64_t panicThreshold = 0;  // percent
    std::int64_t maxScaleUpRate = 0;
    std::int64_t maxScaleDownRate = 0;
    std::int64_t initialScale = 0;
    Duration grace{0};
    std::int64_t burstCapacity = 0;
    std::int64_t activatorQueue = 0;
    std::int64_t queueProxyDepth = 0;
    Duration requestTimeout{0};
    Duration longestTimeout{0};
    std::int64_t mostConcurrency = 0;  // of a container
    Distribution startProbe;
    Distribution startNetwork;
};
KnativeFacts readKnativeFacts(detail::FactSheet& sheet);

// One revision's autoscaler, all of it settled.
struct KnativeSettings {
    Duration tick{0};
    Duration sample{0};
    std::int64_t concurrency = 1;  // of a container
    double target = 1;             // requests in a pod that are aimed at
    double fullTarget = 1;         // before the utilisation
    Duration stableWindow{0};
    Duration panicWindow{0};
    double panicThreshold = 2;
    std::int64_t maxScaleUpRate = 1;
    std::int64_t maxScaleDownRate = 1;
    std::int64_t minScale = 0;
    std::int64_t maxScale = 0;  // 0: none
    std::int64_t activationScale = 1;
    Duration scaleDownDelay{0};
    Duration grace{0};
    std::int64_t burstCapacity = 0;
    std::int64_t activatorQueue = 0;
    std::int64_t queueProxyDepth = 0;
};
KnativeSettings knativeSettings(const KnativeScaling& stated, const KnativeFacts& facts, std::int64_t concurrency);

class KnativeScaler {
public:
    explicit KnativeScaler(const KnativeSettings& settings);

    // To be called every `sample`; decides at every tick.
    Duration period() const { return m_settings.sample; }
    PoolDecision look(const PoolView& view);
    // A request waits. From zero the activator wakes the autoscaler at once.
    PoolDecision poke(const PoolView& view);
    // Requests that the platform holds now: in the activator while it is in the path, else in the queue-proxies.
    std::int64_t lineLimit(std::int64_t ready) const;
    std::int64_t most() const { return m_settings.maxScale; }
    bool panics() const { return m_panicSince.has_value(); }
    bool activatorInPath() const { return m_inPath; }

private:
    PoolDecision decide(const PoolView& view);
    std::int64_t settled(std::int64_t stable, std::int64_t panic, double ready, SimTime now, std::string& reason);
    std::int64_t bounded(std::int64_t wanted, const PoolView& view, std::string& reason);
    std::int64_t towardsZero(const PoolView& view, std::string& reason);

    KnativeSettings m_settings;
    WindowMean m_seen;
    WindowPeak m_delayed;
    std::int64_t m_looks = 0;
    std::optional<SimTime> m_panicSince;
    std::int64_t m_panicPods = 0;
    std::optional<SimTime> m_inactiveSince;
    bool m_inPath = true;
};

struct PlatformFacts;
PoolRules knativeRules(const Workload& workload, const PlatformFacts& facts);
// A pod of Knative's, from the decision to the first request.
StartPath knativeStart(const Workload& workload, const PlatformFacts& facts);

}  // namespace spillway
