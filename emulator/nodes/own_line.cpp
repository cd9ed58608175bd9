#include "nodes/own_line.h"

#include "base/text.h"
#include "kernel/failure_cause.h"
#include "nodes/calls.h"
#include "nodes/flow_guard.h"
#include "nodes/replica.h"
#include "nodes/server.h"
#include "nodes/server_guard.h"
#include "nodes/visit.h"

#include <fmt/format.h>

namespace spillway {
namespace {

using namespace frame_flag;

const OwnLinesModel& modelOf(Context context, const NodeState& node) {
    return context.model().ownLines[node.server->model->ownLines];
}
OwnLinesState& stateOf(Context context, const NodeState& node) {
    return context.world.ownLines[node.server->model->ownLines];
}

bool takes(const ServerState& server, std::uint32_t which) { return server.load[which] != ServerState::kClosed; }

// Those that may take it: ready, and of the caller's set if it has one here.
struct Candidates {
    const ServerState& server;
    std::uint32_t sets;
    std::uint32_t set;
    const OutlierDetector* outlier;  // null if nobody is out

    bool has(std::uint32_t which) const {
        return takes(server, which) && (set == kNone || which % sets == set) &&
               (outlier == nullptr || !outlier->isEjected(which));
    }
    std::uint32_t count() const {
        std::uint32_t sum = 0;
        for (std::uint32_t i = 0; i < server.load.size(); ++i) sum += has(i) ? 1U : 0U;
        return sum;
    }
    std::uint32_t at(std::uint32_t position) const {
        for (std::uint32_t i = 0; i < server.load.size(); ++i)
            if (has(i) && position-- == 0) return i;
        return kNone;
    }
};

// Envoy's least request: the least active of so many drawn, the same one twice if it comes so.
std::uint32_t leastOf(const Candidates& candidates, std::uint32_t count, std::uint32_t choices, RngStream& stream) {
    const auto active = [&](std::uint32_t which) {
        return candidates.server.instances[which].busy + candidates.server.instances[which].line.count;
    };
    std::uint32_t best = candidates.at(stream.below(count));
    for (std::uint32_t drawn = 1; drawn < choices; ++drawn) {
        const std::uint32_t other = candidates.at(stream.below(count));
        if (active(other) < active(best)) best = other;
    }
    return best;
}

// The least active of all; of several the one whose turn comes first.
std::uint32_t leastOfAll(const Candidates& candidates, OwnLinesState& state) {
    const std::uint32_t all = candidates.server.load.size();
    std::uint32_t best = kNone;
    std::uint32_t least = 0;
    for (std::uint32_t step = 1; step <= all; ++step) {
        const std::uint32_t which = (state.turn + step) % all;
        if (!candidates.has(which)) continue;
        const std::uint32_t active =
            candidates.server.instances[which].busy + candidates.server.instances[which].line.count;
        if (best == kNone || active < least) best = which, least = active;
    }
    return state.turn = best;
}

std::uint32_t hashed(const Candidates& candidates, OwnLinesState& state, std::uint64_t key) {
    std::vector<std::uint32_t> hosts;
    for (std::uint32_t i = 0; i < candidates.server.load.size(); ++i)
        if (candidates.has(i)) hosts.push_back(i);
    if (hosts != state.ringHosts) {
        state.ring = HashRing{hosts};
        state.ringHosts = std::move(hosts);
    }
    return state.ring.hostOf(key);
}

std::uint32_t choose(Context context, const Frame& frame, const NodeState& node) {
    const OwnLinesModel& model = modelOf(context, node);
    OwnLinesState& state = stateOf(context, node);
    const Candidates candidates{*node.server, model.sets, context.model().flows[frame.flow].set,
                                ejecting(context, node)};
    const std::uint32_t count = candidates.count();
    if (count == 0) return kNone;
    if (model.connections != 0) {
        state.pinned.resize(model.connections, kNone);
        std::uint32_t& pin = state.pinned[state.choice.below(model.connections)];
        if (pin == kNone || !takes(*node.server, pin)) pin = candidates.at(state.choice.below(count));
        return pin;
    }
    if (model.choices != 0) return leastOf(candidates, count, model.choices, state.choice);
    if (model.least) return leastOfAll(candidates, state);
    // A key of its own, and not the number of the request: that depends on how many nodes are drawn before its caller.
    if (model.ring) return hashed(candidates, state, state.choice.next());
    if (model.rule == Balance::random) return candidates.at(state.choice.below(count));
    const std::uint32_t all = node.server->load.size();
    do state.turn = state.turn + 1 < all ? state.turn + 1 : 0;
    while (!candidates.has(state.turn));
    return state.turn;
}

// Nobody answers: the caller finds out by its own timeout.
void discard(Context context, Frame& frame, NodeState& node) {
    const FlowRow& flow = context.row(frame);
    const Outcome refused = failed(FailureCause::refused);
    if (!flow.awaited || flow.from == nullptr) return endVisit(context, frame, node, refused);
    if (frame.has(kSampled))
        context.note({.at = context.now(),
                      .uid = frame.uid,
                      .what = SpanNote::What::visited,
                      .outcome = refused,
                      .arrived = frame.arrived});
    frame.clear(kVisiting | kFailedCall);
    frame.outcome = refused;
    context.count(node, frame.outcome);
    node.measures.response.record(context.now() - frame.arrived);
    --node.measures.inside;
    if (frame.has(kRemote) || !frame.has(kAwaited)) return close(context, frame);
    frame.set(kLost);
}

void tellOverload(Context context, const NodeState& node, const TarsQueue& queue) {
    OwnLinesState& state = stateOf(context, node);
    constexpr Duration kQuiet = std::chrono::seconds{10};
    if (state.toldOverload && context.now() - *state.toldOverload < kQuiet) return;
    state.toldOverload = context.now();
    context.decide(
        node.index, "overloaded",
        fmt::format("more than {:g}% of the queue cap of {} wait in a server: answered with an overload error",
                    100 * queue.overload, queue.cap));
}

// False if it does not wait.
bool mayWait(Context context, Frame& frame, NodeState& node, std::uint32_t length) {
    const OwnLinesModel& model = modelOf(context, node);
    if (!model.tars) {
        if (length < model.limit) return true;
        endVisit(context, frame, node, failed(FailureCause::refused));
        return false;
    }
    const TarsAnswer answer = enqueue(*model.tars, length);
    if (answer == TarsAnswer::discarded) {
        discard(context, frame, node);
        return false;
    }
    if (answer == TarsAnswer::overloaded) {
        tellOverload(context, node, *model.tars);
        frame.outcome = failed(FailureCause::refused);  // when its turn comes
    }
    return true;
}

}  // namespace

void admitAtOwnLine(Context context, Frame& frame, NodeState& node) {
    ServerState& server = *node.server;
    const bool copies = modelOf(context, node).primary;
    const std::uint32_t which = copies ? copyFor(context, frame, node) : choose(context, frame, node);
    if (which == kNone) {
        // The registry gives an empty list for a set that is there and dead; nobody else may be called.
        const bool set = context.model().flows[frame.flow].set != kNone;
        return endVisit(context, frame, node, failed(set ? FailureCause::unavailable : FailureCause::refused));
    }
    if (server.guarded) {
        if (const auto stopped = stoppedAtInstance(context, node, which))
            return endVisit(context, frame, node, *stopped);
    }
    FrameLine& line = server.instances[which].line;
    if (server.instances[which].busy < server.slotsPerInstance && line.count == 0)
        return startOn(context, frame, node, which);
    if (!mayWait(context, frame, node, line.count)) return;
    frame.set(kWaiting);
    if (server.guarded)
        joinGuardedLine(context, frame, node, {line, which});
    else
        line.push(context.lane.frames, context.indexOf(frame));
    node.rare->measures.waitingNow.rise(context.now());
}

void serveOwnLine(Context context, NodeState& node, std::uint32_t which) {
    ServerState& server = *node.server;
    if (server.serving) return;
    const OwnLinesModel& model = modelOf(context, node);
    server.serving = true;
    while (server.instances[which].line.count != 0 && server.instances[which].busy < server.slotsPerInstance) {
        Instance& instance = server.instances[which];
        if (instance.state != InstanceState::ready && instance.state != InstanceState::draining) break;
        if (server.guarded) turnLine(context, node, {instance.line, which});
        Frame& frame = context.frame(instance.line.pop(context.lane.frames));
        node.rare->measures.waitingNow.fall(context.now());
        frame.clear(kWaiting);
        if ((server.guarded || frame.has(kOrphan)) && leavesLine(context, frame, node, {instance.line, which}))
            continue;
        if (frame.outcome != kSucceeded) {
            endVisit(context, frame, node, frame.outcome);
        } else if (model.tars && context.now() - frame.arrived > model.tars->timeout) {
            endVisit(context, frame, node, failed(FailureCause::platform_timeout));
        } else if (instance.state == InstanceState::ready) {
            startOn(context, frame, node, which);
        } else {
            // Its slots are out of the count since it was told to stop; it takes nothing but what waits for it.
            ++server.freeSlots;
            startOn(context, frame, node, which);
            server.load[which] = ServerState::kClosed;
        }
    }
    server.serving = false;
}

void refuseOwnLine(Context context, std::uint32_t node, std::uint32_t which) {
    NodeState& state = context.node(node);
    while (state.server->instances[which].line.count != 0) {
        Frame& frame = context.frame(state.server->instances[which].line.pop(context.lane.frames));
        state.rare->measures.waitingNow.fall(context.now());
        endVisit(context, frame, state, failed(FailureCause::unavailable));
    }
}

}  // namespace spillway
