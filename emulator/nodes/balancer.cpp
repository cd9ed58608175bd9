#include "nodes/balancer.h"

#include "nodes/elastic.h"
#include "nodes/trouble.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace spillway {
namespace {

using Target = BalancerState::Target;

std::span<const std::uint32_t> callsOf(Context context, std::uint32_t node) {
    const CallGroup& group = context.model().groups[context.model().nodes[node].groups.first];
    return {context.model().order.data() + group.flows.first, group.flows.count};
}

bool answersCheck(Context context, std::uint32_t flow) {
    if (isOutOfReach(context, flow)) return false;
    const std::uint32_t to = context.model().flows[flow].to;
    const NodeModel& target = context.model().nodes[to];
    if (target.behavior != Behavior::server || takesFromZero(context, to)) return true;
    const ServerState& server = *context.node(to).server;
    return server.ready > server.leaving;
}

// True if `checks` alike changed what is thought of the target.
bool note(Target& target, const BalancerModel& model, bool answered, std::int64_t checks) {
    if (answered == target.healthy) {
        target.against = 0;
        return false;
    }
    const std::uint32_t enough = target.healthy ? model.unhealthy : model.healthy;
    target.against = static_cast<std::uint32_t>(std::min<std::int64_t>(target.against + checks, enough));
    if (target.against < enough) return false;
    target = {.healthy = answered};
    return true;
}

std::string checksInARow(std::uint32_t count) {
    return count == 1 ? "1 check" : fmt::format("{} checks in a row", count);
}

void tell(Context context, std::uint32_t node, std::uint32_t flow, bool healthy, const BalancerModel& model) {
    const BalancerState& state = context.world.balancers[context.model().nodes[node].balancer];
    const std::string& target = context.model().nodes[context.model().flows[flow].to].id;
    if (healthy)
        return context.decide(node, target + " is healthy",
                              checksInARow(model.healthy) + " answered: it gets requests again");
    context.decide(node, target + " is unhealthy",
                   fmt::format("{} failed: {}", checksInARow(model.unhealthy),
                               state.healthyShare > 0 ? "requests go to the others"
                                                      : "no target is healthy, so all of them get requests"));
}

}  // namespace

std::uint32_t chooseTarget(Context context, NodeState& node, const CallGroup& group) {
    const BalancerState& state = context.world.balancers[node.model->balancer];
    const bool all = state.targets.empty() || state.healthyShare <= 0;
    double left = node.choice.uniform() * (all ? group.shareSum : state.healthyShare);
    std::uint32_t last = kNone;  // for what rounding leaves over
    for (std::uint32_t i = 0; i < group.flows.count; ++i) {
        const std::uint32_t flow = context.model().order[group.flows.first + i];
        const double share = context.world.rows[flow].share;
        if (share <= 0 || (!all && !state.targets[i].healthy)) continue;
        last = flow;
        left -= share;
        if (left < 0) break;
    }
    return last;
}

void checkTargets(Context context, std::uint32_t node) {
    const NodeModel& nodeModel = context.model().nodes[node];
    const BalancerModel& model = context.model().balancers[nodeModel.balancer];
    BalancerState& state = context.world.balancers[nodeModel.balancer];
    if (nodeModel.groups.count == 0) return;
    const auto calls = callsOf(context, node);
    if (state.targets.empty()) {
        state.targets.resize(calls.size());
        state.nextCheck = SimTime{secondsToDuration(context.node(node).startup.uniform() * toSeconds(model.interval))};
    }
    if (context.now() < state.nextCheck) return;
    const std::int64_t due = (context.now() - state.nextCheck) / model.interval + 1;
    state.nextCheck += due * model.interval;
    if (context.world.levers.nodes[node].down) return;
    std::vector<std::uint32_t> changed;
    state.healthyShare = 0;
    for (std::size_t i = 0; i < calls.size(); ++i) {
        if (note(state.targets[i], model, answersCheck(context, calls[i]), due))
            changed.push_back(static_cast<std::uint32_t>(i));
        if (state.targets[i].healthy) state.healthyShare += context.world.rows[calls[i]].share;
    }
    for (const std::uint32_t i : changed) tell(context, node, calls[i], state.targets[i].healthy, model);
}

}  // namespace spillway
