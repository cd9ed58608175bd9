#pragma once

#include "command/input.h"
#include "scenario/scenario.h"

#include <string>

namespace spillway {

// The scenario asked for, or the first one when `id` is empty; null after saying why there is none.
const Scenario* chooseScenario(const Input& input, const std::string& id, Streams& streams);

}  // namespace spillway
