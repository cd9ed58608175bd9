#pragma once

#include "nodes/world.h"

namespace spillway {

struct WorkAtInstance {
    Duration takes{0};
    bool stopped = false;  // a limit of a part of it ends it there
};
// How long `work` takes that begins now in this instance, with what the platform adds and what its CPU allows.
WorkAtInstance workAtInstance(Context context, std::uint32_t node, std::uint32_t instance, Duration work);
// A simulated second has ended: tells how much requests stood still for CPU.
void tellStalls(Context context, std::uint32_t node);

}  // namespace spillway
