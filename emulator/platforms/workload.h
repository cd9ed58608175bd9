#pragma once

#include "base/distribution.h"
#include "topology/kinds/function.h"
#include "topology/kinds/service.h"

#include <cstdint>
#include <optional>
#include <string>

namespace spillway {

// What the brokers that set a program off have in common, where its platform tells them apart.
enum class Feed : std::uint8_t {
    mixed,     // nothing; or other queues
    kafka,     // topics of Kafka
    rabbitmq,  // queues of RabbitMQ
    shards,    // streams of Kinesis or DynamoDB
};

// What is to run, whatever runs it: what the platforms read of a service or a function. Points into the topology.
struct Workload {
    bool isFunction = false;
    bool fromQueues = false;      // everything that comes are messages of queues
    bool fromServiceBus = false;  // one of them is Azure's Service Bus
    bool inSessions = false;      // and keeps the order of its sessions
    bool fromStreams = false;     // no queue is among what feeds it, a stream is
    Feed feed = Feed::mixed;
    std::optional<std::int64_t> concurrency;  // requests that one instance can work on at once; a service's own
    std::int64_t queueLimit = 1000;
    std::int64_t replicas = 1;
    std::optional<Duration> timeout;      // a function's
    std::optional<Distribution> startup;  // the user's own statement of the whole start
    std::optional<ByteCount> memory;      // none: what the platform has for it (platforms/usual.h)
    std::optional<Cpu> cpu;
    std::optional<Share> cpuShare;  // of the work
    std::string runtime;            // a function's
    const Scaling* scaling = nullptr;
};

}  // namespace spillway
