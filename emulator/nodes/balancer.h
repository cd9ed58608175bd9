#pragma once

#include "nodes/world.h"

// Health checks of a load balancer: it asks each target at a fixed interval, takes it out after so many checks in a row
// that failed and back after so many that succeeded. A check asks whether anything answers there: that an answer is
// slow or wrong it does not see. With no healthy target left all of them get requests (fail open, as an ALB does).
namespace spillway {

// The call that a request takes.
std::uint32_t chooseTarget(Context context, NodeState& node, const CallGroup& group);
// While all lanes rest: it looks at nodes that live in any of them.
void checkTargets(Context context, std::uint32_t node);

}  // namespace spillway
