#include "nodes/connection.h"

#include <fmt/format.h>

#include <algorithm>

namespace spillway {
namespace {

using Holder = ConnectionState::Holder;

std::uint64_t asBirth(SimTime started) { return static_cast<std::uint64_t>(started.time_since_epoch().count()); }

}  // namespace

std::optional<std::uint64_t> birthOf(Context context, Caller caller) {
    const NodeModel& model = context.model().nodes[caller.node];
    if (model.behavior == Behavior::function) {
        if (caller.instance == FunctionState::kProvisionedEnvironment) return 0;
        const FunctionState& function = context.world.functions[model.extra];
        const Environment& environment = function.environments[caller.instance];
        if (environment.retires == Environment::kFree) return std::nullopt;
        return environment.birth;
    }
    const Instance& instance = context.node(caller.node).server->instances[caller.instance];
    if (instance.state != InstanceState::ready && instance.state != InstanceState::draining) return std::nullopt;
    return asBirth(instance.started);
}

namespace {

// Who died left its connections.
void closeDead(Context context, ConnectionState& state) {
    for (auto each = state.holders.begin(); each != state.holders.end();) {
        const auto birth = birthOf(context, {each->first.first, each->first.second});
        if (birth == each->second.birth) {
            ++each;
            continue;
        }
        state.open -= each->second.count;
        each = state.holders.erase(each);
    }
}

std::string listed(Context context, const ConnectionState& state) {
    std::string text;
    for (auto each = state.holders.begin(); each != state.holders.end();) {
        const std::uint32_t node = each->first.first;
        std::int64_t instances = 0, connections = 0;
        for (; each != state.holders.end() && each->first.first == node; ++each) {
            ++instances;
            connections += each->second.count;
        }
        text += fmt::format("{}{} instances of {} hold {}", text.empty() ? "" : ", ", instances,
                            context.model().nodes[node].id, connections);
    }
    return text;
}

// What it states of its pool counts, else what the store says of all.
std::int64_t wanted(Context context, Caller caller, const FlowModel& flow, const ConnectionLimit& limit) {
    const NodeModel& model = context.model().nodes[caller.node];
    if (model.behavior != Behavior::function) {
        const bool stated = flow.guard != kNone && context.model().guards[flow.guard].pool;
        return stated ? context.model().guards[flow.guard].pool->size : limit.perInstance;
    }
    return caller.instance == FunctionState::kProvisionedEnvironment
               ? context.model().functions[model.extra].provisioned
               : 1;
}

}  // namespace

bool isConnected(Context context, const Frame& frame, const NodeState& store) {
    const FlowModel& flow = context.model().flows[frame.flow];
    if (!flow.awaited || flow.fromQueue || frame.parent == kNoFrame || flow.from == kNone) return true;
    if (frame.has(frame_flag::kOrphan)) return true;  // its caller may be gone; it had left over a connection
    const NodeModel& from = context.model().nodes[flow.from];
    if (from.behavior != Behavior::function && from.behavior != Behavior::server) return true;
    const Caller caller{flow.from, context.frame(frame.parent).instance};
    if (caller.instance == kNoInstance) return true;
    ConnectionState& state = context.world.connections[store.server->model->connections];
    const ConnectionLimit& limit = context.model().connections[store.server->model->connections];
    const auto birth = birthOf(context, caller);
    const auto key = std::pair{caller.node, caller.instance};
    const auto held = state.holders.find(key);
    if (held != state.holders.end() && birth == held->second.birth) return true;
    const std::int64_t need = wanted(context, caller, flow, limit);
    if (state.open + need > limit.most) closeDead(context, state);
    // A pool that cannot be filled works with what it got.
    const std::int64_t granted = std::min(need, limit.most - state.open);
    if (granted <= 0) {
        if (state.refused++ == 0)
            context.decide(store.index, fmt::format("too many connections: {}", limit.most), listed(context, state));
        return false;
    }
    Holder& holder = state.holders[key];  // of one that had its number, if it was not closed yet
    state.open -= holder.count;
    holder = Holder{birth.value_or(0), granted};
    state.open += granted;
    state.most = std::max(state.most, state.open);
    return true;
}

}  // namespace spillway
