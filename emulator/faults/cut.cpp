#include "faults/effects.h"
#include "kernel/pull.h"

#include <algorithm>

namespace spillway::faults {

void hold(const Cut& fault, const FaultReach& reach, Levers& levers) {
    for (const std::uint32_t index : reach.flowsAcross) {
        FlowLevers& flow = levers.flows[index];
        // Towards the target of the fault is, on a flow that begins there, the way of the responses.
        const bool outwards = std::ranges::find(reach.flowsOut, index) != reach.flowsOut.end();
        const bool to = fault.direction != CutDirection::from;
        const bool from = fault.direction != CutDirection::to;
        flow.cutTo |= outwards ? from : to;
        flow.cutFrom |= outwards ? to : from;
        flow.touched = true;
    }
}

}  // namespace spillway::faults
