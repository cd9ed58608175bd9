#pragma once

#include "scenario/scenario.h"

#include <cstdint>
#include <span>

namespace spillway::swarm {

// A whole architecture with one scenario, drawn from a seed: sources, a layered graph of every kind that is emulated,
// policies, loads below and above what it can carry, and faults of every kind on nodes, flows and boundaries.
Architecture randomArchitecture(std::uint64_t seed);
// The same from bytes, each of which decides something; zeros follow the last.
Architecture architectureFrom(std::span<const std::uint8_t> bytes);

// The same without anything that refuses, gives up, retries or breaks: what is sent is done, sooner or later.
Architecture withoutLoss(Architecture architecture);
// Twice the instances and slots.
Architecture withTwiceTheCapacity(Architecture architecture);

}  // namespace spillway::swarm
