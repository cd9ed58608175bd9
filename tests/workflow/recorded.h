#pragma once

#include "workflow/json.h"

#include <string>
#include <vector>

// Executions recorded on the real service, and what was done to them on the way.
namespace spillway::workflow::testing {

// The recordings went through their recorder's normaliser of Parallel states, which sorts the events between the start
// and the end of a Parallel and, by replacing a list while walking over it, drops events: always ParallelStateSucceeded
// before ParallelStateExited, and more where Parallels nest. This does to our history exactly what was done to theirs;
// events outside of Parallel states stay as they are.
std::vector<std::string> asRecorded(std::vector<std::string> types);

// A recorded output: JSON, or the text of it.
Json outputOf(const Json& recorded);

}  // namespace spillway::workflow::testing
