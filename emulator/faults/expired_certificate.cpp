#include "faults/effects.h"
#include "kernel/pull.h"

namespace spillway::faults {

void hold(const ExpiredCertificate&, const FaultReach& reach, Levers& levers) {
    onFlowsInto(reach, levers, [](FlowLevers& flow) { flow.turnedAway = FailureCause::fault; });
}

}  // namespace spillway::faults
