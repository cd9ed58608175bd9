#pragma once

#include "nodes/world.h"

namespace spillway {

// How long a pod that starts now waits for a machine with room for it (platform-facts 6.4): nothing while there is
// room; else until the machine comes that the node autoscaler has added, or adds now.
Duration waitForRoom(Context context, std::uint32_t node);

}  // namespace spillway
