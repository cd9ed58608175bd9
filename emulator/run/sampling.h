#pragma once

#include "run/run.h"

#include <cstdint>

namespace spillway {

// RunOptions::traceEvery for a run that wants to explain itself: every request of a small run, and of a large one some
// thousands, of which the slowest 1 % are dozens; fewer where a request is many calls, for every one of them is kept
// with the run. What is sampled changes nothing else in a run.
std::uint32_t traceEveryFor(const RunPlan& plan, std::optional<Duration> until = {});

}  // namespace spillway
