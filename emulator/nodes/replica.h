#pragma once

#include "nodes/world.h"

// A store with read replicas (platform-facts 9): writes go to the primary, reads to the copies in turn, and a copy
// answers with what it has: a write reaches it after the lag, and it applies one after another.
namespace spillway {

// Which instance takes the visit, marked when it writes; kNone: nobody can.
std::uint32_t copyFor(Context context, Frame& frame, NodeState& node);
// A write has succeeded.
void replicate(Context context, NodeState& node);
// A read of a copy has ended.
void readCopy(Context context, NodeState& node, std::uint32_t instance);

}  // namespace spillway
