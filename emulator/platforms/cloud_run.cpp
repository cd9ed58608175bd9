#include "platforms/cloud_run.h"

#include "platforms/fact_sheet.h"
#include "platforms/pool_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace spillway {
namespace {

std::int64_t ceiling(double value) { return static_cast<std::int64_t>(std::ceil(value - 1e-9)); }

// The program's own start is believed to be the same wherever it runs.
Distribution applicationStart(const PlatformFacts& facts) { return facts.kubernetes.applicationStart; }

}  // namespace

Cpu CloudRunFacts::functionCpu(ByteCount memory) const {
    const auto size =
        std::ranges::find_if(functionSizes, [&](const InstanceSize& each) { return memory <= each.memory; });
    return size == functionSizes.end() ? functionSizes.back().cpu : size->cpu;
}

CloudRunFacts readCloudRunFacts(detail::FactSheet& sheet) {
    CloudRunFacts facts;
    sheet.read("target", facts.target);
    sheet.read("window", facts.window);
    sheet.read("tick", facts.tick);
    sheet.read("sample", facts.sample);
    sheet.read("max_instances", facts.maxInstances);
    sheet.read("function_concurrency", facts.functionConcurrency);
    sheet.read("idle_retention", facts.idleRetention);
    sheet.read("pending", facts.pending);
    sheet.read("pending_starts", facts.pendingStarts);
    sheet.read("request_timeout", facts.requestTimeout);
    sheet.read("request_timeout_most", facts.longestTimeout);
    sheet.read("event_timeout_most", facts.longestEventTimeout);
    sheet.read("concurrency_most", facts.mostConcurrency);
    sheet.read("cpu_most", facts.largest.cpu);
    sheet.read("memory_most", facts.largest.memory);
    sheet.read("instance_cpu", facts.instance.cpu);
    sheet.read("instance_memory", facts.instance.memory);
    sheet.read("function_memory", facts.functionMemory);
    sheet.read("payload", facts.payload);
    sheet.read("billing_step", facts.billingStep);
    facts.functionSizes = sheet.readFunctionSizes();
    sheet.read("start_pull", facts.startPull);
    sheet.read("function_start", facts.functionStart);
    sheet.positive("tick", facts.tick);
    sheet.positive("sample", facts.sample);
    return facts;
}

CloudRunScaler::CloudRunScaler(const Settings& settings, const CloudRunFacts& facts)
    : m_settings{settings},
      m_sample{facts.sample},
      m_tick{facts.tick},
      m_retention{facts.idleRetention},
      m_concurrency{static_cast<std::size_t>(std::max<std::int64_t>(1, facts.window / facts.sample))},
      m_cores{static_cast<std::size_t>(std::max<std::int64_t>(1, facts.window / facts.sample))},
      m_kept{facts.idleRetention} {}

std::int64_t CloudRunScaler::bounded(std::int64_t wanted, std::string& reason) const {
    if (wanted < m_settings.min) reason += fmt::format("; min_instances is {}", m_settings.min);
    if (wanted > m_settings.max) reason += fmt::format("; max_instances is {}", m_settings.max);
    return std::clamp(wanted, m_settings.min, std::max(m_settings.min, m_settings.max));
}

PoolDecision CloudRunScaler::look(const PoolView& view) {
    m_concurrency.add(view.concurrency);
    m_cores.add(view.cores);
    if (++m_looks % std::max<std::int64_t>(1, m_tick / m_sample) != 0) return {view.replicas, {}};
    const double byConcurrency =
        m_concurrency.mean() / (m_settings.target * static_cast<double>(m_settings.concurrency));
    const double byCpu = m_cores.mean() / (m_settings.target * m_settings.cores);
    const bool cpu = byCpu > byConcurrency;
    const std::int64_t wanted = ceiling(std::max(byConcurrency, byCpu));
    std::string reason =
        cpu ? fmt::format("{:.1f} vCPU at {:g}% of {:g} an instance: {}", m_cores.mean(), 100 * m_settings.target,
                          m_settings.cores, wanted)
            : fmt::format("{:.1f} requests at once at {:g}% of {} an instance: {}", m_concurrency.mean(),
                          100 * m_settings.target, m_settings.concurrency, wanted);
    const std::int64_t kept = m_kept.add(view.now, std::max(wanted, std::exchange(m_poked, 0)));
    if (kept > wanted) reason += fmt::format("; {} idle for less than {:g} min", kept, toSeconds(m_retention) / 60);
    const std::int64_t instances = bounded(kept, reason);
    return {instances, std::move(reason)};
}

PoolDecision CloudRunScaler::poke(const PoolView& view) {
    const auto need =
        ceiling(static_cast<double>(view.busy + view.waiting) / static_cast<double>(m_settings.concurrency));
    std::string reason = fmt::format("{} requests wait", view.waiting);
    const std::int64_t instances = std::max(view.replicas, bounded(need, reason));
    m_poked = std::max(m_poked, instances);
    return {instances, std::move(reason)};
}

PoolRules cloudRunRules(const Workload& workload, const PlatformFacts& all) {
    const CloudRunFacts& facts = all.cloudRun;
    const CloudRunScaling stated = workload.scaling->cloudRun.value_or(CloudRunScaling{});
    PoolRules rules;
    rules.concurrency = stated.concurrency.value_or(workload.concurrency.value_or(facts.functionConcurrency));
    rules.initial = stated.minInstances.value_or(0);
    rules.holds = true;
    rules.overflow = rules.late = PoolRules::Refusal::throttled;
    rules.lineLimit = 1'000'000;
    rules.cpu = workload.isFunction ? facts.functionCpu(workload.memory.value_or(facts.functionMemory))
                                    : workload.cpu.value_or(facts.instance.cpu);
    rules.visitLimit = workload.timeout.value_or(facts.requestTimeout);
    double startSeconds = 0;
    if (workload.startup) {
        rules.startup = StartPath{*workload.startup};
        startSeconds = meanSeconds(*workload.startup);
    } else if (workload.isFunction) {
        rules.startup = StartPath{facts.functionStart};
        startSeconds = meanSeconds(facts.functionStart);
    } else {
        rules.startup = StartPath{
            {{"pull", Sampler{facts.startPull}, false}, {"application", Sampler{applicationStart(all)}, false}}};
        startSeconds = meanSeconds(facts.startPull) + meanSeconds(applicationStart(all));
    }
    rules.lineWait = std::max(facts.pending, secondsToDuration(std::min(startSeconds, 1e6) * facts.pendingStarts));
    CloudRunScaler::Settings settings;
    settings.target = std::max(0.01, facts.target.fraction());
    settings.concurrency = rules.concurrency;
    settings.cores = static_cast<double>(std::max<std::int64_t>(1, rules.cpu->millicores)) / 1000;
    if (!workload.cpuShare) {
        settings.cores = 1e9;
        rules.assumed.emplace_back("cpu_share", "not stated: on Cloud Run only the concurrency is kept at 60%");
    }
    // Otherwise no instance ever were idle: what a burst started would be billed for as long as anybody asks.
    const double burns = workload.cpuShare ? workload.cpuShare->fraction() : 0;
    const double byCpu = burns > 0 ? settings.cores / burns : static_cast<double>(rules.concurrency);
    const double full = settings.target * std::min(static_cast<double>(rules.concurrency), byCpu);
    rules.fill = std::max<std::int64_t>(1, static_cast<std::int64_t>(full + 1e-9));
    rules.assumed.emplace_back("platform",
                               "assumed: Cloud Run fills instances to its target and leaves the others idle");
    settings.min = stated.minInstances.value_or(0);
    settings.max = std::max(settings.min, stated.maxInstances.value_or(facts.maxInstances));
    rules.billing =
        PoolRules::Billing{.step = facts.billingStep, .ready = settings.min, .of = PoolRules::Billing::Of::instance};
    rules.scaler = CloudRunScaler{settings, facts};
    return rules;
}

}  // namespace spillway
