#pragma once

#include "base/units.h"
#include "faults/face.h"
#include "topology/field.h"

#include <tuple>

namespace spillway::faults {

// Every message to the target takes longer (one way; on a flow, only that flow).
struct Latency {
    Duration add = std::chrono::milliseconds{100};

    static constexpr FaultFace kFace{.name = "Slow link",
                                     .does = "Every message to it takes 100 ms longer",
                                     .says = "+{add}",
                                     .needs = "a node, a boundary or a flow",
                                     .tone = FaultTone::warn,
                                     .flows = true,
                                     .atHand = true};
    static constexpr auto fields() {
        return std::tuple{
            field("add", &Latency::add,
                  "Time added one way, to what comes into a node or over the edge of a boundary. Default 100ms."),
        };
    }
    bool changesNothing() const { return add == Duration{0}; }
    friend bool operator==(const Latency&, const Latency&) = default;
};

}  // namespace spillway::faults
