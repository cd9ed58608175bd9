#pragma once

#include "nodes/world.h"

namespace spillway {

struct WorkAtInstance {
    Duration takes{0};
    Outcome ends = kSucceeded;  // else the visit ends with it: a limit of a part, or what the work found out
};
// How long `work` takes that begins now in the visit's instance, with what the platform adds and what its CPU allows.
WorkAtInstance workAtInstance(Context context, Frame& frame, NodeState& node, Duration work);
// A simulated second has ended: tells how much requests stood still for CPU.
void tellStalls(Context context, std::uint32_t node);

}  // namespace spillway
