#include "nodes/autoscale.h"

#include "nodes/server.h"

#include <algorithm>

namespace spillway {
namespace {

PodView viewOf(const Instance& instance) {
    PodView pod;
    const bool ends = instance.leaving || instance.state == InstanceState::draining;
    pod.phase = ends ? PodView::Phase::leaving : PodView::Phase::running;
    pod.ready = instance.state == InstanceState::ready;
    pod.started = instance.started;
    pod.readinessChanged = instance.readinessChanged;
    pod.sample = instance.sample;
    return pod;
}

}  // namespace

double cpuSeconds(const Instance& instance, const ServerModel& model, SimTime now) {
    return model.cpuLimit ? toSeconds(instance.burnt) : instance.workSeconds(now) * model.busyCores;
}

void beginSampling(Context context, std::uint32_t node) {
    // One metrics-server scrapes every pod of the cluster at its own pace, which nobody's autoscaler is in step with.
    RngStream phase = RngStream::derive(context.world.seed, "metrics-server", Purpose::metrics);
    const Duration resolution = context.model().facts->kubernetes.metricsResolution;
    context.postNode(SimTime{secondsToDuration(toSeconds(resolution) * phase.uniform())}, EventType::scrape, node);
}

void sampleServer(Context context, std::uint32_t node) {
    const ServerModel& model = context.model().servers[context.model().nodes[node].extra];
    ServerState& server = *context.node(node).server;
    RareServer& rare = context.rareServer(node);
    const SimTime now = context.now();
    for (Instance& instance : server.instances) {
        if (instance.state == InstanceState::gone) continue;
        const double seconds = cpuSeconds(instance, model, now);
        // One that came up since is measured from then on; what is lost with its machine has no metrics.
        const double window = toSeconds(now - std::max(rare.sampled, instance.readinessChanged));
        instance.sample.reset();
        if (instance.state != InstanceState::down && window > 0) {
            double cores = (seconds - instance.workBefore) / window;
            // Work that waits for CPU was counted when it began.
            if (model.cpuLimit) cores = std::min(cores, static_cast<double>(model.cpuLimit->millicores) / 1000);
            instance.sample = PodView::Sample{now, static_cast<std::int64_t>(cores * 1000 + 0.5)};
        }
        instance.workBefore = seconds;
    }
    rare.sampled = now;
    context.postNode(now + context.model().facts->kubernetes.metricsResolution, EventType::scrape, node);
}

void scaleServer(Context context, std::uint32_t node) {
    const ServerModel& model = context.model().servers[context.model().nodes[node].extra];
    ServerState& server = *context.node(node).server;
    RareServer& rare = context.rareServer(node);
    HpaInput input;
    input.now = context.now();
    // What a rolling update has beyond the replicas is no replica.
    const std::uint32_t beyond =
        rare.rollout ? replicas(server) - std::min(replicas(server), rare.rollout->replicas) : 0;
    input.replicas = replicas(server) - beyond;
    input.requestMillicores = model.requestedMillicores;
    for (const Instance& instance : server.instances) {
        if (instance.state != InstanceState::gone) input.pods.push_back(viewOf(instance));
    }
    const HpaDecision decision = rare.autoscaler->decide(input);
    // A limit or a window that holds it back is told once; its reasons are parts after a semicolon.
    const bool heldBack = !decision.changed && decision.reason.find("; ") != std::string::npos;
    if (decision.changed || (heldBack && decision.what != rare.lastHeld)) {
        context.decide(node, decision.what, decision.reason);
    }
    if (decision.changed) {
        if (rare.rollout) rare.rollout->replicas = static_cast<std::uint32_t>(decision.replicas);
        resize(context, node, static_cast<std::uint32_t>(decision.replicas) + beyond);
    }
    rare.lastHeld = heldBack ? decision.what : std::string{};
    context.postNode(context.now() + model.hpa->sync, EventType::scale, node);
}

}  // namespace spillway
