#pragma once

#include "topology/field.h"

#include <tuple>

namespace spillway::faults {

// Nothing passes the flow: messages vanish, callers see their timeout.
struct Cut {
    static constexpr auto fields() { return std::tuple{}; }
    friend bool operator==(const Cut&, const Cut&) = default;
};

}  // namespace spillway::faults
