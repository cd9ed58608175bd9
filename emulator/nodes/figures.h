#pragma once

#include "kernel/figure.h"
#include "nodes/world.h"

namespace spillway {

// What only the node's kind tells; none for most. Read while the node's lane rests.
Figures figuresOf(const World& world, std::uint32_t node);

}  // namespace spillway
