#pragma once

#include "base/distribution.h"
#include "base/units.h"
#include "topology/field.h"

#include <tuple>

namespace spillway {

// Code at the edge in isolates: no cold queue, many requests at once.
struct EdgeWorker {
    Distribution work = Distribution::constant(std::chrono::milliseconds{2});
    Duration cpuLimit = std::chrono::seconds{30};

    static constexpr auto fields() {
        return std::tuple{
            field("work", &EdgeWorker::work, "Own work per request. Default 2ms."),
            field("cpu_limit", &EdgeWorker::cpuLimit,
                  "CPU time per request before it is stopped. Default 30s (Workers, paid)."),
        };
    }
    friend bool operator==(const EdgeWorker&, const EdgeWorker&) = default;
};

}  // namespace spillway
