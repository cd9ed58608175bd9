#pragma once

#include "analysis/single_faults.h"

#include <string>

// The blast radius for eyes and for programs.
namespace spillway {

std::string faultTable(const SingleFaults& faults);
// One JSON object (`spillway_faults: 1`).
std::string faultJson(const SingleFaults& faults);

}  // namespace spillway
