#pragma once

#include "base/units.h"

#include <string>

namespace spillway {

// A scaling or protection decision with its reason in words.
struct Decision {
    SimTime at{};
    std::string node;    // or "a -> b" for a breaker
    std::string what;    // "4 -> 7", "open", "held at 20"
    std::string reason;  // "cpu 93% of request over target 70%: ceil(4 x 1.33)"
    friend bool operator==(const Decision&, const Decision&) = default;
};

}  // namespace spillway
