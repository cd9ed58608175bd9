#include "faults/border.h"
#include "faults/effects.h"
#include "kernel/pull.h"

namespace spillway::faults {

void hold(const Latency& fault, const FaultReach& reach, Levers& levers) {
    onFlowsInto(entering(reach), levers, [&](FlowLevers& flow) { flow.extraDelay += fault.add; });
}

}  // namespace spillway::faults
