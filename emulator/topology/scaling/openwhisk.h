#pragma once

#include "base/distribution.h"
#include "base/units.h"
#include "topology/field.h"

#include <array>
#include <cstdint>
#include <optional>
#include <tuple>

namespace spillway {

// Apache OpenWhisk. What is not stated is the platform's (resources/platforms/openwhisk.yaml).
struct OpenWhiskScaling {
    std::optional<std::int64_t> invokers;
    std::optional<std::int64_t> concurrent;
    std::optional<std::int64_t> perMinute;

    static constexpr auto fields() {
        return std::tuple{
            field("invokers", &OpenWhiskScaling::invokers,
                  "Invokers, each with its own memory for containers. Default 4."),
            field("concurrent_invocations", &OpenWhiskScaling::concurrent,
                  "Activations of the namespace at once, those that wait included. Default 100."),
            field("invocations_per_minute", &OpenWhiskScaling::perMinute,
                  "Activations of the namespace in a minute. Default 120."),
        };
    }
    friend bool operator==(const OpenWhiskScaling&, const OpenWhiskScaling&) = default;
};

}  // namespace spillway
