#include "base/distribution.h"

#include "base/bounded.h"

#include <cmath>
#include <limits>

namespace spillway {
namespace {

// The 99 % quantile of the standard normal distribution.
constexpr double kNormal99 = 2.3263478740408408;

// ln X ~ N(ln p50, sigma), sigma = ln(p99/p50) / z99; mean = p50 exp(sigma^2 / 2).
double lognormalMean(double p50, double p99) {
    if (p50 <= 0) return 0;
    const double sigma = std::log(p99 / p50) / kNormal99;
    return p50 * std::exp(sigma * sigma / 2);
}

// 1 - F(x) = (least/x)^a: p50 = least 2^(1/a), p99 = least 100^(1/a), so a = ln 50 / ln(p99/p50);
// mean = a least / (a - 1) when a > 1.
double paretoMean(double p50, double p99) {
    if (p50 <= 0) return 0;
    if (p99 <= p50) return p50;
    const double index = std::log(50.0) / std::log(p99 / p50);
    if (index <= 1) return std::numeric_limits<double>::infinity();
    const double least = p50 / std::pow(2.0, 1 / index);
    return index * least / (index - 1);
}

}  // namespace

double meanSeconds(const Distribution& distribution) {
    const double first = toSeconds(distribution.first);
    const double second = toSeconds(distribution.second);
    switch (distribution.shape) {
        case Shape::constant:
        case Shape::exponential:
        case Shape::erlang:
        case Shape::hyperexponential: return first;
        case Shape::uniform: return (first + second) / 2;
        case Shape::lognormal: return lognormalMean(first, second);
        case Shape::pareto: return paretoMean(first, second);
    }
    return first;
}

Distribution scaled(Distribution distribution, double factor) {
    distribution.first = boundedDuration(toSeconds(distribution.first) * factor);
    distribution.second = boundedDuration(toSeconds(distribution.second) * factor);
    return distribution;
}

}  // namespace spillway
