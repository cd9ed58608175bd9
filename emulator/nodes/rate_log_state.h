#pragma once

#include "base/units.h"

namespace spillway {

// A rate that is told when it begins, when it changes much, and when it is over.
struct RateLog {
    double told = 0;  // 0: not told
    SimTime at{};     // told last
    SimTime since{};  // it began
    SimTime last{};   // the end of the last second with any
};

}  // namespace spillway
