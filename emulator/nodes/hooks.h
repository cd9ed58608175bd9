#pragma once

#include "nodes/cpu_limit.h"

// Kinvey's business logic (platform-facts 14.1): hooks around the store of a collection, and around the logins of the
// user collection. A hook that takes too long is stopped, and the request with it.
namespace spillway {

// `work` is the store's.
WorkAtInstance throughHooks(Context context, Frame& frame, NodeState& node, Duration work);
// What is left of a login that a FlexAuth service has answered: the user is fetched, and a hook runs.
void finishLogin(Context context, Frame& frame, NodeState& node);
// A call of the visit has failed: if it was the one that checks a login, nobody knows whether that was right.
void noteFailedCheck(Context context, const Frame& frame, NodeState& node);
// A visit to a user collection that logs in: it inserts nothing.
inline bool logsIn(const Frame& frame, const NodeState& node) {
    return node.server != nullptr && node.server->model->logins != kNone && frame.has(frame_flag::kProvisioned);
}

}  // namespace spillway
