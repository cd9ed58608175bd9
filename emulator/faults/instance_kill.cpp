#include "faults/effects.h"
#include "kernel/levers.h"

namespace spillway::faults {

void hold(const InstanceKill&, const FaultReach& reach, Levers& levers) {
    for (const std::uint32_t node : reach.nodes) levers.nodes[node].touched = true;
}

void strike(const InstanceKill& fault, const FaultReach& reach, Levers& levers) {
    for (const std::uint32_t node : reach.nodes) levers.nodes[node].kills += fault.count;
}

}  // namespace spillway::faults
