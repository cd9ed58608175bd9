#pragma once

#include "nodes/world.h"

// Servers that send a request to one of their instances at once, and let it wait there: balancing without a look at who
// is free (kube-proxy), connections that stay where they were made (gRPC), TARS's queue of each server.
namespace spillway {

void admitAtOwnLine(Context context, Frame& frame, NodeState& node);
// A slot of this instance is free.
void serveOwnLine(Context context, NodeState& node, std::uint32_t instance);
// It died: what waited for it fails.
void refuseOwnLine(Context context, std::uint32_t node, std::uint32_t instance);

}  // namespace spillway
