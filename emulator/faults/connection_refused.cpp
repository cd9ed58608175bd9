#include "faults/effects.h"
#include "kernel/pull.h"

namespace spillway::faults {

void hold(const ConnectionRefused&, const FaultReach& reach, Levers& levers) {
    onFlowsInto(reach, levers, [](FlowLevers& flow) { flow.turnedAway = FailureCause::refused; });
}

}  // namespace spillway::faults
