#pragma once

#include "base/units.h"

#include <optional>
#include <string_view>

namespace spillway {

// Kubernetes' resource quantities: "100m", "0.5", "2", "64Mi", "1.5G", "129e6". Nothing if it is not one, is negative
// or does not fit.
std::optional<Cpu> cpuQuantity(std::string_view text);
std::optional<ByteCount> byteQuantity(std::string_view text);

// Compose's byte values: "64m", "1.5gb", "512KB", "300" (binary multiples whatever the letter case).
std::optional<ByteCount> composeBytes(std::string_view text);

}  // namespace spillway
