#include "metrics/extent.h"

#include <algorithm>

namespace spillway {
namespace {

[[gnu::always_inline]] inline Extent extent(std::span<const std::uint32_t> values) {
    Extent found{values.front(), values.front(), 0};
    for (const std::uint32_t value : values) {
        found.least = std::min(found.least, value);
        found.greatest = std::max(found.greatest, value);
        found.sum += value;
    }
    return found;
}

#if defined(__x86_64__) && defined(__GNUC__)
// Eight at a time; what every x86-64 has compares no unsigned numbers side by side.
[[gnu::target("avx2")]] Extent extentByEights(std::span<const std::uint32_t> values) { return extent(values); }
const bool kHasEights = __builtin_cpu_supports("avx2");
#endif

}  // namespace

Extent extentOf(std::span<const std::uint32_t> values) {
#if defined(__x86_64__) && defined(__GNUC__)
    if (kHasEights && values.size() >= 16) return extentByEights(values);
#endif
    return extent(values);
}

}  // namespace spillway
