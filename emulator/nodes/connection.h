#pragma once

#include "nodes/world.h"

// Connections to a store (platform-facts 9): each instance of a caller opens its pool when it first calls and keeps it
// while it lives, idle or not; a store accepts only so many. So instances that nobody needs can keep others out.
namespace spillway {

// False if the caller's instance has no connection and gets none.
bool isConnected(Context context, const Frame& frame, const NodeState& store);

}  // namespace spillway
