#include "nodes/visit.h"

#include "nodes/balancer.h"
#include "nodes/calls.h"
#include "nodes/cpu_limit.h"
#include "nodes/delivery.h"
#include "nodes/elastic.h"
#include "nodes/flow_guard.h"
#include "nodes/folded_visit.h"
#include "nodes/function.h"
#include "nodes/gateway.h"
#include "nodes/hooks.h"
#include "nodes/lookup.h"
#include "nodes/queue.h"
#include "nodes/replica.h"
#include "nodes/server.h"
#include "nodes/server_guard.h"
#include "nodes/source.h"
#include "nodes/stream.h"
#include "nodes/table.h"
#include "nodes/trouble.h"
#include "nodes/workflow.h"

#include <algorithm>
#include <span>

namespace spillway {
namespace {

using namespace frame_flag;

// What few visits need is kept out of the way of the others.
[[gnu::cold, gnu::noinline]] void noteArrival(Context context, const Frame& frame) {
    context.note({.at = context.now(), .uid = frame.uid, .what = SpanNote::What::reached, .arrived = frame.arrived});
}
[[gnu::cold, gnu::noinline]] void noteStart(Context context, const Frame& frame) {
    context.note({.at = context.now(),
                  .uid = frame.uid,
                  .what = SpanNote::What::started,
                  .flag = frame.has(kCold),
                  .arrived = frame.arrived});
}
[[gnu::cold, gnu::noinline]] void noteEnd(Context context, const Frame& frame, Outcome outcome) {
    context.note({.at = context.now(),
                  .uid = frame.uid,
                  .what = SpanNote::What::visited,
                  .outcome = outcome,
                  .arrived = frame.arrived});
}

// What the kind itself says; the visit has begun in any case.
[[gnu::noinline]] void admit(Context context, Frame& frame, NodeState& node) {
    switch (node.model->behavior) {
        case Behavior::source:
        case Behavior::plain: return beginWork(context, frame, node);
        case Behavior::gateway: return admitAtGateway(context, context.indexOf(frame), node.index);
        case Behavior::external: return admitAtExternal(context, context.indexOf(frame), node.index);
        case Behavior::server: return admitAtServer(context, frame, node);
        case Behavior::function: return admitAtFunction(context, context.indexOf(frame), node.index);
        case Behavior::queue: return acceptMessage(context, context.indexOf(frame), node.index);
        case Behavior::workflow: return admitAtWorkflow(context, frame, node);
        case Behavior::stream: return acceptRecord(context, frame, node);
        case Behavior::topic: return admitAtTopic(context, frame, node);
        case Behavior::table: return admitAtTable(context, frame, node);
    }
}

// Faults come first.
[[gnu::cold, gnu::noinline]] void admitInTrouble(Context context, Frame& frame, NodeState& node) {
    if (const auto stopped = stoppedAtDoor(context, frame, node)) return endVisit(context, frame, node, *stopped);
    admit(context, frame, node);
}

void scheduleWork(Context context, Frame& frame, NodeState& node, Duration work) {
    const NodeModel& model = *node.model;
    Outcome ends = kSucceeded;
    if (model.workCut && work >= model.workLimit) {
        work = model.workLimit;
        ends = failed(FailureCause::platform_timeout);
    }
    if (model.cpuLimited) [[unlikely]] {
        const WorkAtInstance whole = workAtInstance(context, frame, node, work);
        work = whole.takes;
        if (ends == kSucceeded) ends = whole.ends;
    }
    context.lane.events.push(
        {context.now() + work, frame.uid, context.indexOf(frame), packWhat(EventType::workDone, ends)});
}

[[gnu::cold, gnu::noinline]] void beginWorkInTrouble(Context context, Frame& frame, NodeState& node) {
    const WorkInTrouble work = workInTrouble(context, frame, node);
    if (work.fails) return endVisit(context, frame, node, failed(FailureCause::fault));
    if (!node.model->hasWork && work.takes == Duration{0}) return continueVisit(context, frame, node);
    frame.set(kWorking);
    if (node.server != nullptr && node.server->metered) node.server->instances[frame.instance].beginWork(context.now());
    scheduleWork(context, frame, node, work.takes);
}

// The work of a visit at any node.
[[gnu::noinline]] void beginWorkSlowly(Context context, Frame& frame, NodeState& node) {
    const NodeModel& model = *node.model;
    if (!context.world.levers.calm) [[unlikely]]
        return beginWorkInTrouble(context, frame, node);
    if (!model.hasWork) return continueVisit(context, frame, node);
    frame.set(kWorking);
    if (node.server != nullptr && node.server->metered) node.server->instances[frame.instance].beginWork(context.now());
    const std::uint32_t index = context.indexOf(frame);
    if (model.workConstant != kNone) return context.postConstant(model.workConstant, EventType::workDone, index);
    scheduleWork(context, frame, node, model.work(node.work.stream()));
}

[[gnu::noinline]] Going finishWorkSlowly(Context context, Frame& frame, NodeState& node, Outcome ended) {
    const NodeModel& model = *node.model;
    if (node.server != nullptr && node.server->metered) node.server->instances[frame.instance].endWork(context.now());
    if (ended != kSucceeded) [[unlikely]] {
        endVisit(context, frame, node, ended);
        return {};
    }
    if (model.hitRatio != 0 && !lookUp(context, frame, node)) return {};
    return {&frame, &node};
}

// Which flow of a group that takes exactly one; kNone for the share that is missing.
std::uint32_t choose(Context context, NodeState& node, const CallGroup& group) {
    double left = node.choice.uniform() * group.shareSum;
    for (std::uint32_t i = 0; i < group.flows.count; ++i) {
        const std::uint32_t flow = context.model().order[group.flows.first + i];
        left -= context.world.rows[flow].share;
        if (left < 0) return flow;
    }
    return kNone;
}

// The calls of group `step` of a node that has several in one, or that the model speaks for. False if there are none:
// the visit waits for what comes between two groups.
[[gnu::noinline, gnu::flatten]] bool callSeveral(Context context, Frame& frame, NodeState& node, std::uint32_t step) {
    if (node.callsInGroup != 0) [[likely]] {
        const FlowRow* const first = &context.world.rows[node.firstCall + step * node.callsInGroup];
        for (const FlowRow& flow : std::span{first, node.callsInGroup}) call(context, frame, flow);
        return true;
    }
    const CallGroup& group = context.model().groups[node.model->groups.first + step];
    if (group.flows.count == 0) return false;
    if (group.oneOf) {
        const bool balances = node.model->balancer != kNone;
        const std::uint32_t flow = balances ? chooseTarget(context, node, group) : choose(context, node, group);
        if (flow != kNone) call(context, frame, context.world.rows[flow]);
        return true;
    }
    const std::uint32_t* const flows = context.model().order.data() + group.flows.first;
    for (std::uint32_t i = 0; i < group.flows.count; ++i) {
        const FlowRow& flow = context.world.rows[flows[i]];
        if (node.choice.chance(flow.share)) call(context, frame, flow);
    }
    return true;
}

// An event, which nobody waits for, has reached its end.
[[gnu::noinline]] void endEvent(Context context, Frame& frame, const FlowRow& flow, Outcome outcome) {
    if (frame.has(kOrphan)) return close(context, frame);  // it was too late: it has been delivered again
    if ((flow.model->asyncRetry || flow.model->delivery != kNone) && comesAgain(context, frame, flow, outcome)) return;
    DeliveryMeasures& received = context.rare(flow).received;
    received.counts.end(outcome);
    received.response.record(context.now() - frame.sent);
    close(context, frame);
}

// What only reads inserts nothing that somebody could be told of.
bool readsOnly(const Frame& frame, NodeState& node) {
    if (node.model->marksWrites) return !frame.has(kProvisioned);
    if (logsIn(frame, node)) return true;
    return node.model->reads > 0 && node.choice.chance(node.model->reads);
}

[[gnu::noinline]] void sendEvents(Context context, const Frame& frame, NodeState& node) {
    if (readsOnly(frame, node)) return;
    for (std::uint32_t i = 0; i < node.model->events.count; ++i) {
        const std::uint32_t flow = context.model().order[node.model->events.first + i];
        if (node.choice.chance(context.model().flows[flow].share)) {
            sendEvent(context, context.indexOf(frame), flow);
        }
    }
}

// The data lies outside: the hook after the store comes after the calls. True if it runs now.
[[gnu::cold, gnu::noinline]] bool runsHookAfter(Context context, Frame& frame, NodeState& node) {
    const ServerModel* server = node.server == nullptr ? nullptr : node.server->model;
    if (server == nullptr || !server->connector || !server->postHook || frame.has(kInitializing)) return false;
    if (logsIn(frame, node)) return false;
    frame.set(kInitializing | kWorking);  // once
    const Duration hook = (*server->postHook)(node.work.stream());
    const Outcome ends = hook > server->hookLimit ? failed(FailureCause::platform_timeout) : kSucceeded;
    context.lane.events.push({context.now() + std::min(hook, server->hookLimit), frame.uid, context.indexOf(frame),
                              packWhat(EventType::workDone, ends)});
    return true;
}

}  // namespace

void arrive(Context context, Frame& frame) {
    NodeState& node = context.nodeOf(frame);
    frame.arrived = context.now();
    frame.step = 0;
    frame.flags = static_cast<Flags>((frame.flags & ~kFailedCall) | kVisiting);
    frame.outcome = kSucceeded;
    ++node.measures.begun;
    ++node.measures.inside;
    if (frame.has(kOrphan | kSampled)) [[unlikely]] {
        if (frame.has(kSampled)) noteArrival(context, frame);
        if (frame.has(kOrphan) && isCancelled(context, frame))
            return endVisit(context, frame, node, failed(FailureCause::timeout));
    }
    if (node.quick) [[likely]]
        return admitAtServer(context, frame, node);
    if (isFolded(frame) && frame.has(kAwaited) && !context.row(frame).fromQueue) [[unlikely]]
        unfold(context.world, context.lane.frames, frame);
    if (isPushed(context.row(frame))) [[unlikely]]
        awaitAcknowledgement(context, frame);
    if (!context.world.levers.calm) [[unlikely]]
        return admitInTrouble(context, frame, node);
    admit(context, frame, node);
}

void beginWork(Context context, Frame& frame, NodeState& node) {
    if (node.quick) [[likely]]
        return beginQuickWork(context, frame, node);
    if (frame.has(kSampled)) [[unlikely]]
        noteStart(context, frame);
    beginWorkSlowly(context, frame, node);
}

void beginQuickWork(Context context, Frame& frame, NodeState& node) {
    if (frame.has(kSampled)) [[unlikely]]
        noteStart(context, frame);
    frame.set(kWorking);
    const double mean = node.workMean;
    const auto inNanoseconds = [mean](double drawn) { return Sampler::rounded(mean * drawn).count(); };
    const Duration work =
        mean > 0 ? Duration{node.work.exponential(inNanoseconds)} : node.model->work(node.work.stream());
    context.lane.events.push({context.now() + work, frame.uid, context.indexOf(frame), packWhat(EventType::workDone)});
    if (mean > 0) node.work.workOutNext(inNanoseconds);
}

Going finishWork(Context context, Frame& frame, Outcome ended) {
    NodeState& node = context.nodeOf(frame);
    frame.clear(kWorking);
    if (node.quick) [[likely]]
        return {&frame, &node};
    return finishWorkSlowly(context, frame, node, ended);
}

// An event of the loop has nothing more to do than what it `leads` to.
template <bool kLeads>
[[gnu::always_inline]] static inline AtOnce finishVisit(Context context, Frame& frame, NodeState& node,
                                                        Outcome outcome);

template <bool kLeads>
[[gnu::always_inline]] static inline AtOnce proceed(Context context, Frame& frame, NodeState& node) {
    while (frame.step < node.groups && !frame.has(kFailedCall | kPoison)) {
        const std::uint32_t step = frame.step++;
        frame.pending = 1;  // holds the visit while calls go out: some may fail at once
        AtOnce next;
        if (node.callsInGroup != 1) [[unlikely]] {
            if (!callSeveral(context, frame, node, step)) {
                frame.pending = 0;
                return finishLogin(context, frame, node), AtOnce{};
            }
        } else if constexpr (kLeads)
            next = callAtLast(context, frame, context.world.rows[node.firstCall + step]);
        else
            call(context, frame, context.world.rows[node.firstCall + step]);
        if (--frame.pending != 0) return next;
    }
    Outcome outcome = kSucceeded;
    if (frame.has(kFailedCall | kPoison)) [[unlikely]] {
        noteFailedCheck(context, frame, node);
        // What a user sees is the call's own failure; elsewhere a dependency failed.
        const bool root = context.row(frame).from == nullptr;
        outcome = frame.has(kPoison) ? failed(FailureCause::fault)
                  : root             ? frame.outcome
                                     : failed(FailureCause::dependency);
    } else if (!node.straight) {
        if (runsHookAfter(context, frame, node)) return {};
        sendEvents(context, frame, node);
    }
    return finishVisit<kLeads>(context, frame, node, outcome);
}

AtOnce goOn(Context context, Frame& frame, NodeState& node) { return proceed<true>(context, frame, node); }

[[gnu::noinline, gnu::flatten]] void continueVisit(Context context, Frame& frame, NodeState& node) {
    proceed<false>(context, frame, node);
}

Going joinCall(Context context, Frame& visit, NodeState& node, Outcome outcome) {
    --node.openCalls;
    --visit.pending;
    if (!visit.has(kVisiting)) [[unlikely]] {
        if (visit.pending == 0 && visit.has(kPinned)) context.lane.frames.release(visit);
        return {};
    }
    if (outcome != kSucceeded) [[unlikely]] {
        visit.set(kFailedCall);
        if (visit.outcome == kSucceeded) visit.outcome = outcome;
    }
    if (visit.pending != 0) return {};
    if (!node.straight && node.model->behavior == Behavior::workflow) [[unlikely]] {
        finishTask(context, visit, node);
        return {};
    }
    return {&visit, &node};
}

void endCall(Context context, Frame& visit, Outcome outcome) {
    const Going going = joinCall(context, visit, context.nodeOf(visit), outcome);
    if (going.visit != nullptr) continueVisit(context, *going.visit, *going.node);
}

// A cache's own: nobody asked, so nobody hears of it, and it counts as nobody's.
[[gnu::cold, gnu::noinline]] static void endOwnVisit(Context context, Frame& frame, NodeState& node, Outcome outcome) {
    const Flags before = frame.flags;
    const Outcome fetched = outcomeOfFetch(frame, outcome);
    frame.clear(kVisiting | kHeld | kProvisioned | kFailedCall);
    frame.outcome = outcome;
    endLookUp(context, node, frame, before, fetched);
    close(context, frame);
}

[[gnu::always_inline]] static inline void leave(Context context, Frame& frame, NodeState& node, Outcome outcome) {
    frame.clear(kVisiting | kWorking | kWaiting | kInitializing | kTimeLimited | kProvisioned | kCold | kFailedCall);
    frame.instance = kNoInstance;
    frame.outcome = outcome;
    context.count(node, outcome);
    node.measures.response.record(context.now() - frame.arrived);
    --node.measures.inside;
}

// To whoever sent it.
static void sendBack(Context context, Frame& frame, NodeState& node, const FlowRow& flow, Outcome outcome) {
    if (flow.awaited)
        reply(context, frame, flow);
    else if (flow.from == nullptr)
        endRoot(context, frame, node, outcome);
    else
        endEvent(context, frame, flow, outcome);
}

// The end of a visit that somebody else hears of.
[[gnu::noinline]] static void endToldVisit(Context context, Frame& frame, NodeState& node, Outcome outcome) {
    const Flags before = frame.flags;
    if ((before & kHeld) != 0) return endOwnVisit(context, frame, node, outcome);
    const std::uint32_t instance = frame.instance;
    const Outcome fetched = outcomeOfFetch(frame, outcome);
    const bool looksUp = (before & kProvisioned) != 0 && node.model->lookup != kNone;
    if (looksUp && answersAnyway(context, node, frame, before, fetched)) outcome = kSucceeded;
    leave(context, frame, node, outcome);
    if ((before & kSampled) != 0) noteEnd(context, frame, outcome);
    if ((before & kProvisioned) != 0) {
        if (looksUp) endLookUp(context, node, frame, before, fetched);
        if (node.model->replicas != kNone && outcome == kSucceeded) replicate(context, node);
    }
    if (instance != kNoInstance && node.server != nullptr && node.server->guarded)
        noteEndAtServer(context, frame, node, instance, outcome);
    if (instance != kNoInstance && node.server != nullptr && node.server->elastic) billRequest(context, frame, node);
    if ((before & kCold) != 0 && outcome == kSucceeded) refillCache(context, node);
    sendBack(context, frame, node, context.row(frame), outcome);
    if (instance == kNoInstance) return;
    if (node.server != nullptr) return releaseAtServer(context, node, instance, before);
    if (node.model->behavior == Behavior::function) releaseAtFunction(context, node.index, instance, before);
}

template <bool kLeads>
[[gnu::always_inline]] static inline AtOnce finishVisit(Context context, Frame& frame, NodeState& node,
                                                        Outcome outcome) {
    const Flags before = frame.flags;
    if ((before & (kHeld | kSampled | kProvisioned | kCold)) != 0 || !node.plain) [[unlikely]]
        return endToldVisit(context, frame, node, outcome), AtOnce{};
    const std::uint32_t instance = frame.instance;
    leave(context, frame, node, outcome);
    const FlowRow& flow = context.row(frame);
    AtOnce next;
    if (!flow.usual) [[unlikely]]
        sendBack(context, frame, node, flow, outcome);
    else if constexpr (!kLeads)
        context.postAlong(flow, EventType::respond, frame, outcome);
    else if (!context.postUnlessNext(flow, EventType::respond, frame, outcome))
        next = {&frame, true};
    if (instance != kNoInstance && node.server != nullptr) releaseAtServer(context, node, instance, before);
    return next;
}

void endVisit(Context context, Frame& frame, NodeState& node, Outcome outcome) {
    finishVisit<false>(context, frame, node, outcome);
}

[[gnu::noinline]] void stopVisit(Context context, std::uint32_t index) {
    endVisit(context, index, failed(FailureCause::platform_timeout));
}

[[gnu::noinline]] std::size_t killVisits(Context context, const VisitsToKill& which) {
    std::vector<std::pair<std::uint64_t, std::uint32_t>> victims;
    for (std::uint32_t index = 0; index < context.lane.frames.used(); ++index) {
        const Frame& frame = context.frame(index);
        if (!context.lane.frames.isLive(index) || !frame.has(kVisiting)) continue;
        if (frame.node != which.node) continue;
        if (which.instance != kNoInstance && frame.instance != which.instance) continue;
        victims.emplace_back(frame.uid, index);
    }
    std::ranges::sort(victims);  // frames lie in the pool in the order of the lane; uids do not depend on it
    if (victims.size() > which.most) victims.resize(which.most);
    for (const auto& [uid, index] : victims) {
        // The end of one may have ended another that waited for it.
        if (context.frame(index).uid == uid && context.frame(index).has(kVisiting))
            endVisit(context, index, failed(FailureCause::unavailable));
    }
    return victims.size();
}

}  // namespace spillway
