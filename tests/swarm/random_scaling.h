#pragma once

#include "scenario/scenario.h"

#include <cstdint>

namespace spillway::swarm {

// What only one platform reads of a program: its scaling, rollouts, machines, sets, packages, memory. By a seed.
void drawScaling(Topology& topology, std::uint32_t seed);
// Few requests over a long time: what is idle is paused, let go, scaled to nothing, and comes back.
void makeLongAndQuiet(Architecture& architecture, std::uint32_t seed);

}  // namespace spillway::swarm
