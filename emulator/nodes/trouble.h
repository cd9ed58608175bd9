#pragma once

#include "nodes/world.h"

#include <optional>

// What faults do to single requests: read off the levers while they are not calm. Everything here is out of the way of
// runs without faults.
namespace spillway {

// At the node's door: what the request ends with at once, if it does.
std::optional<Outcome> stoppedAtDoor(Context context, const Frame& frame, NodeState& node);

// It has its slot, instance or environment.
struct WorkInTrouble {
    bool fails = false;  // at once: the instance is one of the bad ones
    Duration takes{0};   // own work, before any limit
};
WorkInTrouble workInTrouble(Context context, const Frame& frame, NodeState& node);

// A look-up in a cache that may be cold; a miss of what it lost is marked, and refills it when it is answered.
bool hitsInTrouble(Context context, Frame& frame, NodeState& node);
void refillCache(Context context, NodeState& node);

// One message over a flow.
struct Passage {
    bool lost = false;
    std::optional<FailureCause> turnedAway;  // at the target's door
    Duration extra{0};                       // on top of the flow's latency
};
// Nothing gets through, and whoever sends it by himself (a topic, a bus, the clock, an object store) tries again: it is
// stopped at the target's door, each time anew, instead of being lost on the way.
bool stopsAtDoor(Context context, const FlowRow& flow, std::uint32_t flowIndex);
// Nothing can be handed over there now: it is down, or the way to it is cut.
bool isOutOfReach(Context context, std::uint32_t flow);
Passage passageOut(Context context, std::uint32_t flow);
Passage passageBack(Context context, std::uint32_t flow);

// Of queues: the message is one of the poisoned ones; its consumer fetches nothing.
void poisonMessage(Context context, Frame& message, std::uint32_t node);
inline bool isStalled(Context context, std::uint32_t flow) { return context.world.levers.flows[flow].stalled; }

// While all lanes rest. The levers of a node have moved; and, at the end of a second, its memory may be full.
void takeTrouble(Context context, std::uint32_t node, const NodeLevers& before);
void pressMemory(Context context, std::uint32_t node);

}  // namespace spillway
