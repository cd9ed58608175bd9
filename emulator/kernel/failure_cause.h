#pragma once

#include "kernel/frame.h"
#include "topology/field.h"

#include <array>
#include <cstdint>

namespace spillway {

// Why a request failed, from where it failed.
enum class FailureCause : std::uint8_t {
    timeout,           // the caller gave up
    refused,           // queue full or no instance
    throttled,         // rate or concurrency limit (429)
    breaker_open,      // the caller's breaker let nothing through
    fault,             // an injected error
    unavailable,       // an outage, or the instance died
    dependency,        // a call it needed failed
    platform_timeout,  // the platform's own limit (function timeout, gateway 504)
    rejected,          // the request itself is refused (4xx): calling again does not help
};
inline constexpr std::size_t kFailureCauseCount = 9;
constexpr auto names(FailureCause) {
    using enum FailureCause;
    return std::array<EnumName<FailureCause>, kFailureCauseCount>{{{timeout, "timeout"},
                                                                   {refused, "refused"},
                                                                   {throttled, "throttled"},
                                                                   {breaker_open, "breaker_open"},
                                                                   {fault, "fault"},
                                                                   {unavailable, "unavailable"},
                                                                   {dependency, "dependency"},
                                                                   {platform_timeout, "platform_timeout"},
                                                                   {rejected, "rejected"}}};
}
using FailureCounts = std::array<std::uint64_t, kFailureCauseCount>;

constexpr Outcome failed(FailureCause cause) { return static_cast<Outcome>(1 + static_cast<unsigned>(cause)); }
// `outcome` is not success.
constexpr FailureCause causeOf(Outcome outcome) { return static_cast<FailureCause>(outcome - 1); }

constexpr std::uint64_t total(const FailureCounts& counts) {
    std::uint64_t sum = 0;
    for (const std::uint64_t count : counts) sum += count;
    return sum;
}

}  // namespace spillway
