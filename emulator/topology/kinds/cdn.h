#pragma once

#include "base/distribution.h"
#include "base/units.h"
#include "topology/field.h"
#include "topology/kinds/refresh.h"

#include <cstdint>
#include <optional>
#include <tuple>

namespace spillway {

// A content delivery network: answers hits itself, makes its calls on a miss.
struct Cdn {
    Distribution work = Distribution::constant(std::chrono::milliseconds{5});
    Share hitRatio = Share::percent(90);
    std::int64_t keys = 0;
    double keySkew = 1;
    Duration ttl = std::chrono::hours{24};
    std::optional<Refresh> refresh;
    bool coalesce = true;
    std::int64_t locations = 1;
    bool shield = false;
    std::optional<Duration> timeLimit;

    static constexpr auto fields() {
        return std::tuple{
            field("work", &Cdn::work, "Time to answer from the edge. Default 5ms."),
            field("hit_ratio", &Cdn::hitRatio, "Share of requests answered at the edge. Default 90%."),
            field("keys", &Cdn::keys,
                  "Distinct objects that are asked for, at most 1000000: hits then follow from what is held, not from "
                  "hit_ratio. Default 0: hit_ratio."),
            field("key_skew", &Cdn::keySkew, "Exponent of Zipf's law between the objects. Default 1."),
            field("ttl", &Cdn::ttl, "An object is too old after this. Default 1d (CloudFront)."),
            field("refresh", &Cdn::refresh,
                  "How entries are fetched anew before all who ask find them too old, where keys are stated. No "
                  "default: they are not."),
            field("coalesce", &Cdn::coalesce,
                  "Requests for an object that is being fetched wait for it (CloudFront). Default true."),
            field("locations", &Cdn::locations,
                  "Edge locations, each with a cache of its own, where keys are stated. Default 1."),
            field("shield", &Cdn::shield,
                  "One more cache that all locations ask before the origin (Origin Shield). Default false."),
            field("time_limit", &Cdn::timeLimit,
                  "Longest the origin may take before it answers 504. Default 30s (CloudFront)."),
        };
    }
    friend bool operator==(const Cdn&, const Cdn&) = default;
};

}  // namespace spillway
