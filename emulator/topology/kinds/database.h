#pragma once

#include "base/distribution.h"
#include "base/units.h"
#include "topology/field.h"
#include "topology/kinds/table.h"
#include "topology/scaling.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

namespace spillway {

// What takes the place of a primary that has died.
enum class Failover {
    none,      // nothing: it starts again
    replica,   // a copy that was written to asynchronously: what had not arrived is lost
    multi_az,  // RDS Multi-AZ: a copy that was written to synchronously
    aurora,    // a reader: all of them read the same storage
};
constexpr auto names(Failover) {
    using enum Failover;
    return std::array<EnumName<Failover>, 4>{
        {{none, "none"}, {replica, "replica"}, {multi_az, "multi_az"}, {aurora, "aurora"}}};
}

// Copies that answer reads, and are behind.
struct ReadReplicas {
    std::int64_t count = 1;
    Distribution lag = Distribution::lognormal(std::chrono::milliseconds{50}, std::chrono::milliseconds{512});
    std::optional<Rate> applyRate;
    std::int64_t keys = 1000;
    double keySkew = 0;
    Failover failover = Failover::none;
    std::optional<Distribution> failoverTime;
    std::optional<Distribution> commit;

    static constexpr auto fields() {
        return std::tuple{
            field("count", &ReadReplicas::count, "Replicas, each with a pool like the primary's. Default 1."),
            field("lag", &ReadReplicas::lag,
                  "From a write until a replica has it. Default lognormal(p50 50ms, p99 512ms) (assumed); of Aurora "
                  "resources/platforms/data.yaml."),
            field("apply_rate", &ReadReplicas::applyRate,
                  "Writes a replica applies per second, one after another: beyond that it falls behind. Default: "
                  "resources/platforms/data.yaml."),
            field("keys", &ReadReplicas::keys, "Distinct keys that are written and read. Default 1000 (assumed)."),
            field("key_skew", &ReadReplicas::keySkew, "Exponent of Zipf's law between the keys. Default 0: all alike."),
            field("failover", &ReadReplicas::failover,
                  "What takes the place of a primary that dies: replica (what had not arrived there is lost), multi_az "
                  "(RDS), aurora, or none. Writes fail meanwhile. Default none: it starts again."),
            field("failover_time", &ReadReplicas::failoverTime,
                  "From its death until another is the primary. Default: resources/platforms/data.yaml."),
            field("commit", &ReadReplicas::commit,
                  "How much longer a write takes because the standby in another zone has to have it first; multi_az "
                  "only. Default: a round trip between zones, resources/platforms/data.yaml."),
        };
    }
    friend bool operator==(const ReadReplicas&, const ReadReplicas&) = default;
};

// What a server accepts, and what each instance of a caller holds open.
struct ConnectionLimit {
    std::int64_t most = 100;
    std::int64_t perInstance = 10;

    static constexpr auto fields() {
        return std::tuple{
            field("most", &ConnectionLimit::most,
                  "Connections it accepts; who gets none is refused (max_connections). Default 100 (PostgreSQL)."),
            field("per_instance", &ConnectionLimit::perInstance,
                  "Connections that an instance of a caller opens and keeps (HikariCP's maximumPoolSize); an "
                  "environment of a function opens one. Default 10."),
        };
    }
    friend bool operator==(const ConnectionLimit&, const ConnectionLimit&) = default;
};

// A store behind a connection pool: a caller waits for a connection.
struct Database {
    Distribution work = Distribution::exponential(std::chrono::milliseconds{5});
    std::int64_t pool = 60;
    std::int64_t queueLimit = 1000;
    std::optional<TableSpec> table;
    std::optional<Share> reads;
    std::optional<ReadReplicas> replicas;
    std::optional<ConnectionLimit> connections;
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
            field("reads", &Database::reads,
                  "Share of requests that only read: nothing is inserted, so they send no events, and replicas answer "
                  "them. Default 0%; 80% with replicas (assumed); a table's own."),
            field("replicas", &Database::replicas, "Read replicas, which are behind. No default: none."),
            field("connections", &Database::connections,
                  "Connections that callers hold open, and how many there may be. No default: unlimited."),
            field("engine", &Database::engine, "postgres, mysql, mongodb, redis ...; for the exported manifests."),
            field("image", &Database::image, "Container image, for the exported manifests."),
            field("port", &Database::port, "Port it listens on, for the exported manifests."),
            field("resources", &Database::resources, "What it asks of its machine."),
        };
    }
    friend bool operator==(const Database&, const Database&) = default;
};

}  // namespace spillway
