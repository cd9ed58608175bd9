#pragma once

#include "base/units.h"
#include "faults/face.h"
#include "topology/field.h"

#include <tuple>

namespace spillway::faults {

// Memory fills up: an instance that has lived through it for so long is killed by the kernel (OOM) with the requests in
// it, and starts again; looked at every second.
struct MemoryPressure {
    Duration fill = std::chrono::seconds{30};

    static constexpr FaultFace kFace{.name = "Memory pressure",
                                     .does = "An instance is killed (OOM) every 30 seconds",
                                     .says = "out of memory every {fill}",
                                     .needs = "a node with instances or a boundary around one",
                                     .nodes = kKindsWithInstances,
                                     .within = kKindsWithInstances};
    static constexpr auto fields() {
        return std::tuple{
            field("fill", &MemoryPressure::fill,
                  "Time until an instance has no memory left (Chaos Mesh: time). Default 30s."),
        };
    }
    friend bool operator==(const MemoryPressure&, const MemoryPressure&) = default;
};

}  // namespace spillway::faults
