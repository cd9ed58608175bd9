#pragma once

#include "faults/face.h"
#include "topology/field.h"

#include <cstdint>
#include <tuple>

namespace spillway::faults {

// The next messages cannot be worked on: whoever receives one fails, every time, and with it the whole batch.
struct PoisonMessage {
    std::int64_t count = 1;

    static constexpr FaultFace kFace{.name = "Poison message",
                                     .does = "The next message makes every consumer fail",
                                     .says = "{count} poison",
                                     .needs = "a queue or a boundary around one",
                                     .tone = FaultTone::warn,
                                     .nodes = kindsOf({NodeKind::queue}),
                                     .within = kindsOf({NodeKind::queue}),
                                     .instant = true};
    static constexpr auto fields() {
        return std::tuple{
            field("count", &PoisonMessage::count, "Messages. Default 1."),
        };
    }
    friend bool operator==(const PoisonMessage&, const PoisonMessage&) = default;
};

}  // namespace spillway::faults
