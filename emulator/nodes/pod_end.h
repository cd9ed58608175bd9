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
// `lost`: one more than the instance on a lost machine; 0: of a pod that has stopped.
void unlistPod(Context context, std::uint32_t node, std::uint32_t lost);
// The machine of a pod is gone. Proxies send to it, if they did, until the machine is found not ready; when it is not
// back long after that, the pod is evicted and another starts elsewhere.
struct LostMachine {
    SimTime notReady{};
    bool gotRequests = false;
};
void losePod(Context context, std::uint32_t node, std::uint32_t instance, const LostMachine& machine);
// The machine is back, and says that the pod is not ready.
void findPod(Context context, std::uint32_t node, std::uint32_t instance);
// The grace is over: what is still in it dies. Of a pod on a lost machine: it is evicted.
void killLeftover(Context context, std::uint32_t node, std::uint32_t instance, std::uint64_t uid);
// A request from outside goes to a pod that has stopped.
bool hitsStoppedPod(Context context, const Frame& frame, std::uint32_t node);

}  // namespace spillway
