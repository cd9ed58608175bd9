#pragma once

#include "base/distribution.h"
#include "base/elementary.h"

#include <array>
#include <cstdint>
#include <string_view>

// Random numbers that are the same on every machine: own generator, own distributions, no C library.
namespace spillway {

// What a node draws for; each purpose has a stream of its own, so that one more draw here shifts none there.
enum class Purpose : std::uint8_t {
    arrivals,
    think,
    work,
    network,
    choice,
    balance,
    backoff,
    startup,
    cold,
    fault,
    cache,
    lifetime,
    metrics
};

// The finalizer of splitmix64 (Steele, Lea, Flood, OOPSLA 2014): a bijection in which every input bit moves every
// output bit.
constexpr std::uint64_t mix64(std::uint64_t value) {
    value = (value ^ (value >> 30)) * 0xbf58'476d'1ce4'e5b9U;
    value = (value ^ (value >> 27)) * 0x94d0'49bb'1331'11ebU;
    return value ^ (value >> 31);
}

// FNV-1a, then mixed: names a stream's owner by its id, so that adding a node leaves every other node's draws alone.
constexpr std::uint64_t hashWord(std::string_view word) {
    std::uint64_t hash = 0xcbf2'9ce4'8422'2325U;
    for (const char letter : word) hash = (hash ^ static_cast<unsigned char>(letter)) * 0x0000'0100'0000'01b3U;
    return mix64(hash);
}

namespace detail {
// Marsaglia & Tsang, "The Ziggurat Method for Generating Random Variables" (2000), 256 layers of equal area.
// edge[0] is the base layer's width as if it were a rectangle, edge[1] where the tail starts, edge[256] = 0.
struct Ziggurat {
    std::array<double, 257> edge;
    std::array<double, 257> height;
};
extern const Ziggurat kExponentialZiggurat;
extern const Ziggurat kNormalZiggurat;
inline constexpr double kUnit53 = 0x1p-53;
}  // namespace detail

// A stream of 64-bit numbers in 8 bytes of state (splitmix64). A regular value: a copy repeats the same draws.
class RngStream {
public:
    constexpr RngStream() = default;
    constexpr explicit RngStream(std::uint64_t state) : m_state{state} {}

    // Independent for every (seed, owner, purpose).
    static constexpr RngStream derive(std::uint64_t seed, std::uint64_t owner, Purpose purpose) {
        const std::uint64_t word = mix64(seed + 0x9e37'79b9'7f4a'7c15U) ^ mix64(owner * 0xd6e8'feb8'6659'fd93U + 1);
        return RngStream{mix64(word + (static_cast<std::uint64_t>(purpose) + 1) * 0xa076'1d64'78bd'642fU)};
    }
    static constexpr RngStream derive(std::uint64_t seed, std::string_view owner, Purpose purpose) {
        return derive(seed, hashWord(owner), purpose);
    }

    constexpr std::uint64_t next() { return mix64(m_state += kStep); }
    // As next(), without its number.
    constexpr void skip() { m_state += kStep; }
    constexpr std::uint64_t state() const { return m_state; }

    // In [0, 1), in steps of 2^-53.
    constexpr double uniform() { return static_cast<double>(next() >> 11) * detail::kUnit53; }
    // In (0, 1]: safe to take the logarithm of.
    constexpr double uniformPositive() { return static_cast<double>((next() >> 11) + 1) * detail::kUnit53; }
    // True with this probability; never draws for 0 and 1, so that a certain choice costs nothing.
    constexpr bool chance(double probability) {
        if (probability >= 1) return true;
        return probability > 0 && uniform() < probability;
    }
    // Uniform in [0, count), count > 0, without bias (Lemire 2019).
    std::uint32_t below(std::uint32_t count);
    // Exponential of mean 1.
    double exponential();
    // What exponential() will say, if that takes one number (99 % do): then skip() stands for it. Less than zero
    // otherwise.
    double nextExponential() const;
    // Normal of mean 0 and standard deviation 1.
    double normal();

    friend constexpr bool operator==(RngStream, RngStream) = default;

private:
    static constexpr std::uint64_t kStep = 0x9e37'79b9'7f4a'7c15U;
    double exponentialSlow(std::size_t layer, double x);
    double normalSlow(std::size_t layer, double x, bool negative);
    std::uint64_t m_state = 0;
};

inline std::uint32_t RngStream::below(std::uint32_t count) {
    std::uint64_t product = (next() >> 32) * count;
    auto low = static_cast<std::uint32_t>(product);
    if (low < count) {
        const std::uint32_t threshold = (0U - count) % count;
        while (low < threshold) {
            product = (next() >> 32) * count;
            low = static_cast<std::uint32_t>(product);
        }
    }
    return static_cast<std::uint32_t>(product >> 32);
}

inline double RngStream::exponential() {
    const std::uint64_t bits = next();
    const std::size_t layer = bits & 0xff;
    const double x = static_cast<double>(bits >> 11) * detail::kUnit53 * detail::kExponentialZiggurat.edge[layer];
    if (x < detail::kExponentialZiggurat.edge[layer + 1]) [[likely]]
        return x;
    return exponentialSlow(layer, x);
}

inline double RngStream::nextExponential() const {
    const std::uint64_t bits = mix64(m_state + kStep);
    const std::size_t layer = bits & 0xff;
    const double x = static_cast<double>(bits >> 11) * detail::kUnit53 * detail::kExponentialZiggurat.edge[layer];
    return x < detail::kExponentialZiggurat.edge[layer + 1] ? x : -1;
}

inline double RngStream::normal() {
    const std::uint64_t bits = next();
    const std::size_t layer = bits & 0xff;
    const bool negative = (bits & 0x100) != 0;
    const double x = static_cast<double>(bits >> 11) * detail::kUnit53 * detail::kNormalZiggurat.edge[layer];
    if (x < detail::kNormalZiggurat.edge[layer + 1]) [[likely]]
        return negative ? -x : x;
    return normalSlow(layer, x, negative);
}

// A Distribution made ready to draw from. A regular value; make it once, draw often.
class Sampler {
public:
    Sampler() = default;  // always zero
    explicit Sampler(const Distribution& distribution);

    // Never negative, rounded to the nanosecond, at most 146 years (a Pareto's tail ends there).
    Duration operator()(RngStream& stream) const {
        switch (m_shape) {
            case Shape::constant: return Duration{static_cast<std::int64_t>(m_a)};
            case Shape::exponential: return rounded(m_a * stream.exponential());
            case Shape::lognormal: return rounded(m_a * elementary::exp(m_b * stream.normal()));
            default: return rounded(rare(stream));
        }
    }
    // In nanoseconds; 0 of a distribution that is not exponential.
    double exponentialMean() const { return m_shape == Shape::exponential ? m_a : 0; }
    // The greatest lower bound of what it draws; what a lane may look ahead.
    Duration least() const;
    // True if every draw is the same.
    bool isConstant() const { return m_shape == Shape::constant; }

    friend bool operator==(const Sampler&, const Sampler&) = default;

    static Duration rounded(double nanoseconds) {
        return Duration{static_cast<std::int64_t>((nanoseconds < 0x1p62 ? nanoseconds : 0x1p62) + 0.5)};
    }

private:
    double rare(RngStream& stream) const;

    Shape m_shape = Shape::constant;
    std::uint32_t m_phases = 1;  // erlang
    double m_a = 0;  // ns. constant: value; uniform: low; exponential: mean; lognormal: median; erlang: mean of a
                     // phase; hyperexponential: first mean; pareto: least
    double m_b = 0;  // uniform: width in ns; lognormal: standard deviation of the logarithm; hyperexponential: second
                     // mean in ns; pareto: 1 / tail index
    double m_c = 0;  // hyperexponential: probability of the first phase
};

inline Duration sample(const Sampler& sampler, RngStream& stream) { return sampler(stream); }

}  // namespace spillway
