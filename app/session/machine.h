#pragma once

#include <cstdint>
#include <optional>

namespace spillway {

// Bytes of memory that can be taken on this machine now without swapping; nothing when it does not say.
std::optional<std::uint64_t> memoryAvailable();

}  // namespace spillway
