#pragma once

#include "base/units.h"
#include "topology/field.h"

#include <optional>
#include <tuple>

namespace spillway {

// What a cache that states its keys does so that not everybody fetches a popular entry at the moment it gets too old.
struct Refresh {
    Share jitter;
    std::optional<double> early;
    std::optional<Duration> after;
    std::optional<Duration> stale;

    static constexpr auto fields() {
        return std::tuple{
            field("jitter", &Refresh::jitter,
                  "An entry is kept for its ttl, up to this share longer or shorter, so that what was written together "
                  "does not get too old together. Default 0%."),
            field("early", &Refresh::early,
                  "Beta of XFetch (Vattani, Chierichetti, Lowenstein 2015): a look-up fetches anew before the entry is "
                  "too old, the likelier the closer that is and the longer a fetch takes; 1 is best. No default: "
                  "never."),
            field("after", &Refresh::after,
                  "An entry older than this is answered, and fetched anew in the background by one (Caffeine's "
                  "refreshAfterWrite). No default: never."),
            field("stale", &Refresh::stale,
                  "An entry that is too old for less than this is answered, and fetched anew in the background by one "
                  "(stale-while-revalidate, RFC 5861). No default: never."),
        };
    }
    friend bool operator==(const Refresh&, const Refresh&) = default;
};

}  // namespace spillway
