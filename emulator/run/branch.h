#pragma once

#include "run/run.h"

#include <memory>

namespace spillway {

class RunPlan;

// What a run under way cannot take over from `after`, each with its place; empty when it can go on under it.
Diagnostics branchProblems(const RunPlan& before, const RunPlan& after);
// `after` with its classes of delays in the order of `before`'s, new ones behind them: what is pending in such a class
// stays where it is.
std::shared_ptr<const RunPlan> alignedTo(const RunPlan& before, const RunPlan& after);

}  // namespace spillway
