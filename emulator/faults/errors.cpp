#include "faults/effects.h"
#include "kernel/levers.h"

namespace spillway::faults {
namespace {

// Two independent causes: what survives both.
void raise(double& share, Share by) { share = 1 - (1 - share) * (1 - by.fraction()); }

}  // namespace

void hold(const Errors& fault, const FaultReach& reach, Levers& levers) {
    for (const std::uint32_t node : reach.nodes) {
        raise(levers.nodes[node].errorShare, fault.rate);
        levers.nodes[node].touched = true;
    }
    if (!reach.nodes.empty()) return;
    for (const std::uint32_t flow : reach.flowsInto) {
        raise(levers.flows[flow].errorShare, fault.rate);
        levers.flows[flow].touched = true;
    }
}

}  // namespace spillway::faults
