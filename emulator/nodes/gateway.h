#pragma once

#include "nodes/world.h"

namespace spillway {

// API gateway: a token bucket, then a time limit over the whole visit. It never queues.
void admitAtGateway(Context context, std::uint32_t index, std::uint32_t node);
// Somebody else's service: a quota, and a share of answers that are failures.
void admitAtExternal(Context context, std::uint32_t index, std::uint32_t node);
// At the end of a second: what its own quota turned away.
void tellQuota(Context context, std::uint32_t node);
// Starts the platform's limit of the visit, if the node has one.
void limitVisit(Context context, std::uint32_t index, std::uint32_t node);

}  // namespace spillway
