#include "nodes/pod_end.h"

#include "base/text.h"
#include "nodes/cluster_room.h"
#include "nodes/server.h"

#include <algorithm>

namespace spillway {
namespace {

ServerState& stateOf(Context context, std::uint32_t node) { return *context.node(node).server; }

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

void evict(Context context, std::uint32_t node, std::uint32_t which) {
    removePod(context, node, which);
    startInstance(context, node);
    // All pods of a zone are evicted at once: told once.
    const auto& told = context.node(node).rare->decisions;
    const std::string what = "pods of lost machines start elsewhere";
    if (!told.empty() && told.back().at == context.now() && told.back().what == what) return;
    context.decide(node, what,
                   "their machines have been not ready for " + toText(context.model().facts->kubernetes.eviction));
}

}  // namespace

void endPod(Context context, std::uint32_t node, std::uint32_t which) {
    ServerState& server = stateOf(context, node);
    Instance& instance = server.instances[which];
    const ServerModel& model = context.model().servers[context.model().nodes[node].extra];
    const Duration removal = context.model().facts->kubernetes.endpointRemoval(context.rareServer(node).removals);
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

void findPod(Context context, std::uint32_t node, std::uint32_t which) {
    ServerState& server = stateOf(context, node);
    Instance& instance = server.instances[which];
    if (instance.unlisted <= context.now()) return;
    instance.unlisted = {};
    --server.unlisting;
    server.keepDoor();
}

void unlistPod(Context context, std::uint32_t node, std::uint32_t lost) {
    ServerState& server = stateOf(context, node);
    if (lost != 0 && server.instances[lost - 1].unlisted != context.now()) return;  // it was found meanwhile
    --server.unlisting;
    server.keepDoor();
}

void losePod(Context context, std::uint32_t node, std::uint32_t which, const LostMachine& machine) {
    ServerState& server = stateOf(context, node);
    if (machine.gotRequests) {
        ++server.unlisting;
        server.keepDoor();
        server.instances[which].unlisted = machine.notReady;
        context.postNode(machine.notReady, EventType::endpointGone, node, which + 1);
    }
    const Duration eviction = context.model().facts->kubernetes.eviction;
    server.instances[which].readyUid =
        context.postNode(machine.notReady + eviction, EventType::killLeftover, node, which);
}

void killLeftover(Context context, std::uint32_t node, std::uint32_t which, std::uint64_t uid) {
    const Instance& instance = stateOf(context, node).instances[which];
    if (instance.readyUid != uid) return;
    if (instance.state == InstanceState::down) return evict(context, node, which);
    if (instance.state != InstanceState::draining) return;
    killInstance(context, node, which, InstanceState::gone);
    if (stateOf(context, node).model->cluster) placeWaiting(context, node);
}

bool hitsStoppedPod(Context context, const Frame& frame, std::uint32_t node) {
    ServerState& server = stateOf(context, node);
    if (context.row(frame).fromQueue) return false;  // a worker fetches for itself
    // kube-proxy sends to any endpoint it knows, with equal chance.
    return context.rareServer(node).removals.chance(static_cast<double>(server.unlisting) /
                                                    static_cast<double>(server.unlisting + server.ready));
}

}  // namespace spillway
