#pragma once

#include "base/units.h"
#include "topology/field.h"

#include <string>
#include <tuple>

namespace spillway {

// Starts work by the clock: every so often. Runs without a scenario's load.
struct Schedule {
    Duration every = std::chrono::minutes{1};
    Duration offset{0};
    std::string cron;

    static constexpr auto fields() {
        return std::tuple{
            field("every", &Schedule::every, "Time between two starts. Default 1m."),
            field("offset", &Schedule::offset, "Time of the first start. Default 0s."),
            field("cron", &Schedule::cron, "Cron expression, for the exported manifests; `every` is what is emulated."),
        };
    }
    friend bool operator==(const Schedule&, const Schedule&) = default;
};

}  // namespace spillway
