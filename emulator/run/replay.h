#pragma once

#include "run/report.h"
#include "scenario/scenario.h"

namespace spillway {

// The scenario as it ran: with the faults injected by hand as lines, the scripted ones shortened or called off where
// they were cleared. With the report's seed, until its end, it gives the same run bit for bit, on any number of
// threads.
Scenario scenarioAsRun(const Scenario& scenario, const RunReport& report);

}  // namespace spillway
