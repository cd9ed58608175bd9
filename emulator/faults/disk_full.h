#pragma once

#include "base/units.h"
#include "faults/face.h"
#include "topology/field.h"

#include <tuple>

namespace spillway::faults {

// Writes fail, reads go on. What arrives at a queue or a stream is a write; of what arrives at a database, a share is.
struct DiskFull {
    Share writes = Share::percent(100);

    static constexpr FaultFace kFace{.name = "Disk full",
                                     .does = "What is written to it fails",
                                     .says = "disk full",
                                     .needs = "a database, a queue, a stream or a boundary around one",
                                     .nodes = kindsOf({NodeKind::database, NodeKind::queue, NodeKind::stream}),
                                     .within = kindsOf({NodeKind::database, NodeKind::queue, NodeKind::stream})};
    static constexpr auto fields() {
        return std::tuple{
            field("writes", &DiskFull::writes, "Share of what arrives that writes. Default 100%."),
        };
    }
    bool changesNothing() const { return writes.fraction() == 0; }
    friend bool operator==(const DiskFull&, const DiskFull&) = default;
};

}  // namespace spillway::faults
