#include "metrics/confidence.h"

#include "base/assert.h"

#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

namespace spillway {
namespace {

// P(|T| <= sqrt(freedom) tan(angle)): Abramowitz & Stegun 26.7.3 (odd) and 26.7.4 (even), exact for whole degrees of
// freedom.
double probabilityWithin(double angle, std::size_t freedom) {
    const double cosine = std::cos(angle);
    const bool odd = freedom % 2 == 1;
    double term = odd ? cosine : 1;
    double series = freedom == 1 ? 0 : term;
    for (std::size_t k = odd ? 3 : 2; k + 2 <= freedom; k += 2) {
        term *= cosine * cosine * static_cast<double>(k - 1) / static_cast<double>(k);
        series += term;
    }
    const double sum = std::sin(angle) * series;
    return odd ? 2 / std::numbers::pi * (angle + sum) : sum;
}

}  // namespace

double studentT(double confidence, std::size_t freedom) {
    SPILLWAY_ASSERT(confidence > 0 && confidence < 1 && freedom > 0,
                    "a quantile needs a probability and a degree of freedom");
    double low = 0, high = std::numbers::pi / 2;
    for (int step = 0; step < 60; ++step) {
        const double middle = 0.5 * (low + high);
        (probabilityWithin(middle, freedom) < confidence ? low : high) = middle;
    }
    return std::sqrt(static_cast<double>(freedom)) * std::tan(low);
}

ConfidenceInterval replicationInterval(std::span<const double> means, double confidence) {
    ConfidenceInterval interval{0, std::numeric_limits<double>::infinity(), means.size()};
    if (means.empty()) return interval;
    const auto count = static_cast<double>(means.size());
    for (const double mean : means) interval.mean += mean / count;
    if (means.size() < 2) return interval;
    double squares = 0;
    for (const double mean : means) squares += (mean - interval.mean) * (mean - interval.mean);
    const double standardError = std::sqrt(squares / (count - 1) / count);
    interval.halfWidth = studentT(confidence, means.size() - 1) * standardError;
    return interval;
}

ConfidenceInterval batchMeansInterval(std::span<const double> sequence, std::size_t batches, double confidence) {
    SPILLWAY_ASSERT(batches >= 2, "an interval needs two batches");
    if (sequence.size() < batches) return replicationInterval(sequence, confidence);
    const std::size_t length = sequence.size() / batches;
    const auto used = sequence.last(length * batches);
    std::vector<double> means(batches);
    for (std::size_t i = 0; i < used.size(); ++i) means[i / length] += used[i] / static_cast<double>(length);
    return replicationInterval(means, confidence);
}

}  // namespace spillway
