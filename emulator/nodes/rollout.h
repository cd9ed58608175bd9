#pragma once

#include "nodes/world.h"

// A Deployment's rolling update (platform-facts 6.2): new pods while there are fewer than replicas and surge, old ones
// go while enough are ready.
namespace spillway {

void beginRollout(Context context, std::uint32_t node);
// Something became ready: the next ones may start or go.
void continueRollout(Context context, std::uint32_t node);

}  // namespace spillway
