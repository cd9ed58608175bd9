#include "faults/effects.h"
#include "kernel/pull.h"

namespace spillway::faults {

void hold(const CpuPressure& fault, const FaultReach& reach, Levers& levers) {
    onNodes(reach, levers,
            [&](NodeLevers& node) { node.cpuTaken = 1 - (1 - node.cpuTaken) * (1 - fault.share.fraction()); });
}

}  // namespace spillway::faults
