#pragma once

#include "base/distribution.h"
#include "faults/face.h"
#include "topology/field.h"

#include <optional>
#include <tuple>

namespace spillway::faults {

// Own work takes longer: so many times as long, and a time drawn for each request on top (Chaos Mesh: delay and jitter
// of the process rather than of its network).
struct Slow {
    double factor = 3;
    std::optional<Distribution> add;

    static constexpr FaultFace kFace{.name = "Slow",
                                     .does = "Its own work takes three times as long",
                                     .says = "×{factor} slower",
                                     .needs = "a node or a boundary",
                                     .tone = FaultTone::warn};
    static constexpr auto fields() {
        return std::tuple{
            field("factor", &Slow::factor, "Multiple of the own work. Default 3."),
            field("add", &Slow::add, "Time added to each request, drawn anew: exponential(200ms). No default: none."),
        };
    }
    bool changesNothing() const { return factor == 1 && !add; }
    friend bool operator==(const Slow&, const Slow&) = default;
};

}  // namespace spillway::faults
