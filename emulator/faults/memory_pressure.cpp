#include "faults/effects.h"
#include "kernel/pull.h"

#include <algorithm>

namespace spillway::faults {

void hold(const MemoryPressure& fault, const FaultReach& reach, Levers& levers) {
    onNodes(reach, levers, [&](NodeLevers& node) {
        node.memoryFill = node.memoryFill == Duration{0} ? fault.fill : std::min(node.memoryFill, fault.fill);
    });
}

}  // namespace spillway::faults
