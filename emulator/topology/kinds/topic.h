#pragma once

#include "base/distribution.h"
#include "topology/field.h"
#include "topology/kinds/service_bus.h"

#include <array>
#include <optional>
#include <tuple>

namespace spillway {

enum class TopicEngine { sns, pubsub, mqtt, service_bus };
constexpr auto names(TopicEngine) {
    using enum TopicEngine;
    return std::array<EnumName<TopicEngine>, 4>{
        {{sns, "sns"}, {pubsub, "pubsub"}, {mqtt, "mqtt"}, {service_bus, "service_bus"}}};
}

// Copies each event to every subscriber (its outgoing flows).
struct Topic {
    TopicEngine engine = TopicEngine::sns;
    Distribution work = Distribution::constant(std::chrono::milliseconds{10});
    std::optional<ServiceBus> serviceBus;

    static constexpr auto fields() {
        return std::tuple{
            field("engine", &Topic::engine,
                  "sns or pubsub: how deliveries that fail are tried again; mqtt: a subscriber that is away gets what "
                  "its session keeps; service_bus: its subscriptions are queues of that engine. Default sns."),
            field("work", &Topic::work, "Time from publish to delivery. Default 10ms (assumed)."),
            field("service_bus", &Topic::serviceBus, "What only a topic of Azure Service Bus has."),
        };
    }
    friend bool operator==(const Topic&, const Topic&) = default;
};

}  // namespace spillway
