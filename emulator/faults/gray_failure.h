#pragma once

#include "base/units.h"
#include "faults/face.h"
#include "topology/field.h"

#include <tuple>

namespace spillway::faults {

// Some instances are slow and fail now and then while every health check passes, so that nobody takes them out. Where
// there are no instances, and of functions, a share of the requests.
struct GrayFailure {
    Share share = Share::percent(20);
    double factor = 10;
    Share errors = Share::percent(10);

    static constexpr FaultFace kFace{.name = "Gray failure",
                                     .does = "A fifth of its instances is ten times slower, and healthy to every check",
                                     .says = "gray {share}",
                                     .needs = "a node or a boundary",
                                     .tone = FaultTone::warn};
    static constexpr auto fields() {
        return std::tuple{
            field("share", &GrayFailure::share, "Share of the instances, at least one. Default 20%."),
            field("factor", &GrayFailure::factor, "Multiple of their own work. Default 10."),
            field("errors", &GrayFailure::errors, "Share of their requests that fail. Default 10%."),
        };
    }
    bool changesNothing() const { return factor == 1 && errors.fraction() == 0; }
    friend bool operator==(const GrayFailure&, const GrayFailure&) = default;
};

}  // namespace spillway::faults
