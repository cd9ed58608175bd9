#pragma once

#include "base/distribution.h"
#include "base/units.h"
#include "topology/field.h"

#include <cstdint>
#include <optional>
#include <tuple>

namespace spillway {

// A managed backend: a collection, or endpoints, with a concurrency limit. Kinvey's hooks run before and after the
// store; its flows are what a hook calls afterwards.
struct Backend {
    Distribution work = Distribution::exponential(std::chrono::milliseconds{40});
    std::int64_t concurrency = 100;
    std::int64_t queueLimit = 1000;
    std::optional<Distribution> preHook;
    std::optional<Distribution> postHook;
    Share reads;

    static constexpr auto fields() {
        return std::tuple{
            field("work", &Backend::work, "Time of one request. Default exponential(40ms)."),
            field("concurrency", &Backend::concurrency, "Requests at once. Default 100."),
            field("queue_limit", &Backend::queueLimit,
                  "Requests that may wait per node before it refuses more. Default 1000."),
            field("pre_hook", &Backend::preHook,
                  "Kinvey: business logic before the store (onPreSave ...), stopped after 2s. No default: none."),
            field("post_hook", &Backend::postHook,
                  "Kinvey: business logic after the store (onPostSave ...), stopped after 2s. No default: none."),
            field("reads", &Backend::reads,
                  "Share of requests that only fetch: nothing is inserted, so they send no events. Default 0%."),
        };
    }
    friend bool operator==(const Backend&, const Backend&) = default;
};

}  // namespace spillway
