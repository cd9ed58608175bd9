#pragma once

#include "base/distribution.h"
#include "base/units.h"
#include "topology/field.h"
#include "topology/kinds/refresh.h"
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
    std::int64_t keys = 0;
    double keySkew = 1;
    std::optional<Duration> ttl;
    std::optional<ByteCount> memory;
    ByteCount entrySize{1024};
    std::optional<Refresh> refresh;
    bool coalesce = false;
    std::int64_t concurrency = 1000;
    std::string engine;
    std::string image;
    std::optional<std::int64_t> port;
    Resources resources;

    static constexpr auto fields() {
        return std::tuple{
            field("work", &Cache::work, "Time of one look-up. Default 1ms."),
            field("hit_ratio", &Cache::hitRatio, "Share of look-ups that hit. Default 90%."),
            field("keys", &Cache::keys,
                  "Distinct keys that are asked for, at most 1000000: hits then follow from what is held, not from "
                  "hit_ratio. Default 0: hit_ratio."),
            field("key_skew", &Cache::keySkew, "Exponent of Zipf's law between the keys. Default 1."),
            field("ttl", &Cache::ttl, "An entry is too old after this. No default: never."),
            field("memory", &Cache::memory,
                  "Room for entries; the one used longest ago gives way. No default: for all."),
            field("entry_size", &Cache::entrySize, "Memory of an entry. Default 1KiB (assumed)."),
            field("refresh", &Cache::refresh,
                  "How entries are fetched anew before all who ask find them too old, where keys are stated. No "
                  "default: they are not."),
            field("coalesce", &Cache::coalesce,
                  "Look-ups of a key that is being fetched wait for it instead of fetching too. Default false."),
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
