#pragma once

#include "faults/face.h"
#include "topology/field.h"

#include <tuple>

namespace spillway::faults {

// The target (a node, or every node in a boundary) answers nothing: calls are refused, instances are gone until the
// end. Of nodes that are spread over a zone, the instances in it.
struct Outage {
    static constexpr FaultFace kFace{.name = "Outage",
                                     .does = "It is down: a node, a zone, a region",
                                     .says = "down",
                                     .needs = "a node or a boundary",
                                     .within = kAnyKind,
                                     .spread = true,
                                     .atHand = true};
    static constexpr auto fields() { return std::tuple{}; }
    friend bool operator==(const Outage&, const Outage&) = default;
};

}  // namespace spillway::faults
