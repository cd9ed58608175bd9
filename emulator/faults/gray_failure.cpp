#include "faults/effects.h"
#include "kernel/pull.h"

namespace spillway::faults {

void hold(const GrayFailure& fault, const FaultReach& reach, Levers& levers) {
    onNodes(reach, levers, [&](NodeLevers& node) {
        node.bad.push_back({fault.share.fraction(), fault.errors.fraction(), fault.factor});
    });
}

}  // namespace spillway::faults
