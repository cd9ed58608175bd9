#pragma once

#include "scenario/scenario.h"

#include <QString>

#include <optional>

namespace spillway {

// How a fault reads on the timeline: "charge-card +120 ms", "zone-b down".
QString faultLabel(const Fault& fault);
// "bad" for what takes something away, "warn" for what slows or harms, "accent" for load.
QString faultTone(const Fault& fault);

// The fault a button breaks in on what is selected (a node, a boundary or a flow "a -> b"); none where it makes no
// sense (the button is off). Load without a selection is that of the only source.
std::optional<Fault> faultByHand(FaultKind kind, const Topology& topology, const std::string& selected);

}  // namespace spillway
