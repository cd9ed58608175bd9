#pragma once

#include "faults/face.h"
#include "topology/field.h"

#include <cstdint>
#include <tuple>

namespace spillway::faults {

// The cache is empty. Each miss that is answered brings one entry back, so it warms up as fast as what is behind it
// lets.
struct ColdCache {
    std::int64_t entries = 10000;

    static constexpr FaultFace kFace{.name = "Cold cache",
                                     .does = "It is empty, and warms up with every miss that is answered",
                                     .says = "cold",
                                     .needs = "a cache, a CDN or a boundary around one",
                                     .nodes = kindsOf({NodeKind::cache, NodeKind::cdn}),
                                     .within = kindsOf({NodeKind::cache, NodeKind::cdn}),
                                     .instant = true};
    static constexpr auto fields() {
        return std::tuple{
            field("entries", &ColdCache::entries, "Entries that make up its hits, equally popular. Default 10000."),
        };
    }
    friend bool operator==(const ColdCache&, const ColdCache&) = default;
};

}  // namespace spillway::faults
