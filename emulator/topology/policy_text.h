#pragma once

#include "base/text.h"
#include "topology/policies.h"

// The text of the policies' own values, with the promises of base/text.h.
namespace spillway {

// Backoff        exponential(50ms, x2, cap 2s)  constant(50ms)
// BreakerWindow  100 calls  10s
template <>
Result<Backoff> fromText<Backoff>(std::string_view text);
template <>
Result<BreakerWindow> fromText<BreakerWindow>(std::string_view text);

std::string toText(const Backoff& value);
std::string toText(const BreakerWindow& value);

}  // namespace spillway
