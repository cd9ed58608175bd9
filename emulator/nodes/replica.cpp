#include "nodes/replica.h"

#include "base/text.h"
#include "topology/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

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

// `backlog`: of writes that it has not applied; `lag`: how late this one is seen.
void tellLag(Context context, const NodeState& node, ReplicaState& state, Duration backlog, Duration lag) {
    if (!state.toldBehind && backlog > kBehind) {
        state.toldBehind = true;
        context.decide(node.index, "a replica falls behind",
                       fmt::format("it has what was written {} ago; it applies {:.0f} writes a second", toText(kBehind),
                                   1 / toSeconds(modelOf(context, node).applyEach)));
    } else if (state.toldBehind && backlog < kBehind / 2) {
        state.toldBehind = false;
        context.decide(node.index, "replicas have caught up", "they are less than half a second behind");
    }
    if (state.toldLate || lag - backlog <= kBehind) return;
    state.toldLate = true;
    context.decide(node.index, "a replica falls behind",
                   fmt::format("a write took more than {} to arrive there", toText(kBehind)));
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
    Duration longest{0}, backlog{0};
    const std::uint32_t standby = standbyOf(model, state);
    for (std::uint32_t i = 0; i <= model.count; ++i) {
        if (i == standby) state.applied[i] = context.now();
        if (i == state.primary || i == standby) continue;
        // Those before it are applied first; how long each is on its way is its own (platform-facts 9: a read is old
        // with the probability that the lag is longer than the write is ago).
        state.applied[i] = std::max(context.now(), state.applied[i]) + model.applyEach;
        const SimTime seen = state.applied[i] + model.lag(node.work.stream());
        SimTime& visible = state.visible[std::size_t{i} * model.keys.keys() + key];
        visible = std::max(visible, seen);
        backlog = std::max(backlog, state.applied[i] - context.now());
        longest = std::max(longest, seen - context.now());
        if (state.arriving.empty()) continue;
        std::deque<SimTime>& arriving = state.arriving[i];
        while (!arriving.empty() && arriving.front() <= context.now()) arriving.pop_front();
        arriving.push_back(seen);
    }
    state.longestLag = std::max(state.longestLag, longest);
    tellLag(context, node, state, backlog, longest);
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

// Writes that had not arrived there when the primary died.
std::uint64_t missingAt(const ReplicaState& state, std::uint32_t instance) {
    if (state.arriving.empty()) return 0;
    return static_cast<std::uint64_t>(
        std::ranges::count_if(state.arriving[instance], [&](SimTime at) { return at > state.died; }));
}

// Of those that live, who has the most of what was written; the old primary if there is nobody else.
std::uint32_t successorOf(const ReplicaModel& model, const ReplicaState& state, const NodeState& node) {
    const auto lacks = [&](std::uint32_t i) { return std::pair{missingAt(state, i), state.applied[i]}; };
    std::uint32_t best = kNone;
    for (std::uint32_t i = 0; i <= model.count; ++i) {
        if (i == state.primary || !takes(node, i)) continue;
        if (best == kNone || lacks(i) < lacks(best)) best = i;
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
    const std::uint64_t lost = successor == state.primary ? 0 : missingAt(state, successor);
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
