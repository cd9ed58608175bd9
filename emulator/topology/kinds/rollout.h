#pragma once

#include "base/units.h"
#include "topology/field.h"

#include <optional>
#include <tuple>

namespace spillway {

// A new version that replaces the pods of a service one after the other while the load goes on (a Deployment's
// RollingUpdate).
struct Rollout {
    Duration at = std::chrono::minutes{1};
    std::optional<Share> maxSurge;
    std::optional<Share> maxUnavailable;

    static constexpr auto fields() {
        return std::tuple{
            field("at", &Rollout::at, "When it begins, from the start of a run. Default 1m."),
            field("max_surge", &Rollout::maxSurge, "Pods beyond the replicas, rounded up. Default 25%."),
            field("max_unavailable", &Rollout::maxUnavailable, "Pods that may be missing, rounded down. Default 25%."),
        };
    }
    friend bool operator==(const Rollout&, const Rollout&) = default;
};

}  // namespace spillway
