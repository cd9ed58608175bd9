#pragma once

#include "topology/field.h"

#include <cstdint>
#include <tuple>

namespace spillway::faults {

// Instances of the target die at once, with the requests in them; the platform replaces them as it does.
struct InstanceKill {
    std::int64_t count = 1;

    static constexpr auto fields() {
        return std::tuple{
            field("count", &InstanceKill::count, "Instances killed. Default 1."),
        };
    }
    friend bool operator==(const InstanceKill&, const InstanceKill&) = default;
};

}  // namespace spillway::faults
