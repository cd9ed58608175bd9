#pragma once

#include "base/distribution.h"
#include "base/units.h"
#include "topology/field.h"

#include <array>
#include <cstdint>
#include <optional>
#include <tuple>

namespace spillway {

// Who adds machines when pods find no room.
enum class NodeAutoscaler { cluster_autoscaler, karpenter };
constexpr auto names(NodeAutoscaler) {
    using enum NodeAutoscaler;
    return std::array<EnumName<NodeAutoscaler>, 2>{
        {{cluster_autoscaler, "cluster_autoscaler"}, {karpenter, "karpenter"}}};
}

// The machines under a Kubernetes service: pods beyond what fits wait for a new one. What is not stated is the
// platform's (resources/platforms/kubernetes.yaml).
struct ClusterNodes {
    std::optional<std::int64_t> room;
    std::optional<std::int64_t> podsPerNode;
    std::optional<NodeAutoscaler> autoscaler;

    static constexpr auto fields() {
        return std::tuple{
            field("room", &ClusterNodes::room,
                  "Pods of this service that fit on the machines that are there. Default: as many as at the start."),
            field("pods_per_node", &ClusterNodes::podsPerNode,
                  "Pods of this service that a new machine has room for. Default 4."),
            field("autoscaler", &ClusterNodes::autoscaler,
                  "cluster_autoscaler or karpenter. Default cluster_autoscaler."),
        };
    }
    friend bool operator==(const ClusterNodes&, const ClusterNodes&) = default;
};

}  // namespace spillway
