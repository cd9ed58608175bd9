#pragma once

#include "base/distribution.h"
#include "topology/field.h"

#include <tuple>

namespace spillway {

// Routes events by rules: each outgoing flow is a rule, its share the part of events that match.
struct EventBus {
    Distribution work = Distribution::constant(std::chrono::milliseconds{40});

    static constexpr auto fields() {
        return std::tuple{
            field("work", &EventBus::work, "Time from put to delivery. Default 40ms (assumed)."),
        };
    }
    friend bool operator==(const EventBus&, const EventBus&) = default;
};

}  // namespace spillway
