#include "nodes/replica.h"

#include "base/text.h"
#include "topology/words.h"

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
    const std::size_t instances = std::size_t{1} + model.count;
    state.applied.resize(instances);
    state.visible.resize(instances * model.keys.keys());
    if (model.failover == Failover::replica) state.arriving.resize(instances);
    return state;
}

// RDS Multi-AZ: the first of the copies is the standby, which answers nobody and has what is written at once.
std::uint32_t standbyOf(const ReplicaModel& model, const ReplicaState& state) {
    if (model.failover != Failover::multi_az) return kNone;
    return state.primary == 0 ? 1 : 0;
}

bool takes(const NodeState& node, std::uint32_t which) {
    return which < node.server->load.size() && node.server->load[which] != ServerState::kClosed;
}

// `late`: because it arrived late; else those before it take as long to apply.
void tellLag(Context context, const NodeState& node, ReplicaState& state, Duration lag, bool late) {
    if (!state.toldBehind && lag > kBehind) {
        state.toldBehind = true;
        const double rate = 1 / toSeconds(modelOf(context, node).applyEach);
        context.decide(node.index, "a replica falls behind",
                       fmt::format("it has what was written {} ago; {}", toText(kBehind),
                                   late ? std::string{"a write took longer to arrive, and those after it wait"}
                                        : fmt::format("it applies {:.0f} writes a second", rate)));
    } else if (state.toldBehind && lag < kBehind / 2) {
        state.toldBehind = false;
        context.decide(node.index, "replicas have caught up", "they are less than half a second behind");
    }
}

}  // namespace

std::uint32_t copyFor(Context context, Frame& frame, NodeState& node) {
    const ReplicaModel& model = modelOf(context, node);
    ReplicaState& state = stateOf(context, node);
    const std::uint32_t writer = !state.failing && takes(node, state.primary) ? state.primary : kNone;
    if (!node.choice.chance(node.model->reads)) {
        frame.set(frame_flag::kProvisioned);
        return writer;
    }
    const std::uint32_t first = standbyOf(model, state) == kNone ? 0 : 1;
    for (std::uint32_t tried = first; tried < model.count; ++tried) {
        state.turn = state.turn + 1 < model.count ? state.turn + 1 : first;
        const std::uint32_t which = state.turn + (state.turn >= state.primary ? 1 : 0);
        if (takes(node, which)) return which;
    }
    return writer;  // a reader endpoint without replicas leads to the primary
}

Duration commitTime(Context context, const Frame& frame, NodeState& node, Duration work) {
    const ReplicaModel& model = modelOf(context, node);
    if (!model.commit || !frame.has(frame_flag::kProvisioned)) return Duration{0};
    if (!takes(node, standbyOf(model, stateOf(context, node)))) return Duration{0};  // it goes on alone
    if (frame.has(frame_flag::kSampled))
        context.note({.at = context.now() + work, .uid = frame.uid, .what = SpanNote::What::committing});
    return (*model.commit)(node.work.stream());
}

void replicate(Context context, NodeState& node) {
    const ReplicaModel& model = modelOf(context, node);
    ReplicaState& state = stateOf(context, node);
    const std::uint32_t key = model.keys(node.choice);
    Duration longest{0};
    bool late = false;
    const std::uint32_t standby = standbyOf(model, state);
    for (std::uint32_t i = 0; i <= model.count; ++i) {
        if (i == standby) state.applied[i] = context.now();
        if (i == state.primary || i == standby) continue;
        // It arrives, and waits for those before it.
        const SimTime arrives = context.now() + model.lag(node.work.stream());
        state.applied[i] = std::max(arrives, state.applied[i] + model.applyEach);
        state.visible[std::size_t{i} * model.keys.keys() + key] = state.applied[i];
        if (state.applied[i] - context.now() > longest) {
            longest = state.applied[i] - context.now();
            late = state.applied[i] == arrives;
        }
        if (state.arriving.empty()) continue;
        std::deque<SimTime>& arriving = state.arriving[i];
        while (!arriving.empty() && arriving.front() <= context.now()) arriving.pop_front();
        arriving.push_back(state.applied[i]);
    }
    state.longestLag = std::max(state.longestLag, longest);
    tellLag(context, node, state, longest, late);
}

void noteDeath(Context context, NodeState& node, std::uint32_t instance) {
    const ReplicaModel& model = modelOf(context, node);
    ReplicaState& state = stateOf(context, node);
    if (model.failover == Failover::none || instance != state.primary || state.failing) return;
    state.failing = true;
    state.died = context.now();
    const Duration takes = model.failoverTime(node.startup);
    state.promotion = context.postNode(context.now() + takes, EventType::promote, node);
    context.decide(
        node.index, "the primary is dead",
        fmt::format("writes fail until another has its place, in {} ({})",
                    toText(std::chrono::round<std::chrono::milliseconds>(takes)), std::string{wordOf(model.failover)}));
}

namespace {

// Of those that live, who has the most of what was written; the old primary if there is nobody else.
std::uint32_t successorOf(const ReplicaModel& model, const ReplicaState& state, const NodeState& node) {
    std::uint32_t best = kNone;
    for (std::uint32_t i = 0; i <= model.count; ++i) {
        if (i == state.primary || !takes(node, i)) continue;
        if (best == kNone || state.applied[i] < state.applied[best]) best = i;
    }
    return best == kNone && takes(node, state.primary) ? state.primary : best;
}

}  // namespace

void promoteCopy(Context context, std::uint32_t index, std::uint64_t uid) {
    NodeState& node = context.node(index);
    const ReplicaModel& model = modelOf(context, node);
    ReplicaState& state = stateOf(context, node);
    if (!state.failing || uid != state.promotion) return;
    const std::uint32_t successor = successorOf(model, state, node);
    if (successor == kNone) {
        state.promotion = context.postNode(context.now() + std::chrono::seconds{1}, EventType::promote, node);
        return;
    }
    std::uint64_t lost = 0;
    if (!state.arriving.empty() && successor != state.primary)
        lost = static_cast<std::uint64_t>(
            std::ranges::count_if(state.arriving[successor], [&](SimTime at) { return at > state.died; }));
    for (std::deque<SimTime>& arriving : state.arriving) arriving.clear();
    // From here on they follow the new one, which has what there is.
    for (SimTime& each : state.applied) each = std::min(each, context.now());
    for (SimTime& each : state.visible) each = std::min(each, context.now());
    state.primary = successor;
    state.failing = false;
    state.lost += lost;
    ++state.failovers;
    state.without += context.now() - state.died;
    const std::string reason = model.failover == Failover::replica
                                   ? fmt::format("{} writes had not arrived there and are lost", lost)
                                   : std::string{"nothing that was written is lost"};
    context.decide(
        index, fmt::format("instance {} is the primary", successor),
        fmt::format("after {} without one: {}",
                    toText(std::chrono::round<std::chrono::milliseconds>(context.now() - state.died)), reason));
}

void readCopy(Context context, NodeState& node, std::uint32_t instance) {
    const ReplicaModel& model = modelOf(context, node);
    ReplicaState& state = stateOf(context, node);
    if (instance == state.primary || instance > model.count) return;
    const std::uint32_t key = model.keys(node.choice);
    ++state.reads;
    if (state.visible[std::size_t{instance} * model.keys.keys() + key] > context.now()) ++state.old;
}

}  // namespace spillway
