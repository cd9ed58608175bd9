#pragma once

#include "base/diagnostic.h"
#include "kernel/levers.h"
#include "nodes/model.h"
#include "scenario/scenario.h"
#include "topology/topology.h"

#include <memory>
#include <vector>

namespace spillway {

// See run.h. What a run needs and nothing else; made by compile().
class RunPlan {
public:
    struct ScriptedFault {
        Fault fault;
        FaultReach reach;
    };
    Topology topology;  // for faults by hand, which name their target
    Scenario scenario;
    std::shared_ptr<const PlatformFacts> facts;  // what `model` points to where the document states its own; else null
    Model model;
    std::vector<ScriptedFault> faults;
};

// What `fault` hits in the compiled topology; says so in `diagnostics` if its target or its kind does not fit.
FaultReach reachOf(const Fault& fault, const Topology& topology, Diagnostics& diagnostics);

}  // namespace spillway
