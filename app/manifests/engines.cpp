#include "manifests/engines.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace spillway {
namespace {

constexpr auto kDb = NodeKind::database;
constexpr auto kTelemetry = NodeKind::service;

constexpr std::array kEngines{
    Engine{"postgres", "postgresql postgis timescaledb pgvector", kDb, "postgres:17", 5432, "/var/lib/postgresql/data",
           "/var/run/postgresql /tmp", "POSTGRES_PASSWORD"},
    Engine{"mysql", "", kDb, "mysql:8.4", 3306, "/var/lib/mysql", "/var/run/mysqld /tmp", "MYSQL_ROOT_PASSWORD"},
    Engine{"mariadb", "", kDb, "mariadb:11.4", 3306, "/var/lib/mysql", "/run/mysqld /tmp", "MARIADB_ROOT_PASSWORD"},
    Engine{"mongodb", "mongo", kDb, "mongo:8", 27017, "/data/db", "/data/configdb /tmp", ""},
    Engine{"cassandra", "scylla", kDb, "cassandra:5", 9042, "/var/lib/cassandra",
           "/tmp /var/log/cassandra /etc/cassandra", ""},
    Engine{"couchdb", "", kDb, "couchdb:3", 5984, "/opt/couchdb/data", "/opt/couchdb/etc/local.d /tmp",
           "COUCHDB_USER COUCHDB_PASSWORD"},
    Engine{"cockroachdb", "cockroach", kDb, "", 26257, "", "", ""},
    Engine{"elasticsearch", "opensearch solr", kDb, "", 9200, "", "", ""},
    Engine{"clickhouse", "", kDb, "", 8123, "", "", ""},
    Engine{"influxdb", "", kDb, "", 8086, "", "", ""},
    Engine{"neo4j", "", kDb, "", 7687, "", "", ""},
    Engine{"etcd", "", kDb, "", 2379, "", "", ""},
    Engine{"mssql", "sqlserver", kDb, "", 1433, "", "", ""},
    Engine{"redis", "valkey keydb", NodeKind::cache, "redis:7.4", 6379, "/data", "/tmp", ""},
    Engine{"memcached", "memcache", NodeKind::cache, "memcached:1.6", 11211, "", "", ""},
    Engine{"rabbitmq", "", NodeKind::queue, "", 5672, "", "", ""},
    Engine{"activemq", "artemis", NodeKind::queue, "", 61616, "", "", ""},
    Engine{"beanstalkd", "", NodeKind::queue, "", 11300, "", "", ""},
    Engine{"kafka", "redpanda", NodeKind::stream, "", 9092, "", "", ""},
    Engine{"pulsar", "", NodeKind::stream, "", 6650, "", "", ""},
    Engine{"nats", "", NodeKind::topic, "", 4222, "", "", ""},
    Engine{"mosquitto", "emqx", NodeKind::topic, "", 1883, "", "", ""},
    Engine{"minio", "", NodeKind::object_store, "", 9000, "", "", ""},
    Engine{"jaeger", "all-in-one jaegertracing", kTelemetry, "", 0, "", "", "", true},
    Engine{"zipkin", "", kTelemetry, "", 0, "", "", "", true},
    Engine{"prometheus", "alertmanager pushgateway", kTelemetry, "", 0, "", "", "", true},
    Engine{"grafana", "loki tempo", kTelemetry, "", 0, "", "", "", true},
    Engine{"opentelemetry", "otelcol otel", kTelemetry, "", 0, "", "", "", true},
    Engine{"fluentd", "fluent logstash filebeat vector", kTelemetry, "", 0, "", "", "", true},
    Engine{"statsd", "wavefront telegraf", kTelemetry, "", 0, "", "", "", true},
};

std::vector<std::string> wordsOf(std::string_view text, std::string_view separators) {
    std::vector<std::string> words;
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = std::min(text.find_first_of(separators, start), text.size());
        if (end > start) words.emplace_back(text.substr(start, end - start));
        start = end + 1;
    }
    return words;
}

bool isCompanion(std::string_view word) {
    static constexpr std::array<std::string_view, 14> words{"exporter", "express", "commander", "admin",    "client",
                                                            "ui",       "init",    "insight",   "operator", "backup",
                                                            "proxy",    "cli",     "tools",     "seed"};
    return std::ranges::find(words, word) != words.end();
}

}  // namespace

std::span<const Engine> engines() { return kEngines; }

const Engine* findEngine(std::string_view word) {
    const auto isCalled = [&](const Engine& engine) {
        if (engine.name == word) return true;
        const std::vector<std::string> aliases = wordsOf(engine.aliases, " ");
        return std::ranges::find(aliases, word) != aliases.end();
    };
    const auto found = std::ranges::find_if(kEngines, isCalled);
    return found == kEngines.end() ? nullptr : &*found;
}

const Engine* engineOfImage(std::string_view image) {
    image = image.substr(0, image.find('@'));
    const std::size_t slash = image.rfind('/');
    std::string_view name = slash == std::string_view::npos ? image : image.substr(slash + 1);
    name = name.substr(0, name.find(':'));
    if (const Engine* whole = findEngine(name)) return whole;
    const std::vector<std::string> words = wordsOf(name, "-_.");
    if (std::ranges::any_of(words, isCompanion)) return nullptr;
    for (const std::string& word : words) {
        if (const Engine* engine = findEngine(word)) return engine;
    }
    return nullptr;
}

}  // namespace spillway
