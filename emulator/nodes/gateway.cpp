#include "nodes/gateway.h"

#include "kernel/failure_cause.h"
#include "nodes/visit.h"

namespace spillway {
namespace {

bool withinQuota(Context context, std::uint32_t node) {
    auto& bucket = context.world.gateways[context.model().nodes[node].extra].bucket;
    return !bucket || bucket->tryTake(context.now());
}

}  // namespace

void limitVisit(Context context, std::uint32_t index, std::uint32_t node) {
    const NodeModel& model = context.model().nodes[node];
    if (model.visitTimer == kNone) return;
    context.frame(index).set(frame_flag::kTimeLimited);
    context.arm(model.visitTimer, context.now() + model.visitLimit, EventType::visitTimeout, index);
}

void admitAtGateway(Context context, std::uint32_t index, std::uint32_t node) {
    if (!withinQuota(context, node)) return endVisit(context, index, failed(FailureCause::throttled));
    limitVisit(context, index, node);
    beginWork(context, index);
}

void admitAtExternal(Context context, std::uint32_t index, std::uint32_t node) {
    if (!withinQuota(context, node)) return endVisit(context, index, failed(FailureCause::throttled));
    const double availability = context.model().gateways[context.model().nodes[node].extra].availability;
    if (!context.node(node).choice.chance(availability)) {
        return endVisit(context, index, failed(FailureCause::unavailable));
    }
    beginWork(context, index);
}

}  // namespace spillway
