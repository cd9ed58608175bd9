#pragma once

#include <cstdint>
#include <span>

// What histograms ask of very many times, eight at once where the processor can (AVX2); the same elsewhere, one by one.
namespace spillway {

struct Extent {
    std::uint32_t least = 0;
    std::uint32_t greatest = 0;
    std::uint64_t sum = 0;
};
// Of some numbers; there is one at least.
Extent extentOf(std::span<const std::uint32_t> values);

// What LogHistogram::bucketOf() says of each value, in units of 2^unitShift with 2^bits buckets an octave, plus `moved`
// (which wraps). `buckets` has room for as many.
struct BucketShape {
    unsigned unitShift = 3;  // at least 2
    unsigned bits = 6;
    std::uint32_t moved = 0;
};
void bucketsOf(std::span<const std::uint32_t> values, const BucketShape& shape, std::uint32_t* buckets);

}  // namespace spillway
