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

// DynamoDB's capacity instead of a pool.
struct TableSpec {
    std::optional<Rate> read;
    std::optional<Rate> write;
    std::optional<std::int64_t> partitions;
    std::int64_t keys = 1000;
    double keySkew = 0;
    ByteCount itemSize{1024};
    Share reads = Share::percent(80);
    bool consistent = false;

    static constexpr auto fields() {
        return std::tuple{
            field("read", &TableSpec::read, "Read capacity units a second. No default: on demand."),
            field("write", &TableSpec::write, "Write capacity units a second. No default: on demand."),
            field("partitions", &TableSpec::partitions, "Partitions. Default: as many as the capacity needs."),
            field("keys", &TableSpec::keys, "Distinct partition keys. Default 1000 (assumed)."),
            field("key_skew", &TableSpec::keySkew, "Exponent of Zipf's law between the keys. Default 0: all alike."),
            field("item_size", &TableSpec::itemSize,
                  "Size of an item: a read unit is 4KiB, a write unit 1KiB. Default 1KiB."),
            field("reads", &TableSpec::reads, "Share of requests that read. Default 80% (assumed)."),
            field("consistent", &TableSpec::consistent, "Strongly consistent reads cost twice. Default false."),
        };
    }
    friend bool operator==(const TableSpec&, const TableSpec&) = default;
};

// A store behind a connection pool: a caller waits for a connection.
struct Database {
    Distribution work = Distribution::exponential(std::chrono::milliseconds{5});
    std::int64_t pool = 60;
    std::int64_t queueLimit = 1000;
    std::optional<TableSpec> table;
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
            field("table", &Database::table, "A DynamoDB table: capacity units instead of a pool."),
            field("engine", &Database::engine, "postgres, mysql, mongodb, redis ...; for the exported manifests."),
            field("image", &Database::image, "Container image, for the exported manifests."),
            field("port", &Database::port, "Port it listens on, for the exported manifests."),
            field("resources", &Database::resources, "What it asks of its machine."),
        };
    }
    friend bool operator==(const Database&, const Database&) = default;
};

}  // namespace spillway
