#pragma once

#include "run/report.h"
#include "run/snapshot.h"
#include "scenario/scenario.h"

#include <string>
#include <vector>

// What must hold of any run of any architecture. Each function names every law that is broken, and where; nothing when
// all hold.
namespace spillway::swarm {

using Violations = std::vector<std::string>;

// Of a picture at any instant, and of one after another (`before` is the earlier one; null for the first).
Violations violationsOf(const RunSnapshot& picture, const RunSnapshot* before);
// Of a report, in itself and against what was asked for.
Violations violationsOf(const RunReport& report, const Architecture& architecture);
// Of a report at a whole simulated second: the series add up to the totals.
Violations violationsOfSeries(const RunReport& report);

// Little's law at a whole simulated second: for every line and every station with slots, the area under the number
// inside is the time that all of them spent there. Exact where nobody is inside any more; else those still there have
// spent no longer than the run. `exact` counts the former.
Violations violationsOfLittle(const RunReport& report, const Architecture& architecture, std::uint64_t& exact);

}  // namespace spillway::swarm
