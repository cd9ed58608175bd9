#pragma once

#include "kernel/figure.h"
#include "nodes/world.h"

#include <string_view>

namespace spillway {

// A name that others look for: renewals are paid for.
inline constexpr std::string_view kLocksRenewed = "Locks renewed";

// What only the node's kind tells; none for most. Read while the node's lane rests.
Figures figuresOf(const World& world, std::uint32_t node);

}  // namespace spillway
