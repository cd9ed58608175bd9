#include "base/random.h"

#include "base/assert.h"

#include <algorithm>

namespace spillway {
namespace detail {
namespace {

constexpr double kNormal99 = 2.3263478740408408;  // the 99th percentile of the standard normal
constexpr double kLog50 = 3.9120230054281460;     // ln 50 = ln((1 - 0.5) / (1 - 0.99))

// Where the tail starts and the area of a layer, for 256 layers.
constexpr double kExponentialTail = 7.69711747013104972;
constexpr double kExponentialArea = 0.0039496598225815571993;
constexpr double kNormalTail = 3.6541528853610088;
constexpr double kNormalArea = 0.00492867323399;

constexpr double exponentialDensity(double x) { return elementary::exp(-x); }
constexpr double exponentialInverse(double y) { return -elementary::log(y); }
constexpr double normalDensity(double x) { return elementary::exp(-0.5 * x * x); }
constexpr double normalInverse(double y) { return elementary::sqrt(-2 * elementary::log(y)); }

constexpr Ziggurat layers(double tail, double area, double (*density)(double), double (*inverse)(double)) {
    Ziggurat table{};
    table.edge[0] = area / density(tail);
    table.edge[1] = tail;
    for (std::size_t i = 2; i < 256; ++i) {
        table.edge[i] = inverse(area / table.edge[i - 1] + density(table.edge[i - 1]));
    }
    table.edge[256] = 0;
    for (std::size_t i = 0; i < 257; ++i) table.height[i] = density(table.edge[i]);
    return table;
}

}  // namespace

constinit const Ziggurat kExponentialZiggurat =
    layers(kExponentialTail, kExponentialArea, exponentialDensity, exponentialInverse);
constinit const Ziggurat kNormalZiggurat = layers(kNormalTail, kNormalArea, normalDensity, normalInverse);

}  // namespace detail

// The edge of a layer (2 % of draws) or the tail beyond the base layer, which for an exponential is another
// exponential.
double RngStream::exponentialSlow(std::size_t layer, double x) {
    const detail::Ziggurat& z = detail::kExponentialZiggurat;
    if (layer == 0) return z.edge[1] + exponential();
    const double y = z.height[layer] + uniform() * (z.height[layer + 1] - z.height[layer]);
    return y < elementary::exp(-x) ? x : exponential();
}

double RngStream::normalSlow(std::size_t layer, double x, bool negative) {
    const detail::Ziggurat& z = detail::kNormalZiggurat;
    if (layer == 0) {
        // Marsaglia (1964): the tail by rejection from an exponential.
        double beyond = 0;
        do {
            beyond = exponential() / z.edge[1];
        } while (2 * exponential() < beyond * beyond);
        return negative ? -(z.edge[1] + beyond) : z.edge[1] + beyond;
    }
    const double y = z.height[layer] + uniform() * (z.height[layer + 1] - z.height[layer]);
    if (y < elementary::exp(-0.5 * x * x)) return negative ? -x : x;
    return normal();
}

Sampler::Sampler(const Distribution& distribution) : m_shape{distribution.shape} {
    SPILLWAY_ASSERT(distribution.first >= Duration{0}, "validated distributions have no negative times");
    const auto first = static_cast<double>(distribution.first.count());
    const auto second = static_cast<double>(distribution.second.count());
    m_a = first;
    switch (m_shape) {
        case Shape::constant:
        case Shape::exponential: break;
        case Shape::uniform: m_b = std::max(0.0, second - first); break;
        case Shape::lognormal:
        case Shape::pareto: {
            // A p99 at or below the median leaves no spread (validation says so to the user).
            if (first <= 0 || second <= first) {
                m_shape = Shape::constant;
                break;
            }
            const double spread = elementary::log(second / first);
            if (m_shape == Shape::lognormal) {
                m_b = spread / detail::kNormal99;
            } else {
                // P(X > x) = (least / x)^a: a = ln 50 / ln(p99 / p50), least = p50 / 2^(1/a).
                m_b = spread / detail::kLog50;
                m_a = first * elementary::exp(-m_b * elementary::log(2));
            }
            break;
        }
        case Shape::erlang:
            m_phases = static_cast<std::uint32_t>(std::clamp(distribution.parameter, 1.0, 1e6));
            m_a = first / m_phases;
            break;
        case Shape::hyperexponential: {
            // Two phases with balanced means, p1 m1 = p2 m2 (Whitt 1982): p1 = (1 + sqrt((c2 - 1) / (c2 + 1))) / 2.
            const double scv = std::max(1.0, distribution.parameter);
            m_c = 0.5 * (1 + elementary::sqrt((scv - 1) / (scv + 1)));
            m_a = first / (2 * m_c);
            m_b = first / (2 * (1 - m_c));
            break;
        }
    }
}

double Sampler::rare(RngStream& stream) const {
    switch (m_shape) {
        case Shape::uniform: return m_a + m_b * stream.uniform();
        case Shape::hyperexponential: return (stream.uniform() < m_c ? m_a : m_b) * stream.exponential();
        case Shape::pareto: return m_a * elementary::exp(m_b * stream.exponential());
        case Shape::erlang: {
            double sum = 0;
            for (std::uint32_t phase = 0; phase < m_phases; ++phase) sum += stream.exponential();
            return m_a * sum;
        }
        default: SPILLWAY_ASSERT(false, "the other shapes are drawn in the header");
    }
    return 0;
}

Duration Sampler::least() const {
    const bool bounded = m_shape == Shape::constant || m_shape == Shape::uniform || m_shape == Shape::pareto;
    return bounded ? Duration{static_cast<std::int64_t>(m_a)} : Duration{0};
}

}  // namespace spillway
