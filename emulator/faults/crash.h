#pragma once

#include "faults/face.h"
#include "topology/field.h"

#include <tuple>

namespace spillway::faults {

// Every instance of the target dies at once, with the requests in them, and goes through its start-up.
struct Crash {
    static constexpr FaultFace kFace{.name = "Crash",
                                     .does = "All its instances die at once and start again",
                                     .says = "crashed",
                                     .needs = "a node with instances or a boundary around one",
                                     .nodes = kKindsWithInstances,
                                     .within = kKindsWithInstances,
                                     .instant = true};
    static constexpr auto fields() { return std::tuple{}; }
    friend bool operator==(const Crash&, const Crash&) = default;
};

}  // namespace spillway::faults
