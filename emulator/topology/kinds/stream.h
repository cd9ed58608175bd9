#pragma once

#include "base/distribution.h"
#include "base/units.h"
#include "topology/field.h"

#include <array>
#include <cstdint>
#include <optional>
#include <tuple>

namespace spillway {

enum class StreamEngine { kinesis, kafka, dynamodb };
constexpr auto names(StreamEngine) {
    using enum StreamEngine;
    return std::array<EnumName<StreamEngine>, 3>{{{kinesis, "kinesis"}, {kafka, "kafka"}, {dynamodb, "dynamodb"}}};
}

// An ordered log in shards (Kafka: partitions). Each outgoing flow is a consumer group that reads all of it; within a
// group one consumer reads a shard, in order.
struct Stream {
    StreamEngine engine = StreamEngine::kinesis;
    std::int64_t shards = 1;
    std::optional<Duration> retention;
    std::int64_t keys = 0;
    double keySkew = 0;
    ByteCount recordSize{1024};
    std::optional<Distribution> work;

    static constexpr auto fields() {
        return std::tuple{
            field("engine", &Stream::engine,
                  "kinesis, kafka or dynamodb (the changes of a table): how keys choose shards, its limits. Default "
                  "kinesis."),
            field("shards", &Stream::shards, "Shards or partitions. Default 1."),
            field("retention", &Stream::retention,
                  "How long records are kept. Default: the engine's own; 1d for Kinesis (resources/platforms)."),
            field("keys", &Stream::keys,
                  "Distinct keys of the records, at most 1000000. Default 0: every record has a key of its own."),
            field(
                "key_skew", &Stream::keySkew,
                "Exponent of Zipf's law between the keys: the n-th is drawn 1/n^skew as often. Default 0: all alike."),
            field("record_size", &Stream::recordSize, "Size of a record. Default 1KiB (assumed)."),
            field("work", &Stream::work, "Time to put a record. Default: the engine's (resources/platforms)."),
        };
    }
    friend bool operator==(const Stream&, const Stream&) = default;
};

}  // namespace spillway
