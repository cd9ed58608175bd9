#include "platforms/auto_scaling_group.h"

#include "platforms/fact_sheet.h"
#include "platforms/pool_rules.h"

#include <fmt/format.h>

#include <cmath>

namespace spillway {

VmFacts readVmFacts(detail::FactSheet& sheet) {
    VmFacts facts;
    sheet.read("metric_period", facts.metricPeriod);
    sheet.read("out_periods", facts.outPeriods);
    sheet.read("in_periods", facts.inPeriods);
    sheet.read("in_target", facts.inTarget);
    sheet.read("target", facts.target);
    sheet.read("warmup", facts.warmup);
    sheet.read("min_size", facts.minSize);
    sheet.read("max_size", facts.maxSize);
    sheet.read("cores", facts.cores);
    sheet.read("launch", facts.launch);
    sheet.read("setup", facts.setup);
    sheet.read("health", facts.health);
    sheet.positive("metric_period", facts.metricPeriod);
    return facts;
}

GroupScaler::GroupScaler(const Settings& settings, const VmFacts& facts)
    : m_settings{settings},
      m_period{facts.metricPeriod},
      m_outPeriods{facts.outPeriods},
      m_inPeriods{facts.inPeriods},
      m_inTarget{facts.inTarget.fraction()} {}

PoolDecision GroupScaler::look(const PoolView& view) {
    if (view.ready == 0) return {std::clamp(view.replicas, m_settings.min, m_settings.max), {}};
    const double used = view.cores / (static_cast<double>(view.ready) * m_settings.cores);
    m_above = used > m_settings.target ? m_above + 1 : 0;
    m_below = used < m_settings.target * m_inTarget ? m_below + 1 : 0;
    if (m_above >= m_outPeriods) return grow(view, used);
    if (m_below >= m_inPeriods) return shrink(view, used);
    return {view.replicas, {}};
}

// In proportion, and not again before the machines of the last time count.
PoolDecision GroupScaler::grow(const PoolView& view, double used) {
    const auto wanted =
        static_cast<std::int64_t>(std::ceil(static_cast<double>(view.ready) * used / m_settings.target - 1e-9));
    std::string reason = fmt::format("cpu {:.0f}% of {} machines over target {:g}%: {}", 100 * used, view.ready,
                                     100 * m_settings.target, wanted);
    if (view.now < m_warm && wanted > view.replicas) {
        reason += "; machines of the last time are warming up";
        return {view.replicas, std::move(reason)};
    }
    if (wanted > m_settings.max) reason += fmt::format("; max_size is {}", m_settings.max);
    const std::int64_t machines = std::max(view.replicas, std::min(wanted, m_settings.max));
    if (machines > view.replicas) {
        m_warm = view.now + m_settings.warmup;
        m_above = 0;
    }
    return {machines, std::move(reason)};
}

PoolDecision GroupScaler::shrink(const PoolView& view, double used) {
    const auto wanted =
        static_cast<std::int64_t>(std::ceil(static_cast<double>(view.ready) * used / m_settings.target - 1e-9));
    const std::int64_t machines = std::max(m_settings.min, std::min(wanted, view.replicas));
    std::string reason = fmt::format("cpu {:.0f}% of {} machines under {:g}%: {}", 100 * used, view.ready,
                                     100 * m_settings.target * m_inTarget, wanted);
    if (machines < view.replicas) m_below = 0;
    return {machines, std::move(reason)};
}

namespace {

// A machine is the program's own: what it asks for is the least of it, not the most, and there are whole ones alone.
Cpu machineFor(const std::optional<Cpu>& asked, Cpu cores) {
    const std::int64_t one = std::max<std::int64_t>(1, cores.millicores);
    const std::int64_t wanted = std::max<std::int64_t>(1, asked ? asked->millicores : one);
    return Cpu{(wanted + one - 1) / one * one};
}

}  // namespace

PoolRules vmRules(const Workload& workload, const PlatformFacts& all) {
    const VmFacts& facts = all.vm;
    PoolRules rules;
    rules.concurrency = workload.concurrency.value_or(1);
    rules.initial = workload.replicas;
    rules.lineLimit = workload.queueLimit;
    rules.visitLimit = workload.timeout;
    rules.cpu = machineFor(workload.cpu, facts.cores);
    rules.startup = workload.startup ? StartPath{*workload.startup}
                                     : StartPath{{{"launch", Sampler{facts.launch}, false},
                                                  {"setup", Sampler{facts.setup}, false},
                                                  {"health checks", Sampler{facts.health}, false}}};
    rules.scaler = FixedPool{rules.initial};
    if (!workload.scaling->vm) return rules;
    const AutoScalingGroup& group = *workload.scaling->vm;
    GroupScaler::Settings settings;
    settings.min = group.min.value_or(facts.minSize);
    settings.max = std::max(settings.min, group.max.value_or(facts.maxSize));
    settings.target = std::max(0.01, group.cpu.value_or(facts.target).fraction());
    settings.cores = static_cast<double>(std::max<std::int64_t>(1, rules.cpu->millicores)) / 1000;
    settings.warmup = group.warmup.value_or(facts.warmup);
    rules.initial = std::clamp(workload.replicas, settings.min, settings.max);
    rules.scaler = GroupScaler{settings, facts};
    return rules;
}

}  // namespace spillway
