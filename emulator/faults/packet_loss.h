#pragma once

#include "base/units.h"
#include "faults/face.h"
#include "topology/field.h"

#include <tuple>

namespace spillway::faults {

// Packets are lost and sent again after TCP's retransmission timeout, which doubles each time (RFC 6298; 200 ms at
// least on Linux, given up after 15). One packet a message, both ways.
struct PacketLoss {
    Share rate = Share::percent(5);

    static constexpr FaultFace kFace{.name = "Packet loss",
                                     .does = "5 % of the packets to and from it are lost",
                                     .says = "loses {rate}",
                                     .needs = "a node, a boundary or a flow",
                                     .tone = FaultTone::warn,
                                     .flows = true};
    static constexpr auto fields() {
        return std::tuple{
            field("rate", &PacketLoss::rate,
                  "Share of packets lost, of those that cross the edge of a node or a boundary. Default 5%."),
        };
    }
    bool changesNothing() const { return rate.fraction() == 0; }
    friend bool operator==(const PacketLoss&, const PacketLoss&) = default;
};

}  // namespace spillway::faults
