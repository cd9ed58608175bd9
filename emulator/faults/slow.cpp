#include "faults/effects.h"
#include "kernel/pull.h"

namespace spillway::faults {

void hold(const Slow& fault, const FaultReach& reach, Levers& levers) {
    onNodes(reach, levers, [&](NodeLevers& node) {
        node.workFactor *= fault.factor;
        if (fault.add) node.workAdded.emplace_back(*fault.add);
    });
}

}  // namespace spillway::faults
