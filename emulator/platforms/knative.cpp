#include "platforms/knative.h"

#include "platforms/fact_sheet.h"
#include "platforms/pool_rules.h"

#include <fmt/format.h>

#include <cmath>

namespace spillway {
namespace {

std::int64_t ceiling(double value) { return static_cast<std::int64_t>(std::ceil(value)); }
std::size_t buckets(Duration window, Duration sample) {
    return static_cast<std::size_t>(std::max<std::int64_t>(1, window / std::max(sample, Duration{1})));
}

}  // namespace

KnativeFacts readKnativeFacts(detail::FactSheet& sheet) {
    KnativeFacts facts;
    sheet.read("tick", facts.tick);
    sheet.read("sample", facts.sample);
    sheet.read("target_utilization", facts.utilization);
    sheet.read("stable_window", facts.stableWindow);
    sheet.read("panic_window", facts.panicWindow);
    sheet.read("panic_threshold", facts.panicThreshold);
    sheet.read("max_scale_up_rate", facts.maxScaleUpRate);
    sheet.read("max_scale_down_rate", facts.maxScaleDownRate);
    sheet.read("initial_scale", facts.initialScale);
    sheet.read("scale_to_zero_grace", facts.grace);
    sheet.read("target_burst_capacity", facts.burstCapacity);
    sheet.read("activator_queue", facts.activatorQueue);
    sheet.read("queue_proxy_depth", facts.queueProxyDepth);
    sheet.read("request_timeout", facts.requestTimeout);
    sheet.read("request_timeout_most", facts.longestTimeout);
    sheet.read("concurrency_most", facts.mostConcurrency);
    sheet.read("start_probe", facts.startProbe);
    sheet.read("start_network", facts.startNetwork);
    sheet.positive("tick", facts.tick);
    sheet.positive("sample", facts.sample);
    return facts;
}

KnativeSettings knativeSettings(const KnativeScaling& stated, const KnativeFacts& facts, std::int64_t concurrency) {
    KnativeSettings settings;
    settings.tick = facts.tick;
    settings.sample = facts.sample;
    settings.concurrency = concurrency;
    settings.fullTarget = static_cast<double>(std::max<std::int64_t>(1, stated.target.value_or(concurrency)));
    settings.target = std::max(0.01, settings.fullTarget * stated.utilization.value_or(facts.utilization).fraction());
    settings.stableWindow = stated.stableWindow.value_or(facts.stableWindow);
    const double panic = stated.panicWindow.value_or(facts.panicWindow).fraction();
    settings.panicWindow = secondsToDuration(toSeconds(settings.stableWindow) * panic);
    settings.panicThreshold = static_cast<double>(stated.panicThreshold.value_or(facts.panicThreshold)) / 100;
    settings.maxScaleUpRate = facts.maxScaleUpRate;
    settings.maxScaleDownRate = facts.maxScaleDownRate;
    settings.minScale = stated.minScale.value_or(0);
    settings.maxScale = stated.maxScale.value_or(0);
    settings.activationScale = std::max<std::int64_t>(1, stated.activationScale.value_or(1));
    settings.scaleDownDelay = stated.scaleDownDelay.value_or(Duration{0});
    settings.grace = std::max(facts.grace, stated.podRetention.value_or(Duration{0}));
    settings.burstCapacity = stated.burstCapacity.value_or(facts.burstCapacity);
    settings.activatorQueue = facts.activatorQueue;
    settings.queueProxyDepth = facts.queueProxyDepth;
    return settings;
}

KnativeScaler::KnativeScaler(const KnativeSettings& settings)
    : m_settings{settings},
      m_seen{buckets(settings.stableWindow, settings.sample)},
      m_delayed{settings.scaleDownDelay} {}

PoolDecision KnativeScaler::look(const PoolView& view) {
    m_seen.add(view.concurrency);
    const std::int64_t each = std::max<std::int64_t>(1, m_settings.tick / m_settings.sample);
    if (++m_looks % each != 0) return {view.replicas, {}};
    return decide(view);
}

PoolDecision KnativeScaler::decide(const PoolView& view) {
    const double stable = m_seen.mean();
    const double panic = m_seen.mean(buckets(m_settings.panicWindow, m_settings.sample));
    const double ready = static_cast<double>(std::max<std::int64_t>(1, view.ready));
    const std::int64_t most = ceiling(static_cast<double>(m_settings.maxScaleUpRate) * ready);
    const auto least = static_cast<std::int64_t>(
        std::floor(ready / static_cast<double>(std::max<std::int64_t>(1, m_settings.maxScaleDownRate))));
    const auto limited = [&](double mean) {
        const std::int64_t needed = ceiling(mean / m_settings.target);
        const std::int64_t pods = std::min(std::max(needed, least), most);
        // Only where somebody asks: what is left of the scale-down rate must not hold it up for ever.
        return needed > 0 && m_settings.activationScale > 1 ? std::max(pods, m_settings.activationScale) : pods;
    };
    std::string reason = fmt::format("concurrency {:.1f} in {:g} s / target {:g}: {}", stable,
                                     toSeconds(m_settings.stableWindow), m_settings.target, limited(stable));
    const bool over = static_cast<double>(ceiling(panic / m_settings.target)) / ready >= m_settings.panicThreshold;
    if (over) {
        m_panicSince = view.now;
    } else if (m_panicSince && *m_panicSince + m_settings.stableWindow < view.now) {
        m_panicSince.reset();
        m_panicPods = 0;
    }
    if (m_panicSince)
        reason = fmt::format("panic: {:.1f} in {:g} s / target {:g}: {}", panic, toSeconds(m_settings.panicWindow),
                             m_settings.target, limited(panic));
    const double spare =
        static_cast<double>(view.ready) * m_settings.fullTarget - static_cast<double>(m_settings.burstCapacity) - panic;
    // 0: whenever there are pods, requests go to them.
    m_inPath = m_settings.burstCapacity < 0 || view.ready == 0 || (m_settings.burstCapacity > 0 && spare < 0);
    const std::int64_t wanted = settled(limited(stable), limited(panic), ready, view.now, reason);
    const std::int64_t pods = bounded(wanted, view, reason);
    return {pods, std::move(reason)};
}

// Out of panic what the stable window says; in panic never less than it was.
std::int64_t KnativeScaler::settled(std::int64_t stable, std::int64_t panic, double ready, SimTime now,
                                    std::string& reason) {
    std::int64_t wanted = stable;
    if (m_panicSince) {
        const std::int64_t now_ = std::max(stable, panic);
        m_panicPods = std::max(m_panicPods, now_);
        wanted = m_panicPods;
        if (wanted > now_)
            reason += fmt::format("; no scale-down in panic: stays at {}", wanted);
        else if (static_cast<double>(panic) / ready < m_settings.panicThreshold)
            reason += "; panic lasts for the stable window";
    }
    const std::int64_t delayed = m_delayed.add(now, wanted);
    if (delayed > wanted)
        reason += fmt::format("; {} was wanted in the last {:g} s", delayed, toSeconds(m_settings.scaleDownDelay));
    return delayed;
}

std::int64_t KnativeScaler::bounded(std::int64_t wanted, const PoolView& view, std::string& reason) {
    if (wanted < m_settings.minScale) {
        reason += fmt::format("; min_scale is {}", m_settings.minScale);
        wanted = m_settings.minScale;
    }
    if (m_settings.maxScale > 0 && wanted > m_settings.maxScale) {
        reason += fmt::format("; max_scale is {}", m_settings.maxScale);
        wanted = m_settings.maxScale;
    }
    if (wanted > 0) {
        m_inactiveSince.reset();
        return wanted;
    }
    return towardsZero(view, reason);
}

// First the route is turned to the activator, then, after the grace, the last pod goes.
std::int64_t KnativeScaler::towardsZero(const PoolView& view, std::string& reason) {
    if (view.replicas == 0) return 0;
    if (!m_inactiveSince) m_inactiveSince = view.now;
    if (view.now - *m_inactiveSince >= m_settings.grace) {
        m_inactiveSince.reset();
        reason = fmt::format("idle for {:g} s and the grace of {:g} s", toSeconds(m_settings.stableWindow),
                             toSeconds(m_settings.grace));
        return 0;
    }
    reason += fmt::format("; the last pod stays for a grace of {:g} s", toSeconds(m_settings.grace));
    return 1;
}

PoolDecision KnativeScaler::poke(const PoolView& view) {
    if (view.replicas > 0) return {view.replicas, {}};
    m_inactiveSince.reset();
    m_inPath = true;
    const std::int64_t pods = std::max({std::int64_t{1}, m_settings.activationScale, m_settings.minScale});
    const std::int64_t most = m_settings.maxScale > 0 ? std::max(m_settings.maxScale, m_settings.minScale) : pods;
    return {std::min(pods, most), "from zero: the activator holds a request"};
}

std::int64_t KnativeScaler::lineLimit(std::int64_t ready) const {
    if (m_inPath) return m_settings.activatorQueue;
    return ready * m_settings.queueProxyDepth * m_settings.concurrency;
}

StartPath knativeStart(const Workload& workload, const PlatformFacts& facts) {
    if (workload.startup) return StartPath{*workload.startup};
    std::vector<StartPath::Step> steps;
    for (const StartPath::Step& step : facts.kubernetes.podStart.steps())
        if (step.name != "probe" && step.name != "endpoints") steps.push_back(step);
    steps.push_back({"probe", Sampler{facts.knative.startProbe}, false});
    steps.push_back({"network", Sampler{facts.knative.startNetwork}, false});
    return StartPath{std::move(steps)};
}

PoolRules knativeRules(const Workload& workload, const PlatformFacts& facts) {
    const KnativeScaling stated = workload.scaling->knative.value_or(KnativeScaling{});
    const std::int64_t concurrency = workload.concurrency.value_or(1);
    PoolRules rules;
    rules.concurrency = concurrency;
    rules.initial = std::max(stated.initialScale.value_or(facts.knative.initialScale), stated.minScale.value_or(0));
    rules.holds = true;
    rules.lineWait = rules.visitLimit = workload.timeout.value_or(facts.knative.requestTimeout);
    rules.startup = knativeStart(workload, facts);
    rules.scaler = KnativeScaler{knativeSettings(stated, facts.knative, concurrency)};
    return rules;
}

}  // namespace spillway
