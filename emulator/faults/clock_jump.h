#pragma once

#include "base/units.h"
#include "faults/face.h"
#include "topology/field.h"

#include <array>
#include <tuple>

namespace spillway::faults {

enum class ClockDirection { forward, backward };
constexpr auto names(ClockDirection) {
    using enum ClockDirection;
    return std::array<EnumName<ClockDirection>, 2>{{{forward, "forward"}, {backward, "backward"}}};
}

// The clock of the target goes wrong. A schedule fires what it has skipped at once, or waits until its clock is there
// again; the tokens and signatures of everything else are refused (401), both ways, when they are off by too much.
struct ClockJump {
    Duration by = std::chrono::minutes{10};
    ClockDirection direction = ClockDirection::forward;
    Duration tolerates = std::chrono::minutes{5};

    static constexpr FaultFace kFace{.name = "Clock jump",
                                     .does = "Its clock is ten minutes ahead",
                                     .says = "clock {direction} {by}",
                                     .needs = "a node that calls or is called, a schedule, or a boundary",
                                     .tone = FaultTone::warn,
                                     .nodes = kServedKinds | kindsOf({NodeKind::schedule, NodeKind::devices}),
                                     .within = kAnyKind};
    static constexpr auto fields() {
        return std::tuple{
            field("by", &ClockJump::by, "How far the clock is off. Default 10m."),
            field("direction", &ClockJump::direction, "forward or backward. Default forward."),
            field("tolerates", &ClockJump::tolerates,
                  "Skew that tokens and signatures tolerate. Default 5m (Kerberos; AWS Signature Version 4: 15m)."),
        };
    }
    // To a node of that kind: what goes by the clock itself fires at other times however small the jump is.
    bool changesNothingTo(NodeKind kind) const { return (kSourceKinds & bitOf(kind)) == 0 && by <= tolerates; }
    friend bool operator==(const ClockJump&, const ClockJump&) = default;
};

}  // namespace spillway::faults
