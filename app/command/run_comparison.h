#pragma once

#include "run/report.h"

#include <string>

namespace spillway {

// Two runs side by side: totals, and every node that is in either, matched by id. `before` and `after` are their
// titles.
std::string comparisonText(const std::string& before, const RunReport& first, const std::string& after,
                           const RunReport& second);

}  // namespace spillway
