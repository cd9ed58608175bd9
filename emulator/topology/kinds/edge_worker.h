#pragma once

#include "base/distribution.h"
#include "base/units.h"
#include "topology/field.h"

#include <cstdint>
#include <optional>
#include <tuple>

namespace spillway {

// Code at the edge in isolates: no cold queue, many requests at once.
struct EdgeWorker {
    Distribution work = Distribution::constant(std::chrono::milliseconds{2});
    std::optional<Duration> cpuLimit;
    std::optional<Share> cpuShare;
    std::optional<std::int64_t> objects;
    std::optional<std::int64_t> subrequests;
    std::optional<std::int64_t> locations;

    static constexpr auto fields() {
        return std::tuple{
            field("work", &EdgeWorker::work, "Own work per request. Default 2ms."),
            field("cpu_limit", &EdgeWorker::cpuLimit,
                  "CPU time per request before it is stopped. Default: that of Workers, 30s (paid)."),
            field("cpu_share", &EdgeWorker::cpuShare,
                  "Share of `work` that burns CPU rather than waits: limited and billed. Default 100%."),
            field("objects", &EdgeWorker::objects,
                  "Durable Objects that requests are spread over, each with one thread. No default: a plain worker."),
            field("subrequests", &EdgeWorker::subrequests,
                  "Calls that one request may make, tries included; more fail. Default 1000 (Workers, paid; 50 free)."),
            field("locations", &EdgeWorker::locations,
                  "Edge locations that requests come in at, each with isolates of its own. No default: one."),
        };
    }
    friend bool operator==(const EdgeWorker&, const EdgeWorker&) = default;
};

}  // namespace spillway
