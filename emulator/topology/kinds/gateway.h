#pragma once

#include "base/distribution.h"
#include "base/units.h"
#include "topology/field.h"

#include <cstdint>
#include <optional>
#include <tuple>

namespace spillway {

// An API gateway: admits by a token bucket, forwards, gives up after its time limit. It does not queue.
struct Gateway {
    Distribution work = Distribution::constant(std::chrono::milliseconds{1});
    std::optional<Rate> rateLimit;
    std::int64_t burst = 5000;
    Duration timeLimit = std::chrono::seconds{29};

    static constexpr auto fields() {
        return std::tuple{
            field("work", &Gateway::work, "Own work per request (authorisation, routing). Default 1ms."),
            field("rate_limit", &Gateway::rateLimit,
                  "Steady rate admitted; more is refused with 429. No default: unlimited."),
            field("burst", &Gateway::burst, "Size of the token bucket. Default 5000 (Amazon API Gateway)."),
            field("time_limit", &Gateway::timeLimit,
                  "Longest request before it answers 504. Default 29s (Amazon API Gateway)."),
        };
    }
    friend bool operator==(const Gateway&, const Gateway&) = default;
};

}  // namespace spillway
