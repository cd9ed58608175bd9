#pragma once

#include "base/distribution.h"
#include "base/units.h"
#include "topology/field.h"

#include <cstdint>
#include <optional>
#include <tuple>

namespace spillway {

// How a load balancer learns which of its targets answer.
struct HealthCheck {
    std::optional<Duration> interval;
    std::optional<std::int64_t> unhealthyThreshold;
    std::optional<std::int64_t> healthyThreshold;

    static constexpr auto fields() {
        return std::tuple{
            field("interval", &HealthCheck::interval, "From one check of a target to the next. Default 30s (ALB)."),
            field("unhealthy_threshold", &HealthCheck::unhealthyThreshold,
                  "Checks in a row that fail until a target gets no more requests. Default 2 (ALB)."),
            field("healthy_threshold", &HealthCheck::healthyThreshold,
                  "Checks in a row that succeed until it gets some again. Default 5 (ALB)."),
        };
    }
    friend bool operator==(const HealthCheck&, const HealthCheck&) = default;
};

// Spreads requests over what is behind it: one of its flows per request, by their shares, of those whose target is
// healthy.
struct LoadBalancer {
    Distribution work = Distribution::constant(std::chrono::milliseconds{1});
    std::optional<Duration> timeLimit;
    std::optional<HealthCheck> healthCheck;

    static constexpr auto fields() {
        return std::tuple{
            field("work", &LoadBalancer::work, "Own work per request. Default 1ms."),
            field("time_limit", &LoadBalancer::timeLimit,
                  "Longest a target may take before it answers 504. Default 60s (an ALB's idle timeout)."),
            field("health_check", &LoadBalancer::healthCheck,
                  "How it learns which targets answer. Default: an ALB's; a target gets nothing after 30s to 60s."),
        };
    }
    friend bool operator==(const LoadBalancer&, const LoadBalancer&) = default;
};

}  // namespace spillway
