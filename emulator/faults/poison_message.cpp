#include "faults/effects.h"
#include "kernel/pull.h"

namespace spillway::faults {

void hold(const PoisonMessage&, const FaultReach& reach, Levers& levers) { touchNodes(reach, levers); }

void strike(const PoisonMessage& fault, const FaultReach& reach, Levers& levers) {
    strikeNodes(reach, levers, [&](NodeLevers& node) { node.poisoned += fault.count; });
}

}  // namespace spillway::faults
