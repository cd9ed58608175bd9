#include "faults/effects.h"
#include "kernel/pull.h"

namespace spillway::faults {

void hold(const DiskFull& fault, const FaultReach& reach, Levers& levers) {
    onNodes(reach, levers, [&](NodeLevers& node) {
        node.failing.push_back({fault.writes.fraction(), FailureCause::fault});
    });
}

}  // namespace spillway::faults
