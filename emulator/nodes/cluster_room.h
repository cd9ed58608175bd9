#pragma once

#include "nodes/world.h"

namespace spillway {

// Pods that are there at the start although there is no room for so many have machines.
void beginCluster(Context context, std::uint32_t node);
// How long a pod that starts now waits for a machine with room for it (platform-facts 6.4): nothing while there is
// room; else until the machine comes that the node autoscaler has added, or adds now.
Duration waitForRoom(Context context, std::uint32_t node);
// A pod has ended: the one that has waited longest for a machine takes its room, and so on. The machine that was asked
// for comes all the same.
void placeWaiting(Context context, std::uint32_t node);
// A second has passed: machines that were not needed for long enough go. Pods stand close together, so that whatever is
// not needed is empty.
void removeMachines(Context context, std::uint32_t node);

}  // namespace spillway
