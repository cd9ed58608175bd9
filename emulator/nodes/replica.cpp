#include "nodes/replica.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace spillway {
namespace {

constexpr Duration kBehind = std::chrono::seconds{1};

const ReplicaModel& modelOf(Context context, const NodeState& node) {
    return context.model().replicas[node.model->replicas];
}
ReplicaState& stateOf(Context context, const NodeState& node) {
    ReplicaState& state = context.world.replicas[node.model->replicas];
    if (!state.applied.empty()) return state;
    const ReplicaModel& model = modelOf(context, node);
    state.applied.resize(model.count);
    state.visible.resize(std::size_t{model.count} * model.keys.keys());
    return state;
}

bool takes(const NodeState& node, std::uint32_t which) {
    return which < node.server->load.size() && node.server->load[which] != ServerState::kClosed;
}

void tellLag(Context context, const NodeState& node, ReplicaState& state, Duration lag) {
    if (!state.toldBehind && lag > kBehind) {
        state.toldBehind = true;
        context.decide(node.index, "a replica falls behind",
                       fmt::format("it has what was written {} ago; it applies {:.0f} writes a second", toText(kBehind),
                                   1 / toSeconds(modelOf(context, node).applyEach)));
    } else if (state.toldBehind && lag < kBehind / 2) {
        state.toldBehind = false;
        context.decide(node.index, "replicas have caught up", "they are less than half a second behind");
    }
}

}  // namespace

std::uint32_t copyFor(Context context, Frame& frame, NodeState& node) {
    const ReplicaModel& model = modelOf(context, node);
    if (!node.choice.chance(node.model->reads)) {
        frame.set(frame_flag::kProvisioned);
        return takes(node, 0) ? 0 : kNone;
    }
    ReplicaState& state = stateOf(context, node);
    for (std::uint32_t tried = 0; tried < model.count; ++tried) {
        state.turn = state.turn + 1 < model.count ? state.turn + 1 : 0;
        if (takes(node, 1 + state.turn)) return 1 + state.turn;
    }
    return takes(node, 0) ? 0 : kNone;  // a reader endpoint without replicas leads to the primary
}

void replicate(Context context, NodeState& node) {
    const ReplicaModel& model = modelOf(context, node);
    ReplicaState& state = stateOf(context, node);
    const std::uint32_t key = model.keys(node.choice);
    Duration longest{0};
    for (std::uint32_t i = 0; i < model.count; ++i) {
        // It arrives, and waits for those before it.
        const SimTime arrives = context.now() + model.lag(node.work);
        state.applied[i] = std::max(arrives, state.applied[i] + model.applyEach);
        state.visible[std::size_t{i} * model.keys.keys() + key] = state.applied[i];
        longest = std::max(longest, state.applied[i] - context.now());
    }
    state.longestLag = std::max(state.longestLag, longest);
    tellLag(context, node, state, longest);
}

void readCopy(Context context, NodeState& node, std::uint32_t instance) {
    const ReplicaModel& model = modelOf(context, node);
    ReplicaState& state = stateOf(context, node);
    if (instance == 0 || instance > model.count) return;
    const std::uint32_t key = model.keys(node.choice);
    ++state.reads;
    if (state.visible[std::size_t{instance - 1} * model.keys.keys() + key] > context.now()) ++state.old;
}

}  // namespace spillway
