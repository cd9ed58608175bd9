#pragma once

#include "base/units.h"
#include "faults/cut.h"
#include "faults/errors.h"
#include "faults/instance_kill.h"
#include "faults/latency.h"
#include "faults/outage.h"
#include "faults/surge.h"
#include "topology/field.h"

#include <array>
#include <optional>
#include <string>
#include <tuple>
#include <variant>

namespace spillway {

enum class FaultKind { latency, errors, instance_kill, outage, cut, surge };
constexpr auto names(FaultKind) {
    using enum FaultKind;
    return std::array<EnumName<FaultKind>, 6>{{{latency, "latency"},
                                               {errors, "errors"},
                                               {instance_kill, "instance_kill"},
                                               {outage, "outage"},
                                               {cut, "cut"},
                                               {surge, "surge"}}};
}

// In the order of FaultKind.
using FaultSpec =
    std::variant<faults::Latency, faults::Errors, faults::InstanceKill, faults::Outage, faults::Cut, faults::Surge>;
static_assert(std::variant_size_v<FaultSpec> == names(FaultKind{}).size());

// A cause of failure. `on` names a node, a boundary (all nodes in it, at any depth, and the instances spread over it)
// or a flow ("order-api -> charge-card"). Without `lasting` it lasts to the end of the run.
struct Fault {
    std::string on;
    Duration at{0};
    std::optional<Duration> lasting;
    FaultSpec spec;

    FaultKind kind() const { return static_cast<FaultKind>(spec.index()); }
    // Written after `kind` and before the kind's own keys come `on`; `at` and `for` come last.
    static constexpr auto fields() {
        return std::tuple{
            field("on", &Fault::on, "The node, boundary or flow (\"a -> b\") it hits."),
            field("at", &Fault::at, "When it starts. Default 0s."),
            field("for", &Fault::lasting, "How long it lasts. Default: to the end."),
        };
    }
    friend bool operator==(const Fault&, const Fault&) = default;
};

}  // namespace spillway
