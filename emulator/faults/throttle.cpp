#include "faults/effects.h"
#include "kernel/pull.h"

#include <algorithm>

namespace spillway::faults {

void hold(const Throttle& fault, const FaultReach& reach, Levers& levers) {
    onNodes(reach, levers, [&](NodeLevers& node) {
        const double before = node.admits ? node.admits->perSecond() : fault.rate.perSecond();
        node.admits = Rate::perSecond(std::min(before, fault.rate.perSecond()));
    });
}

}  // namespace spillway::faults
