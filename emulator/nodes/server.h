#pragma once

#include "nodes/world.h"

// Instances with slots behind one bounded line: service, database (its pool), cache, backend.
namespace spillway {

void admitAtServer(Context context, Frame& frame, NodeState& node);
void releaseAtServer(Context context, NodeState& node, std::uint32_t instance, frame_flag::Flags before);
// The request gets a slot of this instance, which is ready and has one.
void startOn(Context context, Frame& frame, NodeState& node, std::uint32_t instance);
// Of the instances that are ready, one with the fewest requests in it; there is a free slot.
std::uint32_t leastBusy(NodeState& node);
// The request waits in the line of all instances.
void waitInLine(Context context, Frame& frame, NodeState& node);
// The stated instances, ready from the start.
void beginServer(Context context, std::uint32_t node);
void makeReady(Context context, std::uint32_t node, std::uint32_t instance, std::uint64_t uid);
// One more, through its start-up.
void startInstance(Context context, std::uint32_t node);
// More: new ones go through their start-up. Fewer: starting ones go at once, then the youngest end (nodes/pod_end.h).
void resize(Context context, std::uint32_t node, std::uint32_t wanted);

// Takes a living instance out of service; `to` says what becomes of it. The second kills what is in it, too.
void takeOut(Context context, std::uint32_t node, std::uint32_t instance, InstanceState to);
void killInstance(Context context, std::uint32_t node, std::uint32_t instance, InstanceState to);
// It has ended for good and leaves its room to a pod that waits for some.
void removePod(Context context, std::uint32_t node, std::uint32_t instance);

// It dies with what is in it, and the platform starts it again in place.
void restartInstance(Context context, std::uint32_t node, std::uint32_t instance);

// Without a ready instance nobody goes on waiting.
void refuseWaiting(Context context, std::uint32_t node);

// What the levers ask for.
void killInstances(Context context, std::uint32_t node, std::int64_t count);
// Takes down every instance in these zones (all of them with ~0), or starts again what is down and not in them.
void setZonesDown(Context context, std::uint32_t node, ZoneMask zones);

// Counts as an autoscaler sees them: not the ones that end.
std::uint32_t replicas(const ServerState& server);

}  // namespace spillway
