#pragma once

#include "base/diagnostic.h"
#include "scenario/scenario.h"

#include <functional>

namespace spillway {

// What the runs of its scenarios would be refused or warned for, and what has no effect where it stands: each once.
// What is assumed is no problem: a run tells it. Nothing must be wrong with the document itself. `goOn` is asked before
// each scenario; false: what was found until then.
Diagnostics designProblems(
    const Architecture& architecture, const std::function<bool()>& goOn = [] { return true; });

}  // namespace spillway
