#pragma once

#include "base/distribution.h"
#include "topology/field.h"

#include <tuple>

namespace spillway {

// Spreads requests over what is behind it: one of its flows per request, by their shares.
struct LoadBalancer {
    Distribution work = Distribution::constant(std::chrono::milliseconds{1});

    static constexpr auto fields() {
        return std::tuple{
            field("work", &LoadBalancer::work, "Own work per request. Default 1ms."),
        };
    }
    friend bool operator==(const LoadBalancer&, const LoadBalancer&) = default;
};

}  // namespace spillway
