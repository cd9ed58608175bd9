#include "nodes/visit.h"

#include "nodes/calls.h"
#include "nodes/cpu_limit.h"
#include "nodes/function.h"
#include "nodes/gateway.h"
#include "nodes/queue.h"
#include "nodes/server.h"
#include "nodes/source.h"

#include <algorithm>

namespace spillway {
namespace {

using namespace frame_flag;

// Faults first, then what the kind itself says; the visit has begun in any case.
void admit(Context context, std::uint32_t index, std::uint32_t node) {
    const Frame& frame = context.frame(index);
    const NodeLevers& levers = context.world.levers.nodes[node];
    if (levers.down) return endVisit(context, index, failed(FailureCause::unavailable));
    const double errorShare = std::max(levers.errorShare, context.world.levers.flows[frame.flow].errorShare);
    if (context.node(node).fault.chance(errorShare)) return endVisit(context, index, failed(FailureCause::fault));
    switch (context.model().nodes[node].behavior) {
        case Behavior::source:
        case Behavior::plain: return beginWork(context, index);
        case Behavior::gateway: return admitAtGateway(context, index, node);
        case Behavior::external: return admitAtExternal(context, index, node);
        case Behavior::server: return admitAtServer(context, index, node);
        case Behavior::function: return admitAtFunction(context, index, node);
        case Behavior::queue: return acceptMessage(context, index, node);
    }
}

// Which flow of a group that takes exactly one; kNone for the share that is missing.
std::uint32_t choose(Context context, std::uint32_t node, const CallGroup& group) {
    double left = context.node(node).choice.uniform() * group.shareSum;
    for (std::uint32_t i = 0; i < group.flows.count; ++i) {
        const std::uint32_t flow = context.model().order[group.flows.first + i];
        left -= context.model().flows[flow].share;
        if (left < 0) return flow;
    }
    return kNone;
}

// True if calls are out and the visit waits for them.
bool callGroup(Context context, std::uint32_t index, std::uint32_t node, const CallGroup& group) {
    Frame& frame = context.frame(index);
    frame.pending = 1;  // holds the visit while calls go out: some may fail at once
    if (group.oneOf) {
        const std::uint32_t flow = choose(context, node, group);
        if (flow != kNone) call(context, index, flow);
    } else {
        for (std::uint32_t i = 0; i < group.flows.count; ++i) {
            const std::uint32_t flow = context.model().order[group.flows.first + i];
            if (context.node(node).choice.chance(context.model().flows[flow].share)) call(context, index, flow);
        }
    }
    return --frame.pending != 0;
}

void releaseAt(Context context, std::uint32_t node, std::uint32_t instance, Flags before) {
    switch (context.model().nodes[node].behavior) {
        case Behavior::server: return releaseAtServer(context, node, instance, before);
        case Behavior::function: return releaseAtFunction(context, node, instance, before);
        default: return;
    }
}

void replyOrEnd(Context context, std::uint32_t index, Outcome outcome) {
    const FlowModel& flow = context.model().flows[context.frame(index).flow];
    if (flow.from == kNone) return endRoot(context, index, outcome);
    if (flow.awaited) return reply(context, index);
    if (flow.asyncRetry && outcome != kSucceeded && retryAsynchronously(context, index, outcome)) return;
    FlowMeasures& received = context.world.flows[context.frame(index).flow].received;
    received.counts.end(outcome);
    received.response.record(context.now() - context.frame(index).sent);
    close(context, index);
}

}  // namespace

void arrive(Context context, std::uint32_t index) {
    Frame& frame = context.frame(index);
    const std::uint32_t node = context.nodeOf(frame);
    frame.arrived = context.now();
    frame.step = 0;
    frame.set(kVisiting);
    frame.clear(kFailedCall);
    frame.outcome = kSucceeded;
    NodeMeasures& measures = context.node(node).measures;
    ++measures.counts.begun;
    ++measures.inside;
    admit(context, index, node);
}

void beginWork(Context context, std::uint32_t index) {
    Frame& frame = context.frame(index);
    const std::uint32_t node = context.nodeOf(frame);
    const NodeModel& model = context.model().nodes[node];
    frame.started = context.now();
    if (frame.has(kSampled)) {
        context.note({.at = context.now(),
                      .uid = frame.uid,
                      .what = SpanNote::What::started,
                      .flag = frame.has(kCold),
                      .arrived = frame.arrived});
    }
    if (!model.hasWork) return continueVisit(context, index);
    frame.set(kWorking);
    if (model.behavior == Behavior::server) {
        context.world.servers[model.extra].instances[frame.instance].beginWork(context.now());
    }
    if (model.workConstant != kNone) return context.postConstant(model.workConstant, EventType::workDone, index);
    Duration work = model.work(context.node(node).work);
    if (model.workCut && work > model.workLimit) work = model.workLimit;  // finishWork() sees that it was stopped
    if (model.cpuLimited) work = underCpuLimit(context, node, frame.instance, work);
    context.post(work, EventType::workDone, index);
}

void finishWork(Context context, std::uint32_t index) {
    Frame& frame = context.frame(index);
    const std::uint32_t node = context.nodeOf(frame);
    const NodeModel& model = context.model().nodes[node];
    frame.clear(kWorking);
    if (model.behavior == Behavior::server) {
        context.world.servers[model.extra].instances[frame.instance].endWork(context.now());
    }
    if (model.workCut && context.now() - frame.started >= model.workLimit) {
        return endVisit(context, index, failed(FailureCause::platform_timeout));
    }
    if (model.hitRatio > 0 && context.node(node).choice.chance(model.hitRatio)) {
        frame.step = static_cast<std::uint16_t>(model.groups.count);  // a hit makes no calls
    }
    continueVisit(context, index);
}

void continueVisit(Context context, std::uint32_t index) {
    Frame& frame = context.frame(index);
    const std::uint32_t node = context.nodeOf(frame);
    const NodeModel& model = context.model().nodes[node];
    while (!frame.has(kFailedCall) && frame.step < model.groups.count) {
        const CallGroup& group = context.model().groups[model.groups.first + frame.step++];
        if (callGroup(context, index, node, group)) return;
    }
    if (frame.has(kFailedCall)) {
        // What a user sees is the call's own failure; elsewhere a dependency failed.
        const bool root = context.model().flows[frame.flow].from == kNone;
        return endVisit(context, index, root ? frame.outcome : failed(FailureCause::dependency));
    }
    for (std::uint32_t i = 0; i < model.events.count; ++i) {
        const std::uint32_t flow = context.model().order[model.events.first + i];
        if (context.node(node).choice.chance(context.model().flows[flow].share)) sendEvent(context, index, flow);
    }
    endVisit(context, index, kSucceeded);
}

void endCall(Context context, std::uint32_t parent, Outcome outcome) {
    Frame& visit = context.frame(parent);
    --context.node(context.nodeOf(visit)).openCalls;
    --visit.pending;
    if (!visit.has(kVisiting)) {
        if (visit.pending == 0 && visit.has(kPinned)) context.lane.frames.release(parent);
        return;
    }
    if (outcome != kSucceeded) {
        visit.set(kFailedCall);
        if (visit.outcome == kSucceeded) visit.outcome = outcome;
    }
    if (visit.pending == 0) continueVisit(context, parent);
}

void endVisit(Context context, std::uint32_t index, Outcome outcome) {
    Frame& frame = context.frame(index);
    const std::uint32_t node = context.nodeOf(frame);
    const Flags before = frame.flags;
    const std::uint32_t instance = frame.instance;
    frame.clear(kVisiting | kWorking | kWaiting | kInitializing | kTimeLimited | kProvisioned | kCold | kFailedCall);
    frame.instance = kNoInstance;
    frame.outcome = outcome;
    NodeMeasures& measures = context.node(node).measures;
    measures.counts.end(outcome);
    measures.response.record(context.now() - frame.arrived);
    --measures.inside;
    if (frame.has(kSampled)) {
        context.note({.at = context.now(),
                      .uid = frame.uid,
                      .what = SpanNote::What::visited,
                      .outcome = outcome,
                      .arrived = frame.arrived});
    }
    replyOrEnd(context, index, outcome);
    if (instance != kNoInstance) releaseAt(context, node, instance, before);
}

void stopVisit(Context context, std::uint32_t index) {
    endVisit(context, index, failed(FailureCause::platform_timeout));
}

std::size_t killVisits(Context context, const VisitsToKill& which) {
    std::vector<std::pair<std::uint64_t, std::uint32_t>> victims;
    for (std::uint32_t index = 0; index < context.lane.frames.used(); ++index) {
        const Frame& frame = context.frame(index);
        if (!context.lane.frames.isLive(index) || !frame.has(kVisiting)) continue;
        if (context.nodeOf(frame) != which.node) continue;
        if (which.instance != kNoInstance && frame.instance != which.instance) continue;
        victims.emplace_back(frame.uid, index);
    }
    std::ranges::sort(victims);  // frames lie in the pool in the order of the lane; uids do not depend on it
    if (victims.size() > which.most) victims.resize(which.most);
    for (const auto& [uid, index] : victims) endVisit(context, index, failed(FailureCause::unavailable));
    return victims.size();
}

}  // namespace spillway
