#pragma once

#include "platforms/hpa.h"
#include "platforms/pool.h"
#include "platforms/workload.h"

#include <algorithm>

namespace spillway {

struct PoolRules;

// KEDA's ScaledObject on a backlog: from zero and back by its own polls, above one by an HPA on an external metric.
class KedaScaler {
public:
    struct Settings {
        std::int64_t threshold = 1;
        std::int64_t activation = 0;
        std::int64_t min = 0;
        std::int64_t max = 1;
        Duration polling{0};
        Duration cooldown{0};
        Duration sync{0};
        bool byShards = false;  // how many a stream has counts, not what is in them
    };
    KedaScaler(const Settings& settings, const KubernetesFacts& facts);

    Duration period() const { return std::chrono::seconds{1}; }
    PoolDecision look(const PoolView& view);
    PoolDecision poke(const PoolView& view) const { return {view.replicas, {}}; }
    std::int64_t most() const { return m_settings.max; }
    bool countsShards() const { return m_settings.byShards; }
    // What one trigger reports of its backlog. Nobody could read more partitions of a Kafka topic than it has: KEDA
    // reports no more of their lag than they are worth (allowIdleConsumers is off). 0 partitions: a queue.
    std::int64_t reported(std::int64_t backlog, std::int64_t partitions) const {
        return partitions == 0 ? backlog : std::min(backlog, partitions * m_settings.threshold);
    }

private:
    PoolDecision poll(const PoolView& view);
    PoolDecision scale(const PoolView& view);

    Settings m_settings;
    HpaController m_hpa;
    bool m_begun = false;
    SimTime m_nextPoll{};
    SimTime m_nextSync{};
    SimTime m_lastActive{};
};

PoolRules kedaRules(const Workload& workload, const PlatformFacts& facts);

}  // namespace spillway
