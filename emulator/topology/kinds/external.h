#pragma once

#include "base/distribution.h"
#include "base/units.h"
#include "topology/field.h"

#include <optional>
#include <tuple>

namespace spillway {

// Somebody else's service: its time, its availability, its quota.
struct External {
    Distribution work = Distribution::exponential(std::chrono::milliseconds{100});
    Share availability = Share::percent(100);
    std::optional<Rate> rateLimit;

    static constexpr auto fields() {
        return std::tuple{
            field("work", &External::work, "Response time. Default exponential(100ms)."),
            field("availability", &External::availability,
                  "Share of requests it answers well; the rest fail at once. Default 100%."),
            field("rate_limit", &External::rateLimit, "Quota; more is refused with 429. No default: unlimited."),
        };
    }
    friend bool operator==(const External&, const External&) = default;
};

}  // namespace spillway
