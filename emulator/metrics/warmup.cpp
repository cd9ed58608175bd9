#include "metrics/warmup.h"

#include <limits>
#include <vector>

namespace spillway {

Warmup mser5(std::span<const double> sequence) {
    constexpr std::size_t kBatch = 5;
    std::vector<double> batches(sequence.size() / kBatch);
    for (std::size_t i = 0; i < batches.size() * kBatch; ++i) batches[i / kBatch] += sequence[i] / kBatch;
    if (batches.size() < 4) return {};

    // From the end: mean and sum of squares of batches [d, n) by Welford's update, which does not lose digits. Only the
    // first half is searched: of the few batches at the end some are alike by luck.
    const std::size_t half = batches.size() / 2;
    std::size_t best = half;
    double least = std::numeric_limits<double>::infinity();
    double mean = 0, squares = 0, count = 0;
    for (std::size_t d = batches.size(); d-- > 0;) {
        count += 1;
        const double delta = batches[d] - mean;
        mean += delta / count;
        squares += delta * (batches[d] - mean);
        const double error = squares / (count * count);
        if (d <= half && error <= least) {  // of equals the earliest: drops least
            least = error;
            best = d;
        }
    }
    if (best == half) return {};
    return {best * kBatch, true};
}

}  // namespace spillway
