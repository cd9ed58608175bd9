#pragma once

#include "faults/face.h"
#include "topology/field.h"

#include <cstdint>
#include <tuple>

namespace spillway::faults {

// Instances of the target die at once, with the requests in them; the platform replaces them as it does.
struct InstanceKill {
    std::int64_t count = 1;

    static constexpr FaultFace kFace{.name = "Kill instance",
                                     .does = "One instance dies with the requests in it",
                                     .says = "{count} killed",
                                     .needs = "a node with instances or a boundary around one",
                                     .nodes = kKindsWithInstances,
                                     .within = kKindsWithInstances,
                                     .instant = true,
                                     .atHand = true};
    static constexpr auto fields() {
        return std::tuple{
            field("count", &InstanceKill::count, "Instances killed. Default 1."),
        };
    }
    friend bool operator==(const InstanceKill&, const InstanceKill&) = default;
};

}  // namespace spillway::faults
