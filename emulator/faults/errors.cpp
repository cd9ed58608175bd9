#include "faults/effects.h"
#include "kernel/pull.h"

namespace spillway::faults {
namespace {

FailureCause causeOf(std::int64_t code) {
    switch (code) {
        case 429: return FailureCause::throttled;
        case 502:
        case 503: return FailureCause::unavailable;
        case 504: return FailureCause::platform_timeout;
        default: return code < 500 ? FailureCause::rejected : FailureCause::fault;
    }
}

}  // namespace

void hold(const Errors& fault, const FaultReach& reach, Levers& levers) {
    const FailingShare failing{fault.rate.fraction(), causeOf(fault.code)};
    onNodes(reach, levers, [&](NodeLevers& node) { node.failing.push_back(failing); });
    if (reach.nodes.empty()) onFlowsInto(reach, levers, [&](FlowLevers& flow) { flow.failing.push_back(failing); });
}

}  // namespace spillway::faults
