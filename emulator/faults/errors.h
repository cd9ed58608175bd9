#pragma once

#include "base/units.h"
#include "faults/face.h"
#include "topology/field.h"

#include <cstdint>
#include <tuple>

namespace spillway::faults {

// A share of requests to the target fail at once instead of being worked on.
struct Errors {
    Share rate = Share::percent(50);
    std::int64_t code = 500;

    static constexpr FaultFace kFace{.name = "Error burst",
                                     .does = "Half of the requests to it fail with 500",
                                     .says = "errors {rate}",
                                     .needs = "a node, a boundary or a flow",
                                     .tone = FaultTone::warn,
                                     .flows = true,
                                     .atHand = true};
    static constexpr auto fields() {
        return std::tuple{
            field("rate", &Errors::rate, "Share of requests that fail. Default 50%."),
            field("code", &Errors::code,
                  "HTTP status it answers with: 429 is throttled, other 4xx are not retried, 503 and 504 say "
                  "unavailable and timed out. Default 500."),
        };
    }
    bool changesNothing() const { return rate.fraction() == 0; }
    friend bool operator==(const Errors&, const Errors&) = default;
};

}  // namespace spillway::faults
