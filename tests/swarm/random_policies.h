#pragma once

#include "base/random.h"
#include "topology/topology.h"

namespace spillway::swarm {

// Gives calls and services what protects them, now and then: guards of flows and of servers, pods that serve on while
// they end, CPU limits. By a seed.
void drawPolicies(Topology& topology, std::uint32_t seed);
// Takes away again what refuses, drops or cancels.
void withoutPolicies(Topology& topology);

}  // namespace spillway::swarm
