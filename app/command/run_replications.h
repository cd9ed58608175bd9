#pragma once

#include "run/replications.h"

#include <string>

// Several runs of one scenario for eyes and for programs: every figure with the half width of its confidence interval.
namespace spillway {

std::string replicationsText(const Replications& replications);

// One JSON object (`spillway_replications: 1`), every figure {mean, half_width}; a half width that one run cannot tell
// is null.
std::string replicationsJson(const Replications& replications);

}  // namespace spillway
