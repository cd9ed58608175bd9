#pragma once

#include "nodes/cpu_limit.h"

// Kinvey's business logic (platform-facts 14.1): hooks around the store of a collection, and around the logins of the
// user collection. A hook that takes too long is stopped, and the request with it.
namespace spillway {

// `work` is the store's.
WorkAtInstance throughHooks(Context context, Frame& frame, NodeState& node, Duration work);
// A visit to a user collection that logs in: it inserts nothing.
inline bool logsIn(const Frame& frame, const NodeState& node) {
    return node.server != nullptr && node.server->model->logins != kNone && frame.has(frame_flag::kProvisioned);
}

}  // namespace spillway
