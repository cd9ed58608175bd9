#pragma once

#include "base/distribution.h"
#include "topology/field.h"
#include "topology/scaling.h"

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

namespace spillway {

// A store behind a connection pool: a caller waits for a connection.
struct Database {
    Distribution work = Distribution::exponential(std::chrono::milliseconds{5});
    std::int64_t pool = 60;
    std::int64_t queueLimit = 1000;
    std::string engine;
    std::string image;
    std::optional<std::int64_t> port;
    Resources resources;

    static constexpr auto fields() {
        return std::tuple{
            field("work", &Database::work, "Time of one query. Default exponential(5ms)."),
            field("pool", &Database::pool, "Connections that work at once. Default 60."),
            field("queue_limit", &Database::queueLimit,
                  "Requests that may wait per node before it refuses more. Default 1000."),
            field("engine", &Database::engine, "postgres, mysql, mongodb, redis ...; for the exported manifests."),
            field("image", &Database::image, "Container image, for the exported manifests."),
            field("port", &Database::port, "Port it listens on, for the exported manifests."),
            field("resources", &Database::resources, "What it asks of its machine."),
        };
    }
    friend bool operator==(const Database&, const Database&) = default;
};

}  // namespace spillway
