#pragma once

#include "base/distribution.h"
#include "base/units.h"
#include "topology/field.h"

#include <array>
#include <cstdint>
#include <optional>
#include <tuple>

namespace spillway {

// Amazon API Gateway's kinds of API.
enum class GatewayApi { rest, http };
constexpr auto names(GatewayApi) {
    return std::array<EnumName<GatewayApi>, 2>{{{GatewayApi::rest, "rest"}, {GatewayApi::http, "http"}}};
}

// An API gateway: admits by a token bucket, forwards, gives up after its time limit. It does not queue.
struct Gateway {
    Distribution work = Distribution::constant(std::chrono::milliseconds{1});
    std::optional<Rate> rateLimit;
    std::int64_t burst = 5000;
    std::optional<Duration> timeLimit;
    std::optional<GatewayApi> api;

    static constexpr auto fields() {
        return std::tuple{
            field("work", &Gateway::work, "Own work per request (authorisation, routing). Default 1ms."),
            field("rate_limit", &Gateway::rateLimit,
                  "Steady rate admitted; more is refused with 429. No default: unlimited."),
            field("burst", &Gateway::burst, "Size of the token bucket. Default 5000 (Amazon API Gateway)."),
            field("time_limit", &Gateway::timeLimit,
                  "Longest request before it answers 504. Default: Amazon API Gateway's; 29s, 30s of an HTTP API."),
            field("api", &Gateway::api,
                  "rest or http: an API of Amazon API Gateway. All of them share the account's bucket (10000/s, burst "
                  "5000). No default: only its own limits."),
        };
    }
    friend bool operator==(const Gateway&, const Gateway&) = default;
};

}  // namespace spillway
