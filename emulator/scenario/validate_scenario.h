#pragma once

#include "scenario/scenario.h"
#include "topology/validate.h"

namespace spillway {

// What is wrong with one scenario on this topology. `index` is its place among the scenarios, for the findings.
Findings validateScenario(const Scenario& scenario, const Topology& topology, std::size_t index = 0);

// Of all scenarios, and of them together: ids.
Findings validateScenarios(const std::vector<Scenario>& scenarios, const Topology& topology);

// One fault on this topology, as validateScenario() judges it; its fields have no prefix.
Diagnostics validateFault(const Fault& fault, const Topology& topology);

}  // namespace spillway
