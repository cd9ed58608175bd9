#pragma once

#include "nodes/world.h"

// How a pod that is taken away ends (platform-facts 6.2). Its endpoint is removed and it is told to stop side by side:
// until the last proxy knows, some requests go to a pod that has stopped, unless its preStop goes on for longer than
// that. What is still in it may finish within the grace.
namespace spillway {

// The autoscaler wants one pod less: this one, which is ready.
void endPod(Context context, std::uint32_t node, std::uint32_t instance);
// Its preStop is over, or nobody sends to it any more.
void stopPod(Context context, std::uint32_t node, std::uint32_t instance, std::uint64_t uid);
void unlistPod(Context context, std::uint32_t node);
// The grace is over: what is still in it dies.
void killLeftover(Context context, std::uint32_t node, std::uint32_t instance, std::uint64_t uid);
// A request from outside goes to a pod that has stopped.
bool hitsStoppedPod(Context context, const Frame& frame, std::uint32_t node);

}  // namespace spillway
