#pragma once

#include "base/units.h"

#include <cstdint>
#include <optional>
#include <string>

namespace spillway {

// What a platform sees of the instances of one program when it decides how many there should be.
struct PoolView {
    SimTime now{};
    std::int64_t replicas = 0;  // asked for: ready and starting
    std::int64_t ready = 0;
    std::int64_t busy = 0;               // requests in instances, now
    std::int64_t waiting = 0;            // requests that wait for one, now
    std::int64_t backlog = 0;            // messages in the queues that feed it, those in work included, now
    std::optional<std::int64_t> metric;  // of them, what scaling goes by where that is not all
    // Since the look before.
    double concurrency = 0;  // mean of busy and waiting
    double cores = 0;        // mean CPU that the instances burnt
    friend bool operator==(const PoolView&, const PoolView&) = default;
};

struct PoolDecision {
    std::int64_t replicas = 0;
    std::string reason;  // in words; what holds it back stands after "; "
    friend bool operator==(const PoolDecision&, const PoolDecision&) = default;
};

}  // namespace spillway
