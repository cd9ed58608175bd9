#pragma once

#include <cstdint>
#include <span>

namespace spillway {

struct Extent {
    std::uint32_t least = 0;
    std::uint32_t greatest = 0;
    std::uint64_t sum = 0;
};
// Of some numbers; there is one at least.
Extent extentOf(std::span<const std::uint32_t> values);

}  // namespace spillway
