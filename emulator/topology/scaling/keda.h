#pragma once

#include "base/distribution.h"
#include "base/units.h"
#include "topology/field.h"

#include <array>
#include <cstdint>
#include <optional>
#include <tuple>

namespace spillway {

// KEDA on Kubernetes: a ScaledObject on the backlog of the queues that feed a service. What is not stated is the
// platform's (resources/platforms/keda.yaml).
struct Keda {
    std::optional<std::int64_t> threshold;
    std::optional<std::int64_t> activation;
    std::optional<std::int64_t> minReplicas;
    std::optional<std::int64_t> maxReplicas;
    std::optional<Duration> pollingInterval;
    std::optional<Duration> cooldown;

    static constexpr auto fields() {
        return std::tuple{
            field("threshold", &Keda::threshold,
                  "Messages a replica (queueLength, lagThreshold), shards of Kinesis or DynamoDB (shardCount). "
                  "Default: 5; Kafka "
                  "10, RabbitMQ 20, 2 shards."),
            field("activation_threshold", &Keda::activation,
                  "Stays at zero until there are more messages than this. Default 0."),
            field("min_replica_count", &Keda::minReplicas, "Fewest replicas. Default 0."),
            field("max_replica_count", &Keda::maxReplicas, "Most replicas. Default 100."),
            field("polling_interval", &Keda::pollingInterval,
                  "Time between looks at the queue for the step from zero and back. Default 30s."),
            field("cooldown_period", &Keda::cooldown,
                  "Goes to zero when nothing was active for this long. Default 300s."),
        };
    }
    friend bool operator==(const Keda&, const Keda&) = default;
};

}  // namespace spillway
