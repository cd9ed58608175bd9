#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace spillway::reference {

// One random architecture (two generators take turns) run for two simulated seconds, in one line: the fingerprint and
// what it does not cover. Compiled twice: against the engine and against the reference.
std::string outcomeOf(std::uint64_t seed, std::optional<std::uint32_t> lanes = std::nullopt);

}  // namespace spillway::reference
