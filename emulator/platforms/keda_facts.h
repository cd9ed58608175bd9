#pragma once

#include "base/units.h"

#include <cstdint>

namespace spillway {

namespace detail {
class FactSheet;
}

// What is believed of KEDA (platform-facts 6.5).
struct KedaFacts {
    Duration pollingInterval{0};
    Duration cooldown{0};
    std::int64_t minReplicas = 0;
    std::int64_t maxReplicas = 0;
    std::int64_t activation = 0;
    std::int64_t threshold = 0;
    std::int64_t lagThreshold = 0;  // Kafka
    std::int64_t rabbitmqThreshold = 0;
    std::int64_t shardsPerReplica = 0;
    Duration hpaSync{0};
};
KedaFacts readKedaFacts(detail::FactSheet& sheet);

}  // namespace spillway
