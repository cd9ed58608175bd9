#pragma once

#include "base/distribution.h"
#include "topology/field.h"

#include <tuple>

namespace spillway {

// Copies each event to every subscriber (its outgoing flows).
struct Topic {
    Distribution work = Distribution::constant(std::chrono::milliseconds{10});

    static constexpr auto fields() {
        return std::tuple{
            field("work", &Topic::work, "Time from publish to delivery. Default 10ms (assumed)."),
        };
    }
    friend bool operator==(const Topic&, const Topic&) = default;
};

}  // namespace spillway
