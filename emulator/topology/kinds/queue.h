#pragma once

#include "base/units.h"
#include "topology/field.h"

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

namespace spillway {

struct DeadLetters {
    std::string to;
    std::int64_t after = 5;

    static constexpr auto fields() {
        return std::tuple{
            field("to", &DeadLetters::to, "The queue that takes messages that failed too often."),
            field("after", &DeadLetters::after, "Receives before a message is moved (maxReceiveCount). Default 5."),
        };
    }
    friend bool operator==(const DeadLetters&, const DeadLetters&) = default;
};

// Keeps messages until a consumer has done them; at least once.
struct Queue {
    Duration visibilityTimeout = std::chrono::seconds{30};
    Duration retention = std::chrono::hours{96};
    Duration delay{0};
    std::optional<std::int64_t> capacity;
    bool fifo = false;
    std::optional<DeadLetters> deadLetters;

    static constexpr auto fields() {
        return std::tuple{
            field("visibility_timeout", &Queue::visibilityTimeout,
                  "A received message reappears after this unless it is done. Default 30s (SQS)."),
            field("retention", &Queue::retention, "Messages older than this are dropped. Default 4d (SQS)."),
            field("delay", &Queue::delay, "Messages become visible after this. Default 0s."),
            field("capacity", &Queue::capacity, "Messages held at most; more are refused. No default: unbounded."),
            field("fifo", &Queue::fifo,
                  "First in, first out, per group. Kept and exported; ordering is not emulated yet."),
            field("dead_letters", &Queue::deadLetters, "Where messages go that failed too often."),
        };
    }
    friend bool operator==(const Queue&, const Queue&) = default;
};

}  // namespace spillway
