#pragma once

#include "base/units.h"

namespace spillway {

// What one instance of a program has.
struct InstanceSize {
    ByteCount memory;
    Cpu cpu;
    friend bool operator==(const InstanceSize&, const InstanceSize&) = default;
};

}  // namespace spillway
