#include "nodes/rollout.h"

#include "nodes/pod_end.h"
#include "nodes/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace spillway {
namespace {

ServerState& stateOf(Context context, std::uint32_t node) { return *context.node(node).server; }

// Of the pods from before the rollout, those that still serve.
std::uint32_t oldestServing(const ServerState& server, SimTime rolloutBegan) {
    for (std::uint32_t i = 0; i < server.instances.size(); ++i) {
        const Instance& instance = server.instances[i];
        if (instance.state == InstanceState::ready && !instance.leaving && instance.started < rolloutBegan) return i;
    }
    return kNone;
}

}  // namespace

void beginRollout(Context context, std::uint32_t node) {
    ServerState& server = stateOf(context, node);
    const RolloutModel& model = *server.model->rollout;
    RolloutState rollout;
    rollout.began = context.now();
    rollout.replicas = replicas(server);
    rollout.toStart = rollout.replicas;
    const auto share = [&](double of) { return of * static_cast<double>(rollout.replicas); };
    rollout.surge = static_cast<std::uint32_t>(std::ceil(share(model.maxSurge) - 1e-9));
    rollout.unavailable = static_cast<std::uint32_t>(std::floor(share(model.maxUnavailable) + 1e-9));
    if (rollout.surge == 0 && rollout.unavailable == 0) rollout.unavailable = 1;  // as the API server demands
    context.rareServer(node).rollout = rollout;
    context.decide(node, "rolling update",
                   fmt::format("{} pod{}, at most {} more and {} fewer at once", rollout.replicas,
                               rollout.replicas == 1 ? "" : "s", rollout.surge, rollout.unavailable));
    continueRollout(context, node);
}

void continueRollout(Context context, std::uint32_t node) {
    ServerState& server = stateOf(context, node);
    std::optional<RolloutState>& running = context.rareServer(node).rollout;
    if (!running) return;
    RolloutState& rollout = *running;
    for (;;) {
        const std::uint32_t old = oldestServing(server, rollout.began);
        const bool spare = server.ready - server.leaving + rollout.unavailable > rollout.replicas;
        if (rollout.toStart != 0 && replicas(server) < rollout.replicas + rollout.surge) {
            --rollout.toStart;
            startInstance(context, node);
        } else if (old != kNone && spare) {
            endPod(context, node, old);
        } else {
            break;
        }
    }
    if (rollout.toStart != 0 || oldestServing(server, rollout.began) != kNone || server.starting != 0) return;
    context.decide(node, "rolling update is over",
                   fmt::format("it took {:.0f} s", toSeconds(context.now() - rollout.began)));
    running.reset();
}

}  // namespace spillway
