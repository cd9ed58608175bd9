#pragma once

#include "base/units.h"
#include "faults/face.h"
#include "topology/field.h"

#include <tuple>

namespace spillway::faults {

// The link carries less: messages wait for each other, each way, and take their length to pass (Toxiproxy bandwidth).
struct Bandwidth {
    ByteCount limit = ByteCount::mebibytes(1);
    ByteCount size = ByteCount{16 * 1024};

    static constexpr FaultFace kFace{.name = "Narrow link",
                                     .does = "Its links carry 1 MiB a second of messages of 16 KiB",
                                     .says = "{limit} a second",
                                     .needs = "a node, a boundary or a flow",
                                     .tone = FaultTone::warn,
                                     .flows = true};
    static constexpr auto fields() {
        return std::tuple{
            field(
                "limit", &Bandwidth::limit,
                "Bytes a second, each way, of each flow that crosses the edge of a node or a boundary. Default 1MiB."),
            field("size", &Bandwidth::size, "Length of a message. Default 16KiB."),
        };
    }
    friend bool operator==(const Bandwidth&, const Bandwidth&) = default;
};

}  // namespace spillway::faults
