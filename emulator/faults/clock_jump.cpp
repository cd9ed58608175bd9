#include "faults/effects.h"
#include "kernel/pull.h"

namespace spillway::faults {

void hold(const ClockJump& fault, const FaultReach& reach, Levers& levers) {
    const bool forward = fault.direction == ClockDirection::forward;
    onNodes(reach, levers, [&](NodeLevers& node) { node.clockAhead += forward ? fault.by : -fault.by; });
    if (fault.by <= fault.tolerates) return;
    for (const std::uint32_t index : reach.flowsAcross) {
        levers.flows[index].failing.push_back({1, FailureCause::rejected});
        levers.flows[index].touched = true;
    }
}

}  // namespace spillway::faults
