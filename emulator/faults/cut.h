#pragma once

#include "faults/face.h"
#include "topology/field.h"

#include <array>
#include <tuple>

namespace spillway::faults {

enum class CutDirection { both, to, from };
constexpr auto names(CutDirection) {
    using enum CutDirection;
    return std::array<EnumName<CutDirection>, 3>{{{both, "both"}, {to, "to"}, {from, "from"}}};
}

// Nothing passes the flow, or the edge of the node or boundary: messages vanish, callers see their timeout. One way:
// what goes to the target, or what comes from it.
struct Cut {
    CutDirection direction = CutDirection::both;

    static constexpr FaultFace kFace{.name = "Cut",
                                     .does = "Nothing passes: messages vanish without an error",
                                     .says = "cut",
                                     .needs = "a node, a boundary or a flow",
                                     .flows = true,
                                     .atHand = true};
    static constexpr auto fields() {
        return std::tuple{
            field("direction", &Cut::direction,
                  "What vanishes: both, to (what goes to the target) or from (what comes from it). Default both."),
        };
    }
    friend bool operator==(const Cut&, const Cut&) = default;
};

}  // namespace spillway::faults
