#include "nodes/pod_end.h"

#include "nodes/cluster_room.h"
#include "nodes/server.h"

#include <algorithm>

namespace spillway {
namespace {

ServerState& stateOf(Context context, std::uint32_t node) {
    return context.world.servers[context.model().nodes[node].extra];
}

// It takes no request any more; those in it go on.
void stop(Context context, std::uint32_t node, std::uint32_t which) {
    ServerState& server = stateOf(context, node);
    Instance& instance = server.instances[which];
    if (instance.unlisted > context.now()) {
        ++server.unlisting;
        server.keepDoor();
        context.postNode(instance.unlisted, EventType::endpointGone, node);
    }
    const bool busy = server.busyOf(which) != 0;
    if (!busy) return removePod(context, node, which);
    takeOut(context, node, which, InstanceState::draining);
    // The grace counts from the deletion: a preStop is part of it.
    const Duration grace = context.model().facts->kubernetes.terminationGrace;
    instance.readyUid =
        context.postNode(std::max(context.now(), instance.deleted + grace), EventType::killLeftover, node, which);
}

}  // namespace

void endPod(Context context, std::uint32_t node, std::uint32_t which) {
    ServerState& server = stateOf(context, node);
    Instance& instance = server.instances[which];
    const ServerModel& model = context.model().servers[context.model().nodes[node].extra];
    const Duration removal = context.model().facts->kubernetes.endpointRemoval(server.removals);
    instance.deleted = context.now();
    instance.unlisted = context.now() + removal;
    const Duration serves = std::min(model.preStop, removal);
    if (serves == Duration{0}) return stop(context, node, which);
    instance.leaving = true;
    ++server.leaving;
    instance.readyUid = context.postNode(context.now() + serves, EventType::terminate, node, which);
}

void stopPod(Context context, std::uint32_t node, std::uint32_t which, std::uint64_t uid) {
    const Instance& instance = stateOf(context, node).instances[which];
    if (instance.state != InstanceState::ready || !instance.leaving || instance.readyUid != uid) return;
    stop(context, node, which);
}

void unlistPod(Context context, std::uint32_t node) {
    ServerState& server = stateOf(context, node);
    --server.unlisting;
    server.keepDoor();
}

void killLeftover(Context context, std::uint32_t node, std::uint32_t which, std::uint64_t uid) {
    const Instance& instance = stateOf(context, node).instances[which];
    if (instance.state != InstanceState::draining || instance.readyUid != uid) return;
    killInstance(context, node, which, InstanceState::gone);
    if (stateOf(context, node).model->cluster) placeWaiting(context, node);
}

bool hitsStoppedPod(Context context, const Frame& frame, std::uint32_t node) {
    ServerState& server = stateOf(context, node);
    if (context.row(frame).fromQueue) return false;  // a worker fetches for itself
    // kube-proxy sends to any endpoint it knows, with equal chance.
    return server.removals.chance(static_cast<double>(server.unlisting) /
                                  static_cast<double>(server.unlisting + server.ready));
}

}  // namespace spillway
