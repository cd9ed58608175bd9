#pragma once

#include "base/distribution.h"
#include "base/units.h"
#include "topology/field.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace spillway {

// `1200/s at 2m`; between two points the rate changes linearly, before the first and after the last it is held.
struct RatePoint {
    Rate rate;
    Duration at{0};
    friend bool operator==(const RatePoint&, const RatePoint&) = default;
};

// `200/s` (one point) or a list of points in rising order of time.
struct RateProfile {
    std::vector<RatePoint> points;
    friend bool operator==(const RateProfile&, const RateProfile&) = default;
};

enum class Arrivals {
    poisson,  // independent arrivals: exponential gaps (thinned where the rate changes)
    uniform,  // equal gaps
};
constexpr auto names(Arrivals) {
    return std::array<EnumName<Arrivals>, 2>{{{Arrivals::poisson, "poisson"}, {Arrivals::uniform, "uniform"}}};
}

// What one source sends. Open loop: `rate`. Closed loop: `users`, each of whom waits for the response, thinks, and
// sends again. Exactly one of the two is stated.
struct Load {
    std::string from;
    RateProfile rate;
    Arrivals arrivals = Arrivals::poisson;
    std::optional<std::int64_t> users;
    Distribution think = Distribution::exponential(std::chrono::seconds{1});

    static constexpr auto fields() {
        return std::tuple{
            field("from", &Load::from, "The source: a clients node."),
            field("rate", &Load::rate, "Open loop: 200/s, or [200/s at 0s, 1200/s at 2m]."),
            field("arrivals", &Load::arrivals, "poisson or uniform. Default poisson."),
            field("users", &Load::users, "Closed loop: users that wait for the response before they send again."),
            field("think", &Load::think,
                  "Closed loop: pause between response and next request. Default exponential(1s)."),
        };
    }
    friend bool operator==(const Load&, const Load&) = default;
};

}  // namespace spillway
