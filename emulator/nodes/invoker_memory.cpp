#include "nodes/invoker_memory.h"

#include "nodes/elastic.h"
#include "nodes/server.h"

#include <algorithm>

namespace spillway {
namespace {

ServerState& serverOf(Context context, std::uint32_t node) { return *context.node(node).server; }
ElasticState& poolOf(Context context, std::uint32_t node) {
    return context.world.elastics[context.model().servers[context.model().nodes[node].extra].elastic];
}
const OpenWhiskScaler& scalerOf(Context context, std::uint32_t action) {
    return std::get<OpenWhiskScaler>(poolOf(context, action).scaler);
}

// Bytes of the containers of all other actions, those that still work included.
std::int64_t usedByOthers(Context context, std::uint32_t node) {
    std::int64_t used = 0;
    for (const std::uint32_t action : context.model().actions)
        if (action != node)
            used += (replicas(serverOf(context, action)) + serverOf(context, action).draining) *
                    scalerOf(context, action).memory().bytes;
    return used;
}

// The container of another action that was idle longest makes way. False if there is none.
bool evictOne(Context context, std::uint32_t node) {
    std::uint32_t owner = kNone, which = 0;
    SimTime oldest = SimTime::max();
    for (const std::uint32_t action : context.model().actions) {
        if (action == node) continue;
        const ServerState& server = serverOf(context, action);
        for (std::uint32_t i = 0; i < server.instances.size(); ++i) {
            const Instance& each = server.instances[i];
            if (each.state != InstanceState::ready || server.busyOf(i) != 0) continue;
            const SimTime since = std::max(each.idleSince, each.readinessChanged);
            if (since >= oldest) continue;
            oldest = since;
            owner = action;
            which = i;
        }
    }
    if (owner == kNone) return false;
    takeOut(context, owner, which, InstanceState::gone);
    poolOf(context, owner).reason = "idle containers make way for other actions";
    return true;
}

// The action whose oldest request no container is on its way for waits longest, since before `before`.
std::uint32_t longestWaiting(Context context, std::uint32_t node, SimTime before) {
    std::uint32_t longest = kNone;
    for (const std::uint32_t action : context.model().actions) {
        const ServerState& server = serverOf(context, action);
        if (action == node || server.waiting.count <= server.starting || context.world.levers.nodes[action].down)
            continue;
        const SimTime since = context.frame(server.waiting.head).arrived;
        if (since >= before) continue;
        before = since;
        longest = action;
    }
    return longest;
}

}  // namespace

bool makesWay(Context context, NodeState& node, std::uint32_t which) {
    const ServerState& server = *node.server;
    if (context.model().actions.size() < 2 || server.instances[which].busy != 0 ||
        !std::holds_alternative<OpenWhiskScaler>(poolOf(context, node.index).scaler))
        return false;
    const std::uint32_t other = longestWaiting(context, node.index, context.frame(server.waiting.head).arrived);
    if (other == kNone) return false;
    takeOut(context, node.index, which, InstanceState::gone);
    poolOf(context, node.index).reason = "a request of " + context.model().nodes[other].id + " waits for longer";
    wakePool(context, other);
    return true;
}

std::uint32_t takeInvokerMemory(Context context, std::uint32_t node, std::uint32_t wanted) {
    const auto& actions = context.model().actions;
    if (actions.size() < 2 || !std::holds_alternative<OpenWhiskScaler>(poolOf(context, node).scaler)) return wanted;
    const std::int64_t room = scalerOf(context, actions.front()).room().bytes;
    const std::int64_t each = std::max<std::int64_t>(1, scalerOf(context, node).memory().bytes);
    std::int64_t used = usedByOthers(context, node);
    while (used + std::int64_t{wanted} * each > room && evictOne(context, node)) used = usedByOthers(context, node);
    const std::int64_t fitting = std::max<std::int64_t>(0, (room - used) / each);
    // What it has it keeps.
    const auto least = static_cast<std::int64_t>(replicas(serverOf(context, node)));
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(fitting, std::min<std::int64_t>(least, wanted), wanted));
}

}  // namespace spillway
