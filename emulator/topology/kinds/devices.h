#pragma once

#include "base/units.h"
#include "topology/field.h"

#include <array>
#include <cstdint>
#include <tuple>

namespace spillway {

// MQTT's promises.
enum class Qos {
    at_most_once,   // 0
    at_least_once,  // 1
    exactly_once,   // 2
};
constexpr auto names(Qos) {
    using enum Qos;
    return std::array<EnumName<Qos>, 3>{
        {{at_most_once, "at_most_once"}, {at_least_once, "at_least_once"}, {exactly_once, "exactly_once"}}};
}

// A fleet that reports on its own, each device at its own phase.
struct Devices {
    std::int64_t count = 100;
    Duration every = std::chrono::seconds{10};
    Qos qos = Qos::at_least_once;
    Share loss;
    Duration retransmit = std::chrono::seconds{5};

    static constexpr auto fields() {
        return std::tuple{
            field("count", &Devices::count, "Devices in the fleet. Default 100."),
            field("every", &Devices::every, "Time between two reports of one device. Default 10s."),
            field("qos", &Devices::qos,
                  "MQTT: at_most_once (0), at_least_once (1: may come twice) or exactly_once (2: never twice, one more "
                  "round trip). Default at_least_once."),
            field("loss", &Devices::loss, "Share of packets lost on the way, in either direction. Default 0%."),
            field("retransmit", &Devices::retransmit,
                  "An unanswered report is sent again after this. Default 5s (assumed)."),
        };
    }
    friend bool operator==(const Devices&, const Devices&) = default;
};

}  // namespace spillway
