#pragma once

#include "scenario/scenario.h"
#include "scenario/workload_text.h"

// What the parts of a scenario are written as.
namespace spillway {

TextTree treeOf(const Load& load);
TextTree treeOf(const Fault& fault);
TextTree treeOf(const Scenario& scenario);

// The kind's defaults.
FaultSpec defaultFaultSpec(FaultKind kind);

}  // namespace spillway
