#pragma once

#include "topology/field.h"

#include <tuple>

namespace spillway::faults {

// The load of a source is multiplied.
struct Surge {
    double factor = 2;

    static constexpr auto fields() {
        return std::tuple{
            field("factor", &Surge::factor, "Multiple of the stated load. Default 2."),
        };
    }
    friend bool operator==(const Surge&, const Surge&) = default;
};

}  // namespace spillway::faults
