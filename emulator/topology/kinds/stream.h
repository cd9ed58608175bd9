#pragma once

#include "base/units.h"
#include "topology/field.h"

#include <cstdint>
#include <tuple>

namespace spillway {

// An ordered log in shards. Emulated as a topic for now: order and shards are kept, not executed.
struct Stream {
    std::int64_t shards = 1;
    Duration retention = std::chrono::hours{24};

    static constexpr auto fields() {
        return std::tuple{
            field("shards", &Stream::shards, "Shards or partitions. Default 1."),
            field("retention", &Stream::retention, "How long records are kept. Default 1d (Kinesis)."),
        };
    }
    friend bool operator==(const Stream&, const Stream&) = default;
};

}  // namespace spillway
