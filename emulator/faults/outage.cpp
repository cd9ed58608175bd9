#include "faults/effects.h"
#include "kernel/levers.h"

namespace spillway::faults {

void hold(const Outage&, const FaultReach& reach, Levers& levers) {
    for (const std::uint32_t node : reach.nodes) {
        levers.nodes[node].down = true;
        levers.nodes[node].touched = true;
    }
    for (const FaultReach::ZoneShare& share : reach.zoneShares) {
        levers.nodes[share.node].zonesDown |= share.zones;
        levers.nodes[share.node].touched = true;
    }
}

}  // namespace spillway::faults
