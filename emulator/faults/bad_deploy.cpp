#include "faults/effects.h"
#include "kernel/pull.h"

namespace spillway::faults {

void hold(const BadDeploy& fault, const FaultReach& reach, Levers& levers) {
    onNodes(reach, levers, [&](NodeLevers& node) {
        node.bad.push_back({.share = fault.share.fraction(), .failing = fault.errors.fraction()});
    });
}

}  // namespace spillway::faults
