#include "faults/effects.h"
#include "kernel/pull.h"

namespace spillway::faults {

void hold(const Brownout& fault, const FaultReach& reach, Levers& levers) {
    onNodes(reach, levers, [&](NodeLevers& node) {
        node.workFactor *= fault.factor;
        node.failing.push_back({fault.errors.fraction(), FailureCause::unavailable});
    });
}

}  // namespace spillway::faults
