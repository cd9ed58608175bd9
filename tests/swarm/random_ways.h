#pragma once

#include "topology/topology.h"

#include <cstdint>

namespace spillway::swarm {

// Ways that the layers do not have: events straight to what they start (inserts of stores among them), more subscribers
// of topics and buses, tries and destinations of what fails, calls that lead back, regions with distances that are not
// alike in both directions, calendars. By a seed.
void drawWays(Topology& topology, std::uint32_t seed);
// Takes away again what leads back, and the platforms of boundaries.
void withoutWays(Topology& topology);

}  // namespace spillway::swarm
