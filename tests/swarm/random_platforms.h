#pragma once

#include "topology/topology.h"

#include <cstdint>

namespace spillway::swarm {

// Moves programs to any of the platforms, and gives queues, stores, caches, gateways, devices and flows what only some
// of them have: engines, groups, keys, replicas, connections, hooks, locations, ways that are not alike. By a seed.
void drawPlatforms(Topology& topology, std::uint32_t seed);
// Takes away again what refuses, loses or repeats.
void withoutPlatforms(Topology& topology);

}  // namespace spillway::swarm
