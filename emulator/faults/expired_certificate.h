#pragma once

#include "faults/face.h"
#include "topology/field.h"

#include <tuple>

namespace spillway::faults {

// The certificate has expired: whoever calls gives up in the handshake, after one round trip; nothing arrives.
struct ExpiredCertificate {
    static constexpr FaultFace kFace{.name = "Expired certificate",
                                     .does = "Every call to it fails in the handshake",
                                     .says = "certificate expired",
                                     .needs = "a node, a boundary or a flow",
                                     .flows = true};
    static constexpr auto fields() { return std::tuple{}; }
    friend bool operator==(const ExpiredCertificate&, const ExpiredCertificate&) = default;
};

}  // namespace spillway::faults
