#pragma once

#include "faults/table.h"

// What each fault does to the levers while it lasts. The levers are built afresh from the faults that are active
// whenever one begins or ends, so faults that overlap add up and ending one leaves the others alone.
namespace spillway {
struct Levers;  // kernel/levers.h, which only the sources of this room may see
struct FaultReach;
}  // namespace spillway

namespace spillway::faults {

#define SPILLWAY_FAULT_HOLD(word, Type) void hold(const Type& fault, const FaultReach& reach, Levers& levers);
SPILLWAY_FAULTS(SPILLWAY_FAULT_HOLD)
#undef SPILLWAY_FAULT_HOLD

// What happens once, when it begins. Most faults do nothing then.
template <class Fault>
void strike(const Fault&, const FaultReach&, Levers&) {}
void strike(const InstanceKill& fault, const FaultReach& reach, Levers& levers);
void strike(const Crash& fault, const FaultReach& reach, Levers& levers);
void strike(const ColdCache& fault, const FaultReach& reach, Levers& levers);
void strike(const PoisonMessage& fault, const FaultReach& reach, Levers& levers);

}  // namespace spillway::faults
