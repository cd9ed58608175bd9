#pragma once

#include "base/distribution.h"
#include "base/units.h"
#include "platforms/workload.h"

#include <cstdint>

// TARS (platform-facts 14.2): a server is threads behind a queue of its own.
namespace spillway {

struct PoolRules;
struct PlatformFacts;
namespace detail {
class FactSheet;
}

struct TarsFacts {
    std::int64_t queueCap = 0;
    Share overload;
    Duration queueTimeout{0};
    Duration leastQueueTimeout{0};
    Duration invokeTimeout{0};
    Distribution start;
};
TarsFacts readTarsFacts(detail::FactSheet& sheet);

// One adapter's queue.
struct TarsQueue {
    std::int64_t cap = 0;
    double overload = 1;  // share of the cap
    Duration timeout{0};
};
TarsQueue tarsQueue(const TarsServer& stated, const TarsFacts& facts);

enum class TarsAnswer : std::uint8_t {
    queued,
    overloaded,  // accepted, and answered TARSSERVEROVERLOAD when its turn comes
    discarded,   // nobody answers: the caller times out
};
// What becomes of a request that finds `length` others waiting.
TarsAnswer enqueue(const TarsQueue& queue, std::int64_t length);

PoolRules tarsRules(const Workload& workload, const PlatformFacts& facts);

}  // namespace spillway
