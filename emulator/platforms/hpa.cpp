#include "platforms/hpa.h"

#include "base/assert.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace spillway {
namespace {

std::int64_t percentOf(Share share) { return static_cast<std::int64_t>(std::lround(100 * share.fraction())); }

// The controller keeps utilisation as a whole percentage, cut, before it divides by the target
// (GetResourceUtilizationRatio).
std::int64_t utilization(std::int64_t millicores, std::int64_t pods, std::int64_t request) {
    return millicores * 100 / (pods * request);
}

std::int64_t ceiling(double value) { return static_cast<std::int64_t>(std::ceil(value)); }

}  // namespace

HpaController::HpaController(const Hpa& settings, const KubernetesFacts& facts)
    : m_settings{settings},
      m_cpuInitialization{facts.hpaCpuInitializationPeriod},
      m_initialReadiness{facts.hpaInitialReadinessDelay},
      m_sampleWindow{facts.metricsResolution},
      m_upShare{facts.hpaUpPercent.fraction()},
      m_downShare{facts.hpaDownPercent.fraction()},
      m_upPods{facts.hpaUpPods},
      m_upPeriod{facts.hpaUpPeriod},
      m_downPeriod{facts.hpaDownPeriod} {}

bool HpaController::countsAsUnready(const PodView& pod, SimTime now) const {
    if (pod.started + m_cpuInitialization > now) {
        return !pod.ready || pod.sample->at < pod.readinessChanged + m_sampleWindow;
    }
    return !pod.ready && pod.started + m_initialReadiness > pod.readinessChanged;
}

HpaController::Groups HpaController::group(const HpaInput& input) const {
    Groups groups;
    for (const PodView& pod : input.pods) {
        if (pod.phase == PodView::Phase::leaving) continue;
        if (pod.phase == PodView::Phase::pending) {
            ++groups.unready;
        } else if (!pod.sample) {
            ++groups.missing;
        } else if (countsAsUnready(pod, input.now)) {
            ++groups.unready;
        } else {
            ++groups.ready;
            groups.readyMillicores += pod.sample->millicores;
        }
    }
    return groups;
}

bool HpaController::withinTolerance(double ratio) const {
    const double tolerance = m_settings.tolerance.fraction();
    // In this form, as Tolerances.isWithin() has it: 77 / 70 is within 10 %, which |1 - ratio| in binary is not.
    return 1 - tolerance <= ratio && ratio <= 1 + tolerance;
}

HpaController::Advice HpaController::recommend(const HpaInput& input) const {
    const Groups groups = group(input);
    const std::int64_t current = input.replicas;
    const std::int64_t target = std::max<std::int64_t>(1, percentOf(m_settings.cpu));
    if (groups.ready == 0) return {current, "no ready pod has a CPU sample yet"};

    const std::int64_t used = utilization(groups.readyMillicores, groups.ready, input.requestMillicores);
    const double ratio = static_cast<double>(used) / static_cast<double>(target);
    const auto stated = [&](std::int64_t percent) {
        const char* relation = percent > target ? "over" : percent < target ? "under" : "at";
        return fmt::format("cpu {}% of request {} target {}%", percent, relation, target);
    };
    const bool unreadyMatter = groups.unready > 0 && ratio > 1;
    if (!unreadyMatter && groups.missing == 0) {
        if (withinTolerance(ratio))
            return {current, stated(used) + fmt::format(", within {:g}%", 100 * m_settings.tolerance.fraction())};
        const std::int64_t desired = ceiling(ratio * static_cast<double>(groups.ready));
        return {desired, fmt::format("{}: ceil({} x {:.2f}) = {}", stated(used), groups.ready, ratio, desired)};
    }

    // Scaling down, a pod without metrics is taken to use its whole request; scaling up, it and the unready use
    // nothing.
    const std::int64_t fallback = std::max<std::int64_t>(100, target);
    const std::int64_t assumed = ratio < 1 ? groups.missing * input.requestMillicores * fallback / 100 : 0;
    const std::int64_t pods = groups.ready + (ratio == 1 ? 0 : groups.missing) + (unreadyMatter ? groups.unready : 0);
    const std::int64_t again = utilization(groups.readyMillicores + assumed, pods, input.requestMillicores);
    const double newRatio = static_cast<double>(again) / static_cast<double>(target);
    const std::string counted = fmt::format("{} ({} not ready, {} without metrics: {}% with them)", stated(used),
                                            groups.unready, groups.missing, again);
    if (withinTolerance(newRatio) || (ratio < 1 && newRatio > 1) || (ratio > 1 && newRatio < 1)) {
        return {current, counted + ", no longer worth a change"};
    }
    const std::int64_t desired = ceiling(newRatio * static_cast<double>(pods));
    if ((newRatio < 1 && desired > current) || (newRatio > 1 && desired < current))
        return {current, counted + ", would turn around"};
    return {desired, fmt::format("{}: ceil({} x {:.2f}) = {}", counted, pods, newRatio, desired)};
}

HpaController::Advice HpaController::stabilized(Advice advice, std::int64_t current, SimTime now) {
    std::int64_t upLimit = advice.replicas, downLimit = advice.replicas;
    const SimTime upCutoff = now - m_settings.scaleUpStabilization;
    const SimTime downCutoff = now - m_settings.scaleDownStabilization;
    for (const Change& past : m_recommendations) {
        if (past.at > upCutoff) upLimit = std::min(upLimit, past.replicas);
        if (past.at > downCutoff) downLimit = std::max(downLimit, past.replicas);
    }
    std::erase_if(m_recommendations, [&](const Change& past) { return past.at <= upCutoff && past.at <= downCutoff; });
    m_recommendations.push_back({now, advice.replicas});
    const std::int64_t settled = std::min(std::max(current, upLimit), downLimit);
    if (settled == advice.replicas) return advice;
    const bool down = advice.replicas < current;
    const Duration window = down ? m_settings.scaleDownStabilization : m_settings.scaleUpStabilization;
    advice.reason += fmt::format("; {} recommended in the last {:g} s is {}", down ? "highest" : "lowest",
                                 toSeconds(window), settled);
    advice.replicas = settled;
    return advice;
}

std::int64_t HpaController::addedWithin(Duration period, SimTime now) const {
    std::int64_t sum = 0;
    for (const Change& change : m_added) sum += change.at > now - period ? change.replicas : 0;
    return sum;
}

std::int64_t HpaController::removedWithin(Duration period, SimTime now) const {
    std::int64_t sum = 0;
    for (const Change& change : m_removed) sum += change.at > now - period ? change.replicas : 0;
    return sum;
}

HpaController::Advice HpaController::limited(Advice advice, std::int64_t current, SimTime now) const {
    if (advice.replicas > current) {
        const std::int64_t start = current - addedWithin(m_upPeriod, now) + removedWithin(m_upPeriod, now);
        const std::int64_t most = std::max(start + m_upPods, ceiling(static_cast<double>(start) * (1 + m_upShare)));
        const std::int64_t policy = std::max(current, most);
        const std::int64_t allowed = std::min(policy, m_settings.max);
        if (advice.replicas <= allowed) return advice;
        advice.reason += policy < m_settings.max ? fmt::format("; at most +{:g}% or +{} pods per {:g} s",
                                                               100 * m_upShare, m_upPods, toSeconds(m_upPeriod))
                                                 : fmt::format("; max is {}", m_settings.max);
        advice.replicas = allowed;
    } else if (advice.replicas < current) {
        const std::int64_t start = current - addedWithin(m_downPeriod, now) + removedWithin(m_downPeriod, now);
        const auto least = static_cast<std::int64_t>(static_cast<double>(start) * (1 - m_downShare));
        const std::int64_t policy = std::min(current, least);
        const std::int64_t allowed = std::max(policy, m_settings.min);
        if (advice.replicas >= allowed) return advice;
        advice.reason += policy > m_settings.min
                             ? fmt::format("; at most -{:g}% per {:g} s", 100 * m_downShare, toSeconds(m_downPeriod))
                             : fmt::format("; min is {}", m_settings.min);
        advice.replicas = allowed;
    }
    return advice;
}

void HpaController::remember(std::int64_t current, std::int64_t decided, SimTime now) {
    const SimTime cutoff = now - std::max(m_upPeriod, m_downPeriod);
    for (auto* changes : {&m_added, &m_removed})
        std::erase_if(*changes, [&](const Change& past) { return past.at <= cutoff; });
    if (decided > current) m_added.push_back({now, decided - current});
    if (decided < current) m_removed.push_back({now, current - decided});
}

// GetExternalPerPodMetricReplicas: the tolerance is of what each of the present replicas has.
HpaController::Advice HpaController::recommend(std::int64_t replicas, std::int64_t total, std::int64_t each) const {
    const double ratio = static_cast<double>(total) / static_cast<double>(each * std::max<std::int64_t>(1, replicas));
    if (withinTolerance(ratio)) {
        return {replicas, fmt::format("{} / {} a replica for {}, within {:g}%", total, each, replicas,
                                      100 * m_settings.tolerance.fraction())};
    }
    const std::int64_t desired = ceiling(static_cast<double>(total) / static_cast<double>(each));
    return {desired, fmt::format("{} / {} a replica: ceil = {}", total, each, desired)};
}

HpaDecision HpaController::settle(Advice recommended, std::int64_t current, SimTime now) {
    Advice advice;
    if (current == 0) {
        advice = {0, "scaled to zero by hand: the autoscaler leaves it alone"};
    } else if (current > m_settings.max) {
        advice = {m_settings.max, fmt::format("above max {}", m_settings.max)};
    } else if (current < m_settings.min) {
        advice = {m_settings.min, fmt::format("below min {}", m_settings.min)};
    } else {
        advice = limited(stabilized(std::move(recommended), current, now), current, now);
    }
    remember(current, advice.replicas, now);
    const bool changed = advice.replicas != current;
    std::string what = changed ? fmt::format("{} -> {}", current, advice.replicas) : fmt::format("held at {}", current);
    return {advice.replicas, std::move(what), std::move(advice.reason), changed};
}

HpaDecision HpaController::decideOnTotal(SimTime now, std::int64_t replicas, std::int64_t total, std::int64_t each) {
    return settle(recommend(replicas, total, each), replicas, now);
}

HpaDecision HpaController::decide(const HpaInput& input) {
    SPILLWAY_ASSERT(input.requestMillicores > 0, "a CPU utilisation needs a CPU request");
    return settle(recommend(input), input.replicas, input.now);
}

}  // namespace spillway
