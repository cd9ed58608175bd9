#include "nodes/gateway.h"

#include "base/text.h"
#include "kernel/failure_cause.h"
#include "nodes/rate_log.h"
#include "nodes/visit.h"

#include <fmt/format.h>

namespace spillway {
namespace {

bool withinQuota(Context context, std::uint32_t node) {
    const std::uint32_t extra = context.model().nodes[node].extra;
    auto& bucket = context.world.gateways[extra].bucket;
    if (bucket && !bucket->tryTake(context.now())) return ++context.world.gateways[extra].heldByRate, false;
    // What all the gateways of an account share.
    const std::uint32_t account = context.model().gateways[extra].account;
    if (account == kNone || context.world.gatewayAccounts[account].tryTake(context.now())) return true;
    if (context.world.gateways[extra].heldByAccount++ == 0)
        context.decide(node, "throttled by the account",
                       "all APIs of the account together take no more than the account's rate and burst");
    return false;
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

void tellQuota(Context context, std::uint32_t node) {
    const GatewayModel& model = context.model().gateways[context.model().nodes[node].extra];
    if (!model.rateLimit) return;
    GatewayState& state = context.world.gateways[context.model().nodes[node].extra];
    const auto rate = static_cast<double>(state.heldByRate - state.throttledBefore);
    state.throttledBefore = state.heldByRate;
    switch (newsOf(state.throttling, rate, 10, context.now())) {
        case RateNews::nothing: return;
        case RateNews::over:
            return context.decide(node, "throttling is over", "its bucket has a token for each request");
        case RateNews::begins:
        case RateNews::changes: break;
    }
    context.decide(node, fmt::format("throttling {:.0f}/s", rate),
                   fmt::format("it takes {}, and {:.0f} at once; the rest is refused with 429",
                               toText(*model.rateLimit), model.burst));
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
