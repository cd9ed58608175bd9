#pragma once

#include "analysis/cost.h"
#include "run/build.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace spillway::build {

inline double unitsOf(const UsageReport& usage, const std::string& node, const std::string& key,
                      bool alternative = false) {
    double units = 0;
    for (const Usage& used : usage.used)
        if (used.node == node && used.key == key && used.alternative == alternative) units += used.units;
    return units;
}
inline UsageReport usageIn(const Setting& setting) { return usageOf(setting.topology, finish(setting), listPrices()); }
inline bool isClose(double value, double expected) {
    return std::abs(value - expected) <= 1e-9 * std::max(1.0, expected);
}

}  // namespace spillway::build
