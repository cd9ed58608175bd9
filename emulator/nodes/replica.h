#pragma once

#include "nodes/world.h"

// A store with read replicas (platform-facts 9): writes go to the primary, reads to the copies in turn, and a copy
// answers with what it has: a write reaches it after the lag, and it applies one after another. A primary that dies is
// replaced, where that is stated: by the copy that has the most of what was written.
namespace spillway {

// Which instance takes the visit, marked when it writes; kNone: nobody can.
std::uint32_t copyFor(Context context, Frame& frame, NodeState& node);
// How much longer a write takes that has worked for `work`: the standby has to have it. Nothing where there is none.
Duration commitTime(Context context, const Frame& frame, NodeState& node, Duration work);
// A write has succeeded.
void replicate(Context context, NodeState& node);
// An instance has died. Without its primary the store takes no writes until a copy has taken its place.
void noteDeath(Context context, NodeState& node, std::uint32_t instance);
// A copy takes the place of the primary.
void promoteCopy(Context context, std::uint32_t node, std::uint64_t uid);
// A read of a copy has ended.
void readCopy(Context context, NodeState& node, std::uint32_t instance);

}  // namespace spillway
