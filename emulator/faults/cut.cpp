#include "faults/effects.h"
#include "kernel/levers.h"

namespace spillway::faults {

void hold(const Cut&, const FaultReach& reach, Levers& levers) {
    for (const std::uint32_t flow : reach.flowsAcross) {
        levers.flows[flow].cut = true;
        levers.flows[flow].touched = true;
    }
}

}  // namespace spillway::faults
