#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>

// The quantities of the domain. A quantity crosses a function boundary as one of these types, never as
// a bare number; none can be built from a bare number without naming its unit. All are regular values.
namespace spillway {

// A span of simulated time, exact to the nanosecond. May be negative only as a difference.
using Duration = std::chrono::nanoseconds;

// Simulated time: starts at zero when a run starts. Has no `now()`: only a lane of the kernel knows it.
struct SimClock {
    using duration = Duration;
    using rep = Duration::rep;
    using period = Duration::period;
    using time_point = std::chrono::time_point<SimClock, Duration>;
    static constexpr bool is_steady = true;
};
using SimTime = SimClock::time_point;

constexpr double toSeconds(Duration value) { return static_cast<double>(value.count()) * 1e-9; }
constexpr double toMilliseconds(Duration value) { return static_cast<double>(value.count()) * 1e-6; }
constexpr double toSeconds(SimTime value) { return toSeconds(value.time_since_epoch()); }

// Rounds to the nearest nanosecond (half away from zero). `seconds` must be finite and below 292 years.
constexpr Duration secondsToDuration(double seconds) {
    return Duration{static_cast<std::int64_t>(seconds * 1e9 + (seconds < 0 ? -0.5 : 0.5))};
}

// Occurrences per second; never negative.
class Rate {
public:
    constexpr Rate() = default;
    static constexpr Rate perSecond(double value) { return Rate{value}; }
    constexpr double perSecond() const { return m_perSecond; }
    friend constexpr auto operator<=>(Rate, Rate) = default;

private:
    constexpr explicit Rate(double value) : m_perSecond{value} {}
    double m_perSecond = 0;
};

// A part of a whole or a probability, in [0, 1]. Written in text as a percentage.
class Share {
public:
    constexpr Share() = default;
    static constexpr std::optional<Share> from(double fraction) {
        if (!(fraction >= 0 && fraction <= 1)) return std::nullopt;
        return Share{fraction};
    }
    // A literal percentage, checked at compile time.
    static consteval Share percent(double value) {
        if (!(value >= 0 && value <= 100)) throw "a share lies between 0 and 100 percent";
        return Share{value / 100};
    }
    constexpr double fraction() const { return m_fraction; }
    friend constexpr auto operator<=>(Share, Share) = default;

private:
    constexpr explicit Share(double fraction) : m_fraction{fraction} {}
    double m_fraction = 0;
};

// Bytes; written as B, KiB, MiB, GiB, TiB.
struct ByteCount {
    std::int64_t bytes = 0;
    static constexpr ByteCount mebibytes(std::int64_t value) { return {value << 20}; }
    friend constexpr auto operator<=>(ByteCount, ByteCount) = default;
};

// Processor time per time in thousandths of a core (Kubernetes' `500m`); written as `500m` or `2`.
struct Cpu {
    std::int64_t millicores = 0;
    friend constexpr auto operator<=>(Cpu, Cpu) = default;
};

}  // namespace spillway
