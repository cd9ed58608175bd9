#pragma once

#include "base/random.h"
#include "scenario/scenario.h"

namespace spillway::swarm {

// A fault of any kind on anything that it can hit, with any numbers: drawn over the table of faults, so a new kind is
// drawn without a word here. Some kind always fits: something is called.
Fault randomFault(const Topology& topology, Duration duration, RngStream& stream);

}  // namespace spillway::swarm
