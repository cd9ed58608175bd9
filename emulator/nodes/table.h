#pragma once

#include "nodes/world.h"

// Tables with capacity units (platforms/table_capacity.h): what is too much is throttled at once, the rest is worked on
// however much it is.
namespace spillway {

void admitAtTable(Context context, Frame& frame, NodeState& node);
// What it takes on demand, and what there is to tell, at whole seconds.
void endTableSecond(Context context, std::uint32_t node);

}  // namespace spillway
