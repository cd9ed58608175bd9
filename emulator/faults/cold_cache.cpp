#include "faults/effects.h"
#include "kernel/pull.h"

namespace spillway::faults {

void hold(const ColdCache&, const FaultReach& reach, Levers& levers) { touchNodes(reach, levers); }

void strike(const ColdCache& fault, const FaultReach& reach, Levers& levers) {
    strikeNodes(reach, levers, [&](NodeLevers& node) { node.chilled = fault.entries; });
}

}  // namespace spillway::faults
