#pragma once

#include "run/build.h"

#include <functional>
#include <string>
#include <vector>

namespace spillway::build {

// Small architectures at the limits of a platform, by the name of its sheet: whichever fact of it is another one, some
// of them run otherwise, or cost something else.
const std::vector<Setting>& probesOf(const std::string& platform);

// Those of stores, gateways and networks.
std::vector<Setting> dataProbes();

// A function of 100 ms, changed.
Node function(const std::string& id, const std::function<void(Function&)>& change);

}  // namespace spillway::build
