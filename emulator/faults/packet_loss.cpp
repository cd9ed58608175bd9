#include "faults/border.h"
#include "faults/effects.h"
#include "kernel/pull.h"

namespace spillway::faults {

void hold(const PacketLoss& fault, const FaultReach& reach, Levers& levers) {
    // Two independent causes: what survives both.
    onFlowsInto(crossing(reach), levers,
                [&](FlowLevers& flow) { flow.loss = 1 - (1 - flow.loss) * (1 - fault.rate.fraction()); });
}

}  // namespace spillway::faults
