#pragma once

#include <bit>
#include <cstdint>

// exp, log and sqrt from additions, multiplications and divisions only. The C library's differ in the last bit from one
// version to the next; these give the same bits on every IEEE 754 machine (contraction is off for the whole build) and
// at compile time. Relative error below 1e-15, which is far below what any sample can show.
namespace spillway::elementary {

inline constexpr double kLn2High =
    0x1.62e42fee00000p-1;  // ln 2 in two parts, so that k * high is exact for every exponent k
inline constexpr double kLn2Low = 0x1.a39ef35793c76p-33;

// Natural logarithm of a normal, positive x: x = m * 2^e with m in [0.71, 1.42), then log m = 2 artanh((m - 1) / (m +
// 1)).
constexpr double log(double x) {
    const auto bits = std::bit_cast<std::uint64_t>(x);
    std::int64_t exponent = static_cast<std::int64_t>(bits >> 52) - 1023;
    double m = std::bit_cast<double>((bits & 0x000f'ffff'ffff'ffffU) | 0x3ff0'0000'0000'0000U);
    if (m > 1.4142135623730951) {
        m *= 0.5;
        ++exponent;
    }
    const double s = (m - 1) / (m + 1);
    const double s2 = s * s;  // at most 0.0295, so eleven terms leave less than 1e-18
    double series = 0;
    for (int term = 23; term >= 3; term -= 2) series = (series + 1.0 / term) * s2;
    const double k = static_cast<double>(exponent);
    return k * kLn2High + (2 * s + (2 * s * series + k * kLn2Low));
}

// e^x; 0 below -708, where the result would be subnormal, and 2^1023 above 709.
constexpr double exp(double x) {
    if (x < -708) return 0;
    if (x > 709) return 0x1p1023;
    const double scaled = x * 1.4426950408889634;
    const auto k = static_cast<std::int64_t>(scaled + (scaled < 0 ? -0.5 : 0.5));
    const double kReal = static_cast<double>(k);
    const double r = (x - kReal * kLn2High) - kReal * kLn2Low;  // at most 0.3466, so r^13 / 13! ends the series
    constexpr double kInverse[] = {1.0,     1.0,     1.0 / 2, 1.0 / 3,  1.0 / 4,  1.0 / 5,  1.0 / 6,
                                   1.0 / 7, 1.0 / 8, 1.0 / 9, 1.0 / 10, 1.0 / 11, 1.0 / 12, 1.0 / 13};
    double series = 1;
    for (int term = 13; term >= 1; --term) series = 1 + series * r * kInverse[term];
    return series * std::bit_cast<double>(static_cast<std::uint64_t>(k + 1023) << 52);
}

// Square root of a normal, positive x by Newton's iteration from a guess that halves the exponent.
constexpr double sqrt(double x) {
    if (x <= 0) return 0;
    double root = std::bit_cast<double>((std::bit_cast<std::uint64_t>(x) >> 1) + (std::uint64_t{1023} << 51));
    for (int step = 0; step < 6; ++step) root = 0.5 * (root + x / root);
    return root;
}

}  // namespace spillway::elementary
