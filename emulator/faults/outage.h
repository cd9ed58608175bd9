#pragma once

#include "topology/field.h"

#include <tuple>

namespace spillway::faults {

// The target (a node, or every node in a boundary) answers nothing: calls are refused, instances are gone until the
// end.
struct Outage {
    static constexpr auto fields() { return std::tuple{}; }
    friend bool operator==(const Outage&, const Outage&) = default;
};

}  // namespace spillway::faults
