#include "faults/effects.h"
#include "kernel/pull.h"

namespace spillway::faults {

void hold(const Outage&, const FaultReach& reach, Levers& levers) {
    onNodes(reach, levers, [](NodeLevers& node) { node.down = true; });
    for (const FaultReach::ZoneShare& share : reach.zoneShares) {
        levers.nodes[share.node].zonesDown |= share.zones;
        levers.nodes[share.node].touched = true;
    }
}

}  // namespace spillway::faults
