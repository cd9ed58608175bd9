#pragma once

#include "base/units.h"
#include "faults/table.h"
#include "topology/field.h"

#include <array>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <variant>

namespace spillway {

#define SPILLWAY_FAULT_WORD(word, Type) word,
#define SPILLWAY_FAULT_NAME(word, Type) EnumName<FaultKind>{FaultKind::word, #word},
#define SPILLWAY_FAULT_TYPE(word, Type) , faults::Type

enum class FaultKind { SPILLWAY_FAULTS(SPILLWAY_FAULT_WORD) };
constexpr auto names(FaultKind) { return std::array{SPILLWAY_FAULTS(SPILLWAY_FAULT_NAME)}; }

// In the order of FaultKind.
template <class First, class... Types>
struct VariantAfter {
    using Type = std::variant<Types...>;
};
using FaultSpec = VariantAfter<void SPILLWAY_FAULTS(SPILLWAY_FAULT_TYPE)>::Type;
static_assert(std::variant_size_v<FaultSpec> == names(FaultKind{}).size());

#undef SPILLWAY_FAULT_WORD
#undef SPILLWAY_FAULT_NAME
#undef SPILLWAY_FAULT_TYPE

// What the kind says of itself.
constexpr const FaultFace& faceOf(FaultKind kind) {
    constexpr auto kFaces = []<std::size_t... Index>(std::index_sequence<Index...>) {
        return std::array{&std::variant_alternative_t<Index, FaultSpec>::kFace...};
    }
    (std::make_index_sequence<std::variant_size_v<FaultSpec>>{});
    return *kFaces[static_cast<std::size_t>(kind)];
}

// A cause of failure. `on` names a node, a boundary (all nodes in it, at any depth, and the instances spread over it)
// or a flow ("order-api -> charge-card"). Without `lasting` it lasts to the end of the run.
struct Fault {
    std::string on;
    Duration at{0};
    std::optional<Duration> lasting;
    FaultSpec spec = faults::Latency{};

    FaultKind kind() const { return static_cast<FaultKind>(spec.index()); }
    const FaultFace& face() const { return faceOf(kind()); }
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
