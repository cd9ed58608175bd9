#include "nodes/cluster_room.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace spillway {
namespace {

// From the pod that finds no room to the machine that takes it.
Duration provisioning(Context context, const ClusterModel& model, RngStream& stream) {
    const KubernetesFacts& facts = context.model().facts->kubernetes;
    if (model.karpenter) return facts.karpenterBatch + facts.karpenterProvision(stream);
    // The autoscaler scans at its own pace.
    const Duration scan = secondsToDuration(toSeconds(facts.autoscalerScan) * stream.uniform());
    return scan + facts.autoscalerProvision(stream);
}

// How many of those that were added `pods` need.
std::int64_t machinesFor(const ClusterModel& model, std::int64_t pods) {
    return (std::max<std::int64_t>(0, pods - model.room) + model.podsPerNode - 1) / model.podsPerNode;
}

std::int64_t podsOf(const ServerState& server) {
    return std::int64_t{server.ready} + server.starting + server.draining;
}

}  // namespace

void beginCluster(Context context, std::uint32_t node) {
    ServerState& server = *context.node(node).server;
    const std::int64_t machines = machinesFor(*server.model->cluster, podsOf(server));
    context.rareServer(node).cluster.machines.resize(static_cast<std::size_t>(machines), context.now());
    context.rareServer(node).cluster.count.set(machines, context.now());
}

Duration waitForRoom(Context context, std::uint32_t node) {
    ServerState& server = *context.node(node).server;
    const ClusterModel& model = *server.model->cluster;
    ClusterState& cluster = context.rareServer(node).cluster;
    const std::int64_t pods = podsOf(server);
    const std::int64_t machines = machinesFor(model, pods + 1);
    if (machines == 0) return Duration{0};
    // Whatever is there has machines.
    const auto there = static_cast<std::size_t>(machinesFor(model, pods));
    if (cluster.machines.size() < there) cluster.machines.resize(there, context.now());
    cluster.count.set(static_cast<std::int64_t>(cluster.machines.size()), context.now());
    if (machines > static_cast<std::int64_t>(cluster.machines.size())) {
        const Duration takes = provisioning(context, model, context.node(node).startup);
        cluster.machines.push_back(context.now() + takes);
        cluster.count.rise(context.now());
        cluster.lastAdded = context.now();
        ++cluster.added;
        context.decide(node, "waits for a machine",
                       fmt::format("no room for pod {}: {} adds one in {}", pods + 1,
                                   model.karpenter ? "Karpenter" : "the cluster autoscaler",
                                   toText(std::chrono::round<std::chrono::seconds>(takes))));
    }
    const SimTime ready = cluster.machines[static_cast<std::size_t>(machines - 1)];
    return std::max(Duration{0}, ready - context.now());
}

void placeWaiting(Context context, std::uint32_t node) {
    ServerState& server = *context.node(node).server;
    const ClusterModel& model = *server.model->cluster;
    std::int64_t room = model.room - std::int64_t{server.ready} - server.draining;
    for (const SimTime ready : context.rareServer(node).cluster.machines)
        room += ready <= context.now() ? model.podsPerNode : 0;
    std::vector<std::uint32_t> waiting;
    for (std::uint32_t i = 0; i < server.instances.size(); ++i) {
        if (server.instances[i].state != InstanceState::starting) continue;
        if (server.instances[i].placed > context.now())
            waiting.push_back(i);
        else
            --room;
    }
    std::ranges::stable_sort(waiting, {}, [&](std::uint32_t i) { return server.instances[i].started; });
    for (const std::uint32_t which : waiting) {
        if (room-- <= 0) return;
        Instance& pod = server.instances[which];
        pod.placed = context.now();
        pod.readyUid = context.postNode(context.now() + pod.startsFor, EventType::instanceReady, node, which);
        context.decide(node, "takes room", "a pod has ended, where one that waits for a machine fits");
    }
}

void removeMachines(Context context, std::uint32_t node) {
    ServerState& server = *context.node(node).server;
    const ClusterModel& model = *server.model->cluster;
    const KubernetesFacts& facts = context.model().facts->kubernetes;
    ClusterState& cluster = context.rareServer(node).cluster;
    const auto needed = static_cast<std::size_t>(machinesFor(model, podsOf(server) + server.down));
    if (cluster.machines.size() <= needed) return cluster.spare.reset();
    if (!cluster.spare) cluster.spare = context.now();
    const Duration unneeded = model.karpenter ? facts.karpenterConsolidate : facts.autoscalerUnneeded;
    // The cluster autoscaler removes none so soon after it added one, either.
    if (context.now() - *cluster.spare < unneeded) return;
    if (!model.karpenter && context.now() - cluster.lastAdded < unneeded) return;
    const std::size_t gone = cluster.machines.size() - needed;
    cluster.machines.resize(needed);
    cluster.count.set(static_cast<std::int64_t>(needed), context.now());
    cluster.spare.reset();
    context.decide(node, fmt::format("{} machine{} removed", gone, gone == 1 ? "" : "s"),
                   unneeded == Duration{0} ? std::string{"empty: Karpenter consolidates at once"}
                                           : "not needed for " + toText(unneeded));
}

}  // namespace spillway
