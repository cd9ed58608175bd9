#pragma once

#include "base/units.h"
#include "topology/field.h"

#include <cstdint>
#include <tuple>

namespace spillway {

// A fleet that reports on its own, each device at its own phase.
struct Devices {
    std::int64_t count = 100;
    Duration every = std::chrono::seconds{10};

    static constexpr auto fields() {
        return std::tuple{
            field("count", &Devices::count, "Devices in the fleet. Default 100."),
            field("every", &Devices::every, "Time between two reports of one device. Default 10s."),
        };
    }
    friend bool operator==(const Devices&, const Devices&) = default;
};

}  // namespace spillway
