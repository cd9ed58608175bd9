#pragma once

#include "base/distribution.h"
#include "base/units.h"
#include "topology/field.h"

#include <array>
#include <cstdint>
#include <optional>
#include <tuple>

namespace spillway {

// Google Cloud Run and Cloud Run functions. What is not stated is the platform's
// (resources/platforms/cloud_run.yaml).
struct CloudRunScaling {
    std::optional<std::int64_t> minInstances;
    std::optional<std::int64_t> maxInstances;
    std::optional<std::int64_t> concurrency;
    std::optional<bool> cpuAlways;

    static constexpr auto fields() {
        return std::tuple{
            field("min_instances", &CloudRunScaling::minInstances,
                  "Instances that are always there, at the idle rate. Default 0."),
            field("max_instances", &CloudRunScaling::maxInstances, "Most instances. Default 100."),
            field("max_concurrency", &CloudRunScaling::concurrency,
                  "Requests that Cloud Run sends to an instance at once. Default: the concurrency of a service; 1 for "
                  "a function."),
            field("cpu_always", &CloudRunScaling::cpuAlways,
                  "CPU is allocated outside requests, too, and instances are billed by their lifetime. Default false."),
        };
    }
    friend bool operator==(const CloudRunScaling&, const CloudRunScaling&) = default;
};

}  // namespace spillway
