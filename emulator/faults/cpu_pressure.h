#pragma once

#include "base/units.h"
#include "faults/face.h"
#include "topology/field.h"

#include <tuple>

namespace spillway::faults {

// Something else in the container burns its CPU: what of the work burns CPU (cpu_share) takes 1 / (1 - share) as long.
struct CpuPressure {
    Share share = Share::percent(80);

    static constexpr FaultFace kFace{
        .name = "CPU pressure",
        .does = "80 % of its CPU is taken by something else",
        .says = "CPU {share} taken",
        .needs = "a service, a function or another node that works",
        .tone = FaultTone::warn,
        .nodes = kServedKinds & ~kindsOf({NodeKind::queue, NodeKind::topic, NodeKind::stream, NodeKind::event_bus}),
        .within = kServedKinds & ~kindsOf({NodeKind::queue, NodeKind::topic, NodeKind::stream, NodeKind::event_bus})};
    static constexpr auto fields() {
        return std::tuple{
            field("share", &CpuPressure::share, "Share of its CPU that is taken. Default 80%."),
        };
    }
    bool changesNothing() const { return share.fraction() == 0; }
    friend bool operator==(const CpuPressure&, const CpuPressure&) = default;
};

}  // namespace spillway::faults
