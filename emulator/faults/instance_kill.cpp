#include "faults/effects.h"
#include "kernel/pull.h"

namespace spillway::faults {

void hold(const InstanceKill&, const FaultReach& reach, Levers& levers) { touchNodes(reach, levers); }

void strike(const InstanceKill& fault, const FaultReach& reach, Levers& levers) {
    strikeNodes(reach, levers, [&](NodeLevers& node) { node.kills += fault.count; });
}

}  // namespace spillway::faults
