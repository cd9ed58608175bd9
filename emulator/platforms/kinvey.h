#pragma once

#include "base/distribution.h"
#include "base/units.h"
#include "platforms/workload.h"

// Progress Kinvey (platform-facts 14.1).
namespace spillway {

struct PoolRules;
struct PlatformFacts;
namespace detail {
class FactSheet;
}

struct KinveyFacts {
    Duration requestLimit{0};
    Duration hookLimit{0};
    Distribution flexOverhead;
    Distribution connectorOverhead;
    Duration connectorLimit{0};
    Distribution start;
};
KinveyFacts readKinveyFacts(detail::FactSheet& sheet);

// A Flex service: stated replicas, no start while it is deployed, and what its calls take more.
PoolRules kinveyRules(const Workload& workload, const PlatformFacts& facts);

}  // namespace spillway
