#pragma once

#include "base/units.h"
#include "topology/field.h"
#include "topology/kinds/service_bus.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

namespace spillway {

struct DeadLetters {
    std::string to;
    std::optional<std::int64_t> after;

    static constexpr auto fields() {
        return std::tuple{
            field("to", &DeadLetters::to, "The queue that takes messages that failed too often."),
            field("after", &DeadLetters::after,
                  "Receives before a message is moved (maxReceiveCount). Default: the engine's own; 5 for SQS "
                  "(resources/platforms)."),
        };
    }
    friend bool operator==(const DeadLetters&, const DeadLetters&) = default;
};

enum class QueueEngine { sqs, rabbitmq, pubsub, azure, cloudflare, service_bus };
constexpr auto names(QueueEngine) {
    using enum QueueEngine;
    return std::array<EnumName<QueueEngine>, 6>{{{sqs, "sqs"},
                                                 {rabbitmq, "rabbitmq"},
                                                 {pubsub, "pubsub"},
                                                 {azure, "azure"},
                                                 {cloudflare, "cloudflare"},
                                                 {service_bus, "service_bus"}}};
}

// A dead-letter queue gives back what it holds to the queues it came from.
struct Redrive {
    Duration at{0};
    Rate rate = Rate::perSecond(500);

    static constexpr auto fields() {
        return std::tuple{
            field("at", &Redrive::at, "When it begins. Default 0s."),
            field("rate", &Redrive::rate, "Messages a second. Default 500/s (the most SQS allows)."),
        };
    }
    friend bool operator==(const Redrive&, const Redrive&) = default;
};

// Keeps messages until a consumer has done them; at least once.
struct Queue {
    QueueEngine engine = QueueEngine::sqs;
    std::optional<Duration> visibilityTimeout;
    std::optional<Duration> retention;
    Duration delay{0};
    std::optional<std::int64_t> capacity;
    bool fifo = false;
    std::int64_t groups = 1;
    double groupSkew = 0;
    std::optional<std::int64_t> prefetch;
    std::optional<Share> duplicates;
    Share sentTwice;
    std::optional<DeadLetters> deadLetters;
    std::optional<Redrive> redrive;
    std::optional<ServiceBus> serviceBus;

    static constexpr auto fields() {
        return std::tuple{
            field("engine", &Queue::engine,
                  "sqs, rabbitmq, pubsub, azure (Storage queues), cloudflare or service_bus (Azure): how messages are "
                  "handed out and come back. Default sqs."),
            field(
                "visibility_timeout", &Queue::visibilityTimeout,
                "A received message reappears after this unless it is done (Service Bus: lock duration). Default: the "
                "engine's own; 30s for SQS (resources/platforms)."),
            field("retention", &Queue::retention,
                  "Messages older than this are dropped. Default: the engine's own; 4d for SQS (resources/platforms)."),
            field("delay", &Queue::delay, "Messages become visible after this. Default 0s."),
            field("capacity", &Queue::capacity, "Messages held at most; more are refused. No default: unbounded."),
            field("fifo", &Queue::fifo,
                  "SQS, Service Bus: first in, first out, per group or session; one with a message in work waits. "
                  "Default false."),
            field("groups", &Queue::groups,
                  "Message groups, or sessions, of a fifo queue. Default 1: one message at a time."),
            field("group_skew", &Queue::groupSkew, "Exponent of Zipf's law between the groups. Default 0: all alike."),
            field("prefetch", &Queue::prefetch,
                  "RabbitMQ, Pub/Sub: messages pushed to an instance before it has done others; 0 is unlimited. "
                  "Service Bus: messages it holds beyond those in work, their locks running. Default: the engine's "
                  "(resources/platforms)."),
            field("duplicates", &Queue::duplicates,
                  "Share of messages delivered once more after they were done. Default: the engine's; a fifo queue has "
                  "none."),
            field("sent_twice", &Queue::sentTwice,
                  "Share of messages that producers send twice; a fifo queue of SQS drops the second, and one of "
                  "Service Bus that detects duplicates. Default 0%."),
            field("dead_letters", &Queue::deadLetters, "Where messages go that failed too often."),
            field("redrive", &Queue::redrive, "A dead-letter queue gives its messages back to where they came from."),
            field("service_bus", &Queue::serviceBus, "What only a queue of Azure Service Bus has."),
        };
    }
    friend bool operator==(const Queue&, const Queue&) = default;
};

}  // namespace spillway
