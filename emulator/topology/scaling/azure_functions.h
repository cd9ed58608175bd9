#pragma once

#include "base/distribution.h"
#include "base/units.h"
#include "topology/field.h"

#include <array>
#include <cstdint>
#include <optional>
#include <tuple>

namespace spillway {

// How instances are bought, and how fast they come.
enum class AzurePlan { consumption, flex, premium };
constexpr auto names(AzurePlan) {
    using enum AzurePlan;
    return std::array<EnumName<AzurePlan>, 3>{{{consumption, "consumption"}, {flex, "flex"}, {premium, "premium"}}};
}

// Azure Functions. What is not stated is the platform's (resources/platforms/azure_functions.yaml).
struct AzureScaling {
    std::optional<AzurePlan> plan;
    std::optional<std::int64_t> alwaysReady;
    std::optional<std::int64_t> maxInstances;
    std::optional<std::int64_t> concurrency;

    static constexpr auto fields() {
        return std::tuple{
            field("plan", &AzureScaling::plan, "consumption, flex or premium. Default consumption."),
            field("always_ready", &AzureScaling::alwaysReady,
                  "Instances that are always there (flex, premium). Default 0; premium 1."),
            field("max_instances", &AzureScaling::maxInstances, "Most instances. Default: the plan's."),
            field(
                "max_concurrency", &AzureScaling::concurrency,
                "Requests that an instance works on at once. Default: the concurrency of a service, else the plan's."),
        };
    }
    friend bool operator==(const AzureScaling&, const AzureScaling&) = default;
};

}  // namespace spillway
