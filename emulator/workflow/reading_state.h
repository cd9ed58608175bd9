#pragma once

#include "workflow/reading.h"

namespace spillway::workflow {

// One state, in the query language of `site` unless it names its own. Reports every problem; what it returns is usable
// only if none was an error.
State readState(const std::string& name, const Json& state, Site site, int depth);

}  // namespace spillway::workflow
