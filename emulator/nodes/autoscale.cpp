#include "nodes/autoscale.h"

#include "nodes/server.h"

namespace spillway {
namespace {

// A slot burns `busyCores` while its request's own work runs, and nothing while it waits for calls.
PodView viewOf(const Instance& instance, double busySeconds, SimTime now, Duration window, double busyCores) {
    PodView pod;
    pod.phase = instance.state == InstanceState::draining ? PodView::Phase::leaving : PodView::Phase::running;
    pod.ready = instance.state == InstanceState::ready;
    pod.started = instance.started;
    pod.readinessChanged = instance.readinessChanged;
    if (pod.ready && window > Duration{0}) {
        pod.sample = {now, static_cast<std::int64_t>(busySeconds * busyCores / toSeconds(window) * 1000 + 0.5)};
    }
    return pod;
}

}  // namespace

void scaleServer(Context context, std::uint32_t node) {
    const ServerModel& model = context.model().servers[context.model().nodes[node].extra];
    ServerState& server = context.world.servers[context.model().nodes[node].extra];
    const SimTime now = context.now();
    HpaInput input;
    input.now = now;
    input.replicas = replicas(server);
    input.requestMillicores = model.requestedMillicores;
    for (Instance& instance : server.instances) {
        if (instance.state == InstanceState::gone) continue;
        const double seconds = instance.workSeconds(now);
        // One that came up since the last look is measured from then on.
        const SimTime from = std::max(server.lookedAt, instance.readinessChanged);
        input.pods.push_back(viewOf(instance, seconds - instance.workBefore, now, now - from, model.busyCores));
        instance.workBefore = seconds;
    }
    server.lookedAt = now;
    const HpaDecision decision = server.autoscaler->decide(input);
    // A limit or a window that holds it back is told once; its reasons are parts after a semicolon.
    const bool heldBack = !decision.changed && decision.reason.find("; ") != std::string::npos;
    if (decision.changed || (heldBack && decision.what != server.lastHeld)) {
        context.decide(node, decision.what, decision.reason);
    }
    if (decision.changed) resize(context, node, static_cast<std::uint32_t>(decision.replicas));
    server.lastHeld = heldBack ? decision.what : std::string{};
    context.postNode(now + model.hpa->sync, EventType::scale, node);
}

}  // namespace spillway
