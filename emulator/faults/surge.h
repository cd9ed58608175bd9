#pragma once

#include "faults/face.h"
#include "topology/field.h"

#include <tuple>

namespace spillway::faults {

// The load of a source is multiplied.
struct Surge {
    double factor = 2;

    static constexpr FaultFace kFace{.name = "Load ×2",
                                     .does = "Twice the load of a source",
                                     .says = "load ×{factor}",
                                     .needs = "a source",
                                     .tone = FaultTone::accent,
                                     .nodes = kSourceKinds,
                                     .within = kSourceKinds,
                                     .atHand = true};
    static constexpr auto fields() {
        return std::tuple{
            field("factor", &Surge::factor, "Multiple of the stated load. Default 2."),
        };
    }
    bool changesNothing() const { return factor == 1; }
    friend bool operator==(const Surge&, const Surge&) = default;
};

}  // namespace spillway::faults
