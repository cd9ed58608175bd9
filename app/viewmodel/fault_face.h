#pragma once

#include "scenario/scenario.h"

#include <QString>

#include <optional>

namespace spillway {

// How a fault reads on the timeline: "charge-card +120 ms", "zone-b down".
QString faultLabel(const Fault& fault);
// "bad" for what takes something away, "warn" for what slows or harms, "accent" for load.
QString faultTone(const Fault& fault);

// What is selected, as far as faults care: a node, a boundary or a flow ("a -> b"), or nothing.
struct FaultTarget {
    std::string on;
    std::optional<NodeKind> node;
    bool flow = false;
    bool boundary = false;
};
FaultTarget faultTarget(const Topology& topology, const std::string& selected);

// The fault a button breaks in on this target; none where it makes no sense (the button is off).
std::optional<Fault> faultFor(FaultKind kind, const Topology& topology, const FaultTarget& target);

}  // namespace spillway
