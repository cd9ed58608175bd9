#pragma once

#include "faults/cut.h"
#include "faults/errors.h"
#include "faults/instance_kill.h"
#include "faults/latency.h"
#include "faults/outage.h"
#include "faults/surge.h"

// What each fault does to the levers while it lasts. The levers are built afresh from the faults that are active
// whenever one begins or ends, so faults that overlap add up and ending one leaves the others alone.
namespace spillway {
struct Levers;  // kernel/levers.h, which only the sources of this room may see
struct FaultReach;
}  // namespace spillway

namespace spillway::faults {

void hold(const Latency& fault, const FaultReach& reach, Levers& levers);
void hold(const Errors& fault, const FaultReach& reach, Levers& levers);
void hold(const InstanceKill& fault, const FaultReach& reach, Levers& levers);
void hold(const Outage& fault, const FaultReach& reach, Levers& levers);
void hold(const Cut& fault, const FaultReach& reach, Levers& levers);
void hold(const Surge& fault, const FaultReach& reach, Levers& levers);

// What happens once, when it begins. Most faults do nothing then.
template <class Fault>
void strike(const Fault&, const FaultReach&, Levers&) {}
void strike(const InstanceKill& fault, const FaultReach& reach, Levers& levers);

}  // namespace spillway::faults
