#include "faults/effects.h"
#include "kernel/levers.h"

namespace spillway::faults {

void hold(const Latency& fault, const FaultReach& reach, Levers& levers) {
    for (const std::uint32_t flow : reach.flowsInto) {
        levers.flows[flow].extraDelay += fault.add;
        levers.flows[flow].touched = true;
    }
    for (const std::uint32_t node : reach.nodes) levers.nodes[node].touched = true;
}

}  // namespace spillway::faults
