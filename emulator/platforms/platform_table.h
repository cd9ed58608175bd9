#pragma once

#include "platforms/pool_rules.h"
#include "platforms/workload.h"
#include "topology/node_kind.h"

namespace spillway {

// How each platform runs a program: one file with its rules and one line here. Null for those that have no rules of
// this shape: Lambda (nodes/function.h), which holds no request and has no instances with slots; Kubernetes, whose pods
// follow the HorizontalPodAutoscaler.
using PoolRulesOf = PoolRules (*)(const Workload& workload, const PlatformFacts& facts);
PoolRulesOf poolRulesOf(Platform platform);

}  // namespace spillway
