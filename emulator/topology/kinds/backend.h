#pragma once

#include "base/distribution.h"
#include "topology/field.h"

#include <cstdint>
#include <tuple>

namespace spillway {

// A managed backend: collections and endpoints with a concurrency limit.
struct Backend {
    Distribution work = Distribution::exponential(std::chrono::milliseconds{40});
    std::int64_t concurrency = 100;
    std::int64_t queueLimit = 1000;

    static constexpr auto fields() {
        return std::tuple{
            field("work", &Backend::work, "Time of one request. Default exponential(40ms)."),
            field("concurrency", &Backend::concurrency, "Requests at once. Default 100."),
            field("queue_limit", &Backend::queueLimit,
                  "Requests that may wait per node before it refuses more. Default 1000."),
        };
    }
    friend bool operator==(const Backend&, const Backend&) = default;
};

}  // namespace spillway
