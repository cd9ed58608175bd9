#pragma once

#include "base/units.h"
#include "topology/field.h"

#include <tuple>

namespace spillway::faults {

// Every message to the target takes longer (one way; on a flow, only that flow).
struct Latency {
    Duration add = std::chrono::milliseconds{100};

    static constexpr auto fields() {
        return std::tuple{
            field("add", &Latency::add, "Time added one way. Default 100ms."),
        };
    }
    friend bool operator==(const Latency&, const Latency&) = default;
};

}  // namespace spillway::faults
