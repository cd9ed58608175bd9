#include "base/bounded.h"
#include "faults/border.h"
#include "faults/effects.h"
#include "kernel/pull.h"

namespace spillway::faults {

void hold(const Bandwidth& fault, const FaultReach& reach, Levers& levers) {
    const double seconds = static_cast<double>(fault.size.bytes) / static_cast<double>(fault.limit.bytes);
    onFlowsInto(crossing(reach), levers, [&](FlowLevers& flow) { flow.transmission += boundedDuration(seconds); });
}

}  // namespace spillway::faults
