#pragma once

#include "nodes/world.h"

namespace spillway {

// Actions of OpenWhisk's one namespace run on the same invokers. How many containers this one may have, of `wanted`:
// idle containers of other actions make way, those that were idle longest first.
std::uint32_t takeInvokerMemory(Context context, std::uint32_t node, std::uint32_t wanted);
// Invokers serve one line of all actions, the oldest first: a container that has become idle goes if a request of
// another action, which has no memory for a container, waits for longer than any of its own. True if it went.
bool makesWay(Context context, NodeState& node, std::uint32_t which);

}  // namespace spillway
