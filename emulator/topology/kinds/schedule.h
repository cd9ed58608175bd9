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
    std::string timeZone;
    std::string starts;

    static constexpr auto fields() {
        return std::tuple{
            field("every", &Schedule::every, "Time between two starts. Default 1m."),
            field("offset", &Schedule::offset, "Time of the first start. Default 0s."),
            field("cron", &Schedule::cron,
                  "Cron expression instead of `every`: five fields (Kubernetes), six with seconds first (Azure), "
                  "cron(...) or rate(...) (AWS)."),
            field("time_zone", &Schedule::timeZone, "Time zone of the cron expression: Europe/Berlin. Default UTC."),
            field("starts", &Schedule::starts,
                  "Calendar time at which a run begins: 2026-01-05T00:00:00Z. Default that Monday."),
        };
    }
    friend bool operator==(const Schedule&, const Schedule&) = default;
};

}  // namespace spillway
