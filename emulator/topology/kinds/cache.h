#pragma once

#include "base/distribution.h"
#include "base/units.h"
#include "topology/field.h"
#include "topology/scaling.h"

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

namespace spillway {

// Answers hits itself; its outgoing calls are made on a miss.
struct Cache {
    Distribution work = Distribution::constant(std::chrono::milliseconds{1});
    Share hitRatio = Share::percent(90);
    std::int64_t concurrency = 1000;
    std::string engine;
    std::string image;
    std::optional<std::int64_t> port;
    Resources resources;

    static constexpr auto fields() {
        return std::tuple{
            field("work", &Cache::work, "Time of one look-up. Default 1ms."),
            field("hit_ratio", &Cache::hitRatio, "Share of look-ups that hit. Default 90%."),
            field("concurrency", &Cache::concurrency, "Look-ups at once. Default 1000."),
            field("engine", &Cache::engine, "redis, memcached ...; for the exported manifests."),
            field("image", &Cache::image, "Container image, for the exported manifests."),
            field("port", &Cache::port, "Port it listens on, for the exported manifests."),
            field("resources", &Cache::resources, "What it asks of its machine."),
        };
    }
    friend bool operator==(const Cache&, const Cache&) = default;
};

}  // namespace spillway
