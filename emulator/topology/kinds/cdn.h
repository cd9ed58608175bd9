#pragma once

#include "base/distribution.h"
#include "base/units.h"
#include "topology/field.h"

#include <tuple>

namespace spillway {

// A content delivery network: answers hits itself, makes its calls on a miss.
struct Cdn {
    Distribution work = Distribution::constant(std::chrono::milliseconds{5});
    Share hitRatio = Share::percent(90);

    static constexpr auto fields() {
        return std::tuple{
            field("work", &Cdn::work, "Time to answer from the edge. Default 5ms."),
            field("hit_ratio", &Cdn::hitRatio, "Share of requests answered at the edge. Default 90%."),
        };
    }
    friend bool operator==(const Cdn&, const Cdn&) = default;
};

}  // namespace spillway
