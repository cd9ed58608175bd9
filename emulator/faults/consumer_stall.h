#pragma once

#include "faults/face.h"
#include "topology/field.h"

#include <tuple>

namespace spillway::faults {

// The consumers of a queue or a stream fetch nothing; what they have received they finish.
struct ConsumerStall {
    static constexpr FaultFace kFace{.name = "Stall consumer",
                                     .does = "It fetches no messages",
                                     .says = "stalled",
                                     .needs = "a flow from a queue or a stream, or a node that consumes one",
                                     .tone = FaultTone::warn,
                                     .flows = true,
                                     .flowsFrom = kindsOf({NodeKind::queue, NodeKind::stream})};
    static constexpr auto fields() { return std::tuple{}; }
    friend bool operator==(const ConsumerStall&, const ConsumerStall&) = default;
};

}  // namespace spillway::faults
