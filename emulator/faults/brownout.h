#pragma once

#include "base/units.h"
#include "faults/face.h"
#include "topology/field.h"

#include <tuple>

namespace spillway::faults {

// The target is there and not well: it is slow and fails some of the requests.
struct Brownout {
    double factor = 5;
    Share errors = Share::percent(20);

    static constexpr FaultFace kFace{.name = "Brown-out",
                                     .does = "Five times slower, and every fifth request fails",
                                     .says = "browned out",
                                     .needs = "a node or a boundary",
                                     .tone = FaultTone::warn};
    static constexpr auto fields() {
        return std::tuple{
            field("factor", &Brownout::factor, "Multiple of the own work. Default 5."),
            field("errors", &Brownout::errors, "Share of requests that fail with 503. Default 20%."),
        };
    }
    bool changesNothing() const { return factor == 1 && errors.fraction() == 0; }
    friend bool operator==(const Brownout&, const Brownout&) = default;
};

}  // namespace spillway::faults
