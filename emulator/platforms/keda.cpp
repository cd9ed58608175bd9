#include "platforms/keda.h"

#include "platforms/fact_sheet.h"
#include "platforms/pool_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace spillway {
namespace {

Hpa hpaOf(const KedaScaler::Settings& settings) {
    Hpa hpa;
    hpa.min = std::max<std::int64_t>(1, settings.min);
    hpa.max = std::max(hpa.min, settings.max);
    return hpa;
}

// Each trigger has a default of its own. Of several kinds together the one for queues counts.
std::int64_t usualThreshold(const Workload& workload, const KedaFacts& facts) {
    switch (workload.feed) {
        case Feed::kafka: return facts.lagThreshold;
        case Feed::rabbitmq: return facts.rabbitmqThreshold;
        case Feed::shards: return facts.shardsPerReplica;
        case Feed::mixed: break;
    }
    return facts.threshold;
}

}  // namespace

KedaFacts readKedaFacts(detail::FactSheet& sheet) {
    KedaFacts facts;
    sheet.read("polling_interval", facts.pollingInterval);
    sheet.read("cooldown_period", facts.cooldown);
    sheet.read("min_replica_count", facts.minReplicas);
    sheet.read("max_replica_count", facts.maxReplicas);
    sheet.read("activation", facts.activation);
    sheet.read("threshold", facts.threshold);
    sheet.read("lag_threshold", facts.lagThreshold);
    sheet.read("rabbitmq_threshold", facts.rabbitmqThreshold);
    sheet.read("shard_count", facts.shardsPerReplica);
    sheet.read("hpa_sync", facts.hpaSync);
    sheet.positive("polling_interval", facts.pollingInterval);
    sheet.positive("hpa_sync", facts.hpaSync);
    return facts;
}

KedaScaler::KedaScaler(const Settings& settings, const KubernetesFacts& facts)
    : m_settings{settings}, m_hpa{hpaOf(settings), facts}, m_nextPoll{settings.polling}, m_nextSync{settings.sync} {}

PoolDecision KedaScaler::look(const PoolView& view) {
    // The replicas it finds count as recommended, as they do for every HPA: its window holds them at the first look.
    if (!std::exchange(m_begun, true)) m_hpa.begin(view.now - period(), view.replicas);
    PoolDecision decision{view.replicas, {}};
    if (view.now >= m_nextPoll) {
        m_nextPoll += m_settings.polling;
        decision = poll(view);
    }
    if (view.now < m_nextSync) return decision;
    m_nextSync += m_settings.sync;
    if (view.replicas == 0 || decision.replicas != view.replicas) return decision;
    return scale(view);
}

PoolDecision KedaScaler::poll(const PoolView& view) {
    const bool active = view.backlog > m_settings.activation;
    const char* const unit = m_settings.byShards ? "shards" : "messages";
    if (active) m_lastActive = view.now;
    if (view.replicas == 0 && active) {
        return {std::max<std::int64_t>(1, m_settings.min),
                fmt::format("active: {} {} over {}", view.backlog, unit, m_settings.activation)};
    }
    if (view.replicas == 0 && view.backlog > 0) {
        return {0, fmt::format("{} {}; activation_threshold is {}", view.backlog, unit, m_settings.activation)};
    }
    if (view.replicas > 0 && !active && m_settings.min == 0 && view.now - m_lastActive >= m_settings.cooldown) {
        return {0, fmt::format("not active for {:g} s", toSeconds(m_settings.cooldown))};
    }
    return {view.replicas, {}};
}

PoolDecision KedaScaler::scale(const PoolView& view) {
    const std::int64_t metric = view.metric.value_or(view.backlog);
    HpaDecision decision = m_hpa.decideOnTotal(view.now, view.replicas, metric, m_settings.threshold);
    return {decision.replicas, std::move(decision.reason)};
}

PoolRules kedaRules(const Workload& workload, const PlatformFacts& all) {
    const KedaFacts& facts = all.keda;
    const Keda stated = workload.scaling->keda.value_or(Keda{});
    KedaScaler::Settings settings;
    settings.threshold = std::max<std::int64_t>(1, stated.threshold.value_or(usualThreshold(workload, facts)));
    settings.byShards = workload.feed == Feed::shards;
    settings.activation = stated.activation.value_or(facts.activation);
    settings.min = stated.minReplicas.value_or(facts.minReplicas);
    settings.max = std::max(settings.min, stated.maxReplicas.value_or(facts.maxReplicas));
    settings.polling = stated.pollingInterval.value_or(facts.pollingInterval);
    settings.cooldown = stated.cooldown.value_or(facts.cooldown);
    settings.sync = facts.hpaSync;
    PoolRules rules;
    rules.concurrency = workload.concurrency.value_or(1);
    // A Deployment comes up with the replicas it states, which KEDA finds; one replica is nobody's statement.
    rules.initial = workload.replicas > 1 ? std::clamp(workload.replicas, settings.min, settings.max) : settings.min;
    rules.lineLimit = workload.queueLimit;
    rules.visitLimit = workload.timeout;
    rules.startup = workload.startup ? StartPath{*workload.startup} : all.kubernetes.podStart;
    rules.scaler = KedaScaler{settings, all.kubernetes};
    return rules;
}

}  // namespace spillway
