#pragma once

#include "nodes/world.h"

// Caches and CDNs that state their keys (platform-facts 9): each look-up asks for a key by its popularity; what is held
// and not too old is a hit; the one used longest ago gives way when there is no more room. When a popular key gets too
// old, everybody who asks for it until it is back goes to the origin (a stampede), unless look-ups are coalesced.
namespace spillway {

// After the look-up's own work: a hit makes no calls. False if the visit waits for the fetch of another, or has ended.
bool lookUp(Context context, Frame& frame, NodeState& node);
// How the fetch of a visit that looked something up ended, if the visit ends so: whoever asks too often hears that,
// which is no failure of the origin. To be asked before the visit has left.
Outcome outcomeOfFetch(const Frame& frame, Outcome outcome);
// True if the visit is answered nevertheless: by a CDN, with what it holds, when its origin fails. To be asked before
// endLookUp().
bool answersAnyway(Context context, const NodeState& node, const Frame& frame, frame_flag::Flags before,
                   Outcome fetched);
// One of so many parts of what is held is lost: an instance has died, or somebody has emptied it.
void forgetEntries(Context context, NodeState& node, std::uint32_t part, std::uint32_t parts);
// A visit that fetched, or waited for a fetch, has ended; `before`: its flags until then.
void endLookUp(Context context, NodeState& node, const Frame& frame, frame_flag::Flags before, Outcome fetched);

}  // namespace spillway
