#pragma once

#include "nodes/world.h"

#include <cstdint>
#include <optional>

// Connections to a store (platform-facts 9): each instance of a caller opens its pool when it first calls and keeps it
// while it lives, idle or not; a store accepts only so many. So instances that nobody needs can keep others out.
namespace spillway {

// An instance of a node that calls.
struct Caller {
    std::uint32_t node = 0;
    std::uint32_t instance = 0;
};
// What tells this instance from others that had or will have its number; none when it is gone.
std::optional<std::uint64_t> birthOf(Context context, Caller caller);

// False if the caller's instance has no connection and gets none.
bool isConnected(Context context, const Frame& frame, const NodeState& store);

}  // namespace spillway
