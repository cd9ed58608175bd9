#include "metrics/steady_state.h"

#include "metrics/confidence.h"
#include "metrics/warmup.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace spillway {
namespace {

constexpr std::size_t kBatchesMost = 20;
constexpr std::size_t kBatchesLeast = 10;
constexpr std::size_t kSecondsLeast = 2;  // of a batch

// A second in which nothing ended says nothing new.
std::vector<double> meansOf(std::span<const SecondSum> seconds) {
    std::vector<double> means;
    for (const SecondSum& second : seconds) {
        means.push_back(second.count != 0 ? second.seconds / static_cast<double>(second.count)
                        : means.empty()   ? 0
                                          : means.back());
    }
    return means;
}

double correlationOfNeighbours(std::span<const double> values, double mean) {
    double variance = 0, covariance = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        variance += (values[i] - mean) * (values[i] - mean);
        if (i > 0) covariance += (values[i] - mean) * (values[i - 1] - mean);
    }
    return variance > 0 ? covariance / variance : 0;
}

}  // namespace

std::optional<SteadyMean> steadyMean(std::span<const SecondSum> seconds) {
    const Warmup warmup = mser5(meansOf(seconds));
    if (!warmup.settled) return std::nullopt;
    const std::size_t left = seconds.size() - warmup.dropped;
    const std::size_t batches = std::min(kBatchesMost, left / kSecondsLeast);
    if (batches < kBatchesLeast) return std::nullopt;
    const std::size_t length = left / batches;
    const auto used = seconds.last(length * batches);
    std::vector<double> means;
    SecondSum all;
    for (std::size_t batch = 0; batch < batches; ++batch) {
        SecondSum sum;
        for (const SecondSum& second : used.subspan(batch * length, length))
            sum = {sum.count + second.count, sum.seconds + second.seconds};
        if (sum.count == 0) return std::nullopt;
        means.push_back(sum.seconds / static_cast<double>(sum.count));
        all = {all.count + sum.count, all.seconds + sum.seconds};
    }
    const ConfidenceInterval interval = replicationInterval(means);
    const double follows = std::clamp(correlationOfNeighbours(means, interval.mean), 0.0, 0.9);
    const double widened = interval.halfWidth * std::sqrt((1 + follows) / (1 - follows));
    return SteadyMean{std::chrono::seconds{seconds.size() - length * batches},
                      secondsToDuration(all.seconds / static_cast<double>(all.count)), secondsToDuration(widened)};
}

}  // namespace spillway
