#pragma once

#include "faults/face.h"
#include "topology/field.h"

#include <tuple>

namespace spillway::faults {

// Nothing listens: connections to the target are refused after one way there and back. What is in work goes on, and a
// consumer that fetches for itself goes on fetching.
struct ConnectionRefused {
    static constexpr FaultFace kFace{.name = "Refuse connections",
                                     .does = "Nothing listens: calls to it fail after one round trip",
                                     .says = "refuses connections",
                                     .needs = "a node, a boundary or a flow",
                                     .flows = true};
    static constexpr auto fields() { return std::tuple{}; }
    friend bool operator==(const ConnectionRefused&, const ConnectionRefused&) = default;
};

}  // namespace spillway::faults
