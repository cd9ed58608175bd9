#include "faults/effects.h"
#include "kernel/levers.h"

namespace spillway::faults {

void hold(const Surge& fault, const FaultReach& reach, Levers& levers) {
    for (const std::uint32_t node : reach.nodes) {
        levers.nodes[node].loadFactor *= fault.factor;
        levers.nodes[node].touched = true;
    }
}

}  // namespace spillway::faults
