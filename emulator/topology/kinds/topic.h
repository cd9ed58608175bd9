#pragma once

#include "base/distribution.h"
#include "topology/field.h"

#include <array>
#include <tuple>

namespace spillway {

enum class TopicEngine { sns, pubsub, mqtt };
constexpr auto names(TopicEngine) {
    using enum TopicEngine;
    return std::array<EnumName<TopicEngine>, 3>{{{sns, "sns"}, {pubsub, "pubsub"}, {mqtt, "mqtt"}}};
}

// Copies each event to every subscriber (its outgoing flows).
struct Topic {
    TopicEngine engine = TopicEngine::sns;
    Distribution work = Distribution::constant(std::chrono::milliseconds{10});

    static constexpr auto fields() {
        return std::tuple{
            field("engine", &Topic::engine,
                  "sns or pubsub: how deliveries that fail are tried again; mqtt: a subscriber that is away gets what "
                  "its session keeps. Default sns."),
            field("work", &Topic::work, "Time from publish to delivery. Default 10ms (assumed)."),
        };
    }
    friend bool operator==(const Topic&, const Topic&) = default;
};

}  // namespace spillway
