#include "metrics/by_eights.h"

#include <algorithm>
#include <bit>
#include <cstddef>

namespace spillway {
namespace {

[[gnu::always_inline]] inline Extent findExtent(std::span<const std::uint32_t> values) {
    Extent found{values.front(), values.front(), 0};
    for (const std::uint32_t value : values) {
        found.least = std::min(found.least, value);
        found.greatest = std::max(found.greatest, value);
        found.sum += value;
    }
    return found;
}

// The magnitude of a number stands in the exponent of the floating-point number that it becomes. Its second highest bit
// is taken off before, or one of many ones would be rounded up to the next magnitude.
[[gnu::always_inline]] inline void findBuckets(std::span<const std::uint32_t> values, const BucketShape& shape,
                                               std::uint32_t* __restrict buckets) {
    constexpr unsigned kMantissa = 23;
    constexpr std::uint32_t kBias = 127;
    const std::uint32_t least = std::uint32_t{1} << shape.bits;
    const std::uint32_t none = kBias + shape.bits;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::uint32_t unit = values[i] >> shape.unitShift;
        const std::uint32_t atLeast = unit | least;
        const auto rounded = static_cast<float>(static_cast<std::int32_t>(atLeast & ~(atLeast >> 1)));
        const std::uint32_t shift = (std::bit_cast<std::uint32_t>(rounded) >> kMantissa) - none;
        buckets[i] = (shift << shape.bits) + (unit >> shift) + shape.moved;
    }
}

#if defined(__x86_64__) && defined(__GNUC__)
// What every x86-64 has neither compares unsigned numbers side by side nor shifts each by another number of bits.
[[gnu::target("avx2")]] Extent findExtentByEights(std::span<const std::uint32_t> values) { return findExtent(values); }
[[gnu::target("avx2")]] void findBucketsByEights(std::span<const std::uint32_t> values, const BucketShape& shape,
                                                 std::uint32_t* buckets) {
    findBuckets(values, shape, buckets);
}
const bool kHasEights = __builtin_cpu_supports("avx2");
#endif

}  // namespace

Extent extentOf(std::span<const std::uint32_t> values) {
#if defined(__x86_64__) && defined(__GNUC__)
    if (kHasEights && values.size() >= 16) return findExtentByEights(values);
#endif
    return findExtent(values);
}

void bucketsOf(std::span<const std::uint32_t> values, const BucketShape& shape, std::uint32_t* buckets) {
#if defined(__x86_64__) && defined(__GNUC__)
    if (kHasEights) return findBucketsByEights(values, shape, buckets);
#endif
    findBuckets(values, shape, buckets);
}

}  // namespace spillway
