#pragma once

#include <cstdint>
#include <span>
#include <string>

// Bytes become an architecture, which is run for a while with every assertion on. Empty, or a sentence that says which
// law did not hold.
std::string whatFailsIn(std::span<const std::uint8_t> bytes);
