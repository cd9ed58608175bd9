#pragma once

#include "base/distribution.h"
#include "base/units.h"
#include "platforms/instance_size.h"
#include "platforms/workload.h"

#include <cstdint>
#include <optional>
#include <vector>

// IBM Code Engine (platform-facts 4): Knative's autoscaler under other names and limits.
namespace spillway {

struct PoolRules;
struct PlatformFacts;
namespace detail {
class FactSheet;
}

struct CodeEngineFacts {
    std::int64_t maxScale = 0;
    std::int64_t quota = 0;
    std::int64_t functionConcurrency = 0;
    Duration requestTimeout{0};
    Duration functionLimit{0};
    Distribution functionStart;
    InstanceSize instance;  // of a program that does not say
    InstanceSize largest;
    std::int64_t mostConcurrency = 0;
    ByteCount functionPayload;
    std::vector<InstanceSize> functionSizes;  // rising; the largest is that of a function that does not say

    // The smallest that has so much memory.
    const InstanceSize& functionSize(const std::optional<ByteCount>& memory) const;
};
CodeEngineFacts readCodeEngineFacts(detail::FactSheet& sheet);
PoolRules codeEngineRules(const Workload& workload, const PlatformFacts& facts);

}  // namespace spillway
