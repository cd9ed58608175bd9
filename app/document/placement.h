#pragma once

#include "topology/topology.h"

#include <set>
#include <string>

namespace spillway {

// Boundaries that are no area of the drawing: zones that nodes name in `zones` and that hold nothing themselves, and
// regions of nothing but such zones. Instances of one node are in several of them, so no box could be drawn around it.
std::set<std::string> placementZones(const Topology& topology);

// The topology without them: what has an area.
Topology withoutPlacement(const Topology& topology, const std::set<std::string>& zones);

}  // namespace spillway
