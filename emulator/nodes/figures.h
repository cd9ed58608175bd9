#pragma once

#include "kernel/figure.h"
#include "nodes/world.h"

#include <optional>
#include <string_view>

namespace spillway {

// Names that others look for: renewals are paid for, and units of a table.
inline constexpr std::string_view kLocksRenewed = "Locks renewed";
inline constexpr std::string_view kWriteUnits = "Write units taken";
inline constexpr std::string_view kReadUnits = "Read units taken";
// Provisioned, the indexes included; where it is scaled.
inline constexpr std::string_view kMeanWriteCapacity = "Write capacity on average";
inline constexpr std::string_view kMeanReadCapacity = "Read capacity on average";
inline constexpr std::string_view kBusiestWrites = "Write units in the busiest second";
inline constexpr std::string_view kBusiestReads = "Read units in the busiest second";
inline constexpr std::string_view kMeanMachines = "Machines on average";
inline constexpr std::string_view kDemandPeak = "Most at once";
inline constexpr std::string_view kSpilledOver = "Spilled over";
inline constexpr std::string_view kSecondsOnDemand = "Busy on demand";  // beside provisioned environments
// 0 where there is no such figure.
double figureOf(const std::optional<Figures>& figures, std::string_view name);

// What only the node's kind tells, by `now`; none for most. Read while the node's lane rests.
Figures figuresOf(const World& world, std::uint32_t node, SimTime now);

}  // namespace spillway
