#pragma once

#include "base/units.h"
#include "topology/field.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace spillway {

// Did what users get come back after the last fault? Good is a request that succeeded, as a share of those that ended.
enum class RecoveryVerdict : std::uint8_t {
    held,           // no ten seconds were much worse than before the first fault
    recovered,      // it came back, and stayed
    not_recovered,  // a minute and more after the last fault it still has not come back
    too_early,      // the run ends within a minute of the last fault
    fault_lasts,    // some fault lasts to the end of the run
};
constexpr auto names(RecoveryVerdict) {
    using enum RecoveryVerdict;
    return std::array<EnumName<RecoveryVerdict>, 5>{{{held, "held"},
                                                     {recovered, "recovered"},
                                                     {not_recovered, "not_recovered"},
                                                     {too_early, "too_early"},
                                                     {fault_lasts, "fault_lasts"}}};
}

struct Recovery {
    RecoveryVerdict verdict = RecoveryVerdict::held;
    SimTime faultsEnd{};           // of the last fault
    std::optional<Duration> took;  // recovered: from then on
    double goodBefore = 1;         // share of good requests before the first fault; 1 when there is no time before it
    double goodWorst = 1;          // in the worst ten seconds from the first fault on
    double goodLast = 1;           // in the last ten seconds of the run
    std::string keepsDown;         // not recovered: the loop that does, "retries on a -> b"; else empty
    std::string reason;            // the same in figures
    friend bool operator==(const Recovery&, const Recovery&) = default;
};

}  // namespace spillway
