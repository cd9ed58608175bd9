#pragma once

#include "base/units.h"
#include "faults/face.h"
#include "topology/field.h"

#include <tuple>

namespace spillway::faults {

// A quota cuts in: requests above the rate are answered with 429 at once. It holds a burst of one second's worth.
struct Throttle {
    Rate rate = Rate::perSecond(10);

    static constexpr FaultFace kFace{.name = "Throttle",
                                     .does = "It admits 10 requests a second and answers the others with 429",
                                     .says = "throttled to {rate}",
                                     .needs = "a node or a boundary",
                                     .tone = FaultTone::warn};
    static constexpr auto fields() {
        return std::tuple{
            field("rate", &Throttle::rate, "Requests admitted a second. Default 10/s."),
        };
    }
    friend bool operator==(const Throttle&, const Throttle&) = default;
};

}  // namespace spillway::faults
