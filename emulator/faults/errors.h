#pragma once

#include "base/units.h"
#include "topology/field.h"

#include <tuple>

namespace spillway::faults {

// A share of requests to the target fail at once instead of being worked on.
struct Errors {
    Share rate = Share::percent(50);

    static constexpr auto fields() {
        return std::tuple{
            field("rate", &Errors::rate, "Share of requests that fail. Default 50%."),
        };
    }
    friend bool operator==(const Errors&, const Errors&) = default;
};

}  // namespace spillway::faults
