#include "faults/effects.h"
#include "kernel/pull.h"

namespace spillway::faults {

void hold(const ConsumerStall&, const FaultReach& reach, Levers& levers) {
    onFlowsInto(reach, levers, [](FlowLevers& flow) { flow.stalled = true; });
}

}  // namespace spillway::faults
