#include "faults/effects.h"
#include "kernel/pull.h"

namespace spillway::faults {

void hold(const Surge& fault, const FaultReach& reach, Levers& levers) {
    onNodes(reach, levers, [&](NodeLevers& node) { node.loadFactor *= fault.factor; });
}

}  // namespace spillway::faults
