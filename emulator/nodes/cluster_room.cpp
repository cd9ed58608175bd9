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

}  // namespace

Duration waitForRoom(Context context, std::uint32_t node) {
    ServerState& server = context.world.servers[context.model().nodes[node].extra];
    const ClusterModel& model = *server.model->cluster;
    ClusterState& cluster = server.cluster;
    const std::int64_t pods = std::int64_t{server.ready} + server.starting + server.draining;
    const std::int64_t machines =
        (std::max<std::int64_t>(0, pods + 1 - model.room) + model.podsPerNode - 1) / model.podsPerNode;
    if (machines == 0) return Duration{0};
    if (machines > static_cast<std::int64_t>(cluster.machines.size())) {
        const Duration takes = provisioning(context, model, context.node(node).startup);
        cluster.machines.push_back(context.now() + takes);
        context.decide(node, "waits for a machine",
                       fmt::format("no room for pod {}: {} adds one in {}", pods + 1,
                                   model.karpenter ? "Karpenter" : "the cluster autoscaler",
                                   toText(std::chrono::round<std::chrono::seconds>(takes))));
    }
    const SimTime ready = cluster.machines[static_cast<std::size_t>(machines - 1)];
    return std::max(Duration{0}, ready - context.now());
}

}  // namespace spillway
