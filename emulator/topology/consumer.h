#pragma once

#include "base/units.h"
#include "topology/field.h"
#include "topology/kinds/devices.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

// How a flow out of a queue, stream, topic or event bus is read and what becomes of what fails, as the user states it.
namespace spillway {

// Kafka's rebalance protocols.
enum class Assignor {
    cooperative,  // only partitions that move stop
    eager,        // all stop
};
constexpr auto names(Assignor) {
    return std::array<EnumName<Assignor>, 2>{{{Assignor::cooperative, "cooperative"}, {Assignor::eager, "eager"}}};
}

// A consumer of a stream; a queue knows its window alone.
struct StreamReader {
    std::int64_t parallelization = 1;
    Duration window{0};
    bool fanOut = false;
    Assignor assignor = Assignor::cooperative;

    static constexpr auto fields() {
        return std::tuple{
            field("parallelization", &StreamReader::parallelization,
                  "Batches of one shard at once, in order per key (ParallelizationFactor, 1 to 10). Default 1."),
            field("window", &StreamReader::window,
                  "A batch that is not full waits this long for more (MaximumBatchingWindowInSeconds). Default 0s; a "
                  "Lambda function takes more than 10 messages of a queue only with a window of 1s or more."),
            field("fan_out", &StreamReader::fanOut,
                  "Enhanced fan-out: records are pushed, with a throughput of its own. Default false: polled."),
            field("assignor", &StreamReader::assignor,
                  "Kafka, when consumers come or go: cooperative stops the partitions that move, eager all. Default "
                  "cooperative."),
        };
    }
    friend bool operator==(const StreamReader&, const StreamReader&) = default;
};

// What an MQTT broker keeps for a subscriber that is away: clean session false, or an expiry of the session.
struct MqttSession {
    Qos qos = Qos::at_least_once;
    std::optional<Duration> expiry;
    std::optional<std::int64_t> limit;

    static constexpr auto fields() {
        return std::tuple{
            field("qos", &MqttSession::qos,
                  "at_least_once (1: may come twice) and exactly_once (2: never twice, one more round trip) are kept "
                  "while the subscriber is away, at_most_once (0) is not. Default at_least_once."),
            field("expiry", &MqttSession::expiry,
                  "A subscriber that is away for longer has lost its session and what was kept. Default: "
                  "resources/platforms/messaging.yaml."),
            field("limit", &MqttSession::limit,
                  "Messages kept at most; what comes then is dropped. Default: resources/platforms/messaging.yaml."),
        };
    }
    friend bool operator==(const MqttSession&, const MqttSession&) = default;
};

// What becomes of a delivery that fails.
struct OnFailure {
    std::string to;
    std::optional<std::int64_t> retries;
    std::optional<Duration> age;
    bool bisect = false;
    bool reportItems = false;

    static constexpr auto fields() {
        return std::tuple{
            field("to", &OnFailure::to,
                  "The queue that takes what is given up (destination, dead letters). No default: it is dropped."),
            field("retries", &OnFailure::retries,
                  "Tries after the first (MaximumRetryAttempts). Default: the broker's; a stream's is without end."),
            field("age", &OnFailure::age,
                  "What is older is given up (MaximumRecordAge, MaximumEventAge). Default: the broker's."),
            field("bisect", &OnFailure::bisect,
                  "Streams: a failed batch is split in two before it is tried again (BisectBatchOnFunctionError)."),
            field("report_items", &OnFailure::reportItems,
                  "The consumer says which items failed; only those come back (ReportBatchItemFailures)."),
        };
    }
    friend bool operator==(const OnFailure&, const OnFailure&) = default;
};

}  // namespace spillway
