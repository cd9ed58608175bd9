#pragma once

#include "nodes/world.h"

namespace spillway {

// Actions of OpenWhisk's one namespace run on the same invokers. How many containers this one may have, of `wanted`:
// idle containers of other actions make way, those that were idle longest first.
std::uint32_t takeInvokerMemory(Context context, std::uint32_t node, std::uint32_t wanted);

}  // namespace spillway
