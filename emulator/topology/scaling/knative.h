#pragma once

#include "base/distribution.h"
#include "base/units.h"
#include "topology/field.h"

#include <array>
#include <cstdint>
#include <optional>
#include <tuple>

namespace spillway {

// Knative Serving's autoscaler (KPA), by the names of its annotations and its ConfigMap. What is not stated is the
// platform's (resources/platforms/knative.yaml).
struct KnativeScaling {
    std::optional<std::int64_t> minScale;
    std::optional<std::int64_t> maxScale;
    std::optional<std::int64_t> initialScale;
    std::optional<std::int64_t> activationScale;
    std::optional<std::int64_t> target;
    std::optional<Share> utilization;
    std::optional<Duration> stableWindow;
    std::optional<Share> panicWindow;
    std::optional<std::int64_t> panicThreshold;
    std::optional<Duration> scaleDownDelay;
    std::optional<Duration> podRetention;
    std::optional<std::int64_t> burstCapacity;

    static constexpr auto fields() {
        return std::tuple{
            field("min_scale", &KnativeScaling::minScale, "Fewest pods. Default 0: it scales to zero."),
            field("max_scale", &KnativeScaling::maxScale, "Most pods. Default 0: no limit."),
            field("initial_scale", &KnativeScaling::initialScale, "Pods at the start. Default 1."),
            field("activation_scale", &KnativeScaling::activationScale,
                  "Fewest pods whenever there are any. Default 1."),
            field("target", &KnativeScaling::target,
                  "Requests in a pod at once that it aims at (soft). Default: the concurrency."),
            field("target_utilization", &KnativeScaling::utilization,
                  "Share of the target that it aims at. Default 70%."),
            field("stable_window", &KnativeScaling::stableWindow,
                  "Mean concurrency is taken over this long. Default 60s."),
            field("panic_window", &KnativeScaling::panicWindow,
                  "The panic window as a share of the stable one. Default 10%."),
            field("panic_threshold", &KnativeScaling::panicThreshold,
                  "Panics when the panic window wants this many percent of the ready pods. Default 200."),
            field("scale_down_delay", &KnativeScaling::scaleDownDelay,
                  "Uses the highest wish of this long. Default 0s."),
            field("pod_retention", &KnativeScaling::podRetention,
                  "The last pod stays at least this long. Default 0s; the grace of 30s counts anyway."),
            field("target_burst_capacity", &KnativeScaling::burstCapacity,
                  "Requests that it must be able to take at once without buffering. Default 211."),
        };
    }
    friend bool operator==(const KnativeScaling&, const KnativeScaling&) = default;
};

}  // namespace spillway
