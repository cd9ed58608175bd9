#include "nodes/function.h"

#include "kernel/failure_cause.h"
#include "nodes/calls.h"
#include "nodes/function_log.h"
#include "nodes/gateway.h"
#include "nodes/visit.h"

#include <algorithm>

namespace spillway {
namespace {

using namespace frame_flag;

FunctionState& stateOf(Context context, std::uint32_t node) {
    return context.world.functions[context.model().nodes[node].extra];
}
const FunctionModel& modelOf(Context context, std::uint32_t node) {
    return context.model().functions[context.model().nodes[node].extra];
}

void measureEnvironments(Context context, std::uint32_t node) {
    const FunctionState& function = stateOf(context, node);
    NodeMeasures& measures = context.node(node).measures;
    const auto idle = static_cast<std::int64_t>(function.idle.size()) + function.provisionedIdle;
    const std::int64_t living = idle + function.busy - function.starting;
    measures.instances.set(living, context.now());
    measures.slots.set(idle + function.busy, context.now());  // one that starts has its request already
    measures.busy.set(function.busy, context.now());
}

void armExpiry(Context context, std::uint32_t node) {
    FunctionState& function = stateOf(context, node);
    if (function.expiryArmed || function.idle.empty()) return;
    function.expiryArmed = true;
    context.postNode(function.idle.front() + modelOf(context, node).keepAlive, EventType::environmentExpiry, node);
}

void invoke(Context context, std::uint32_t index, std::uint32_t node) {
    Frame& frame = context.frame(index);
    context.node(node).measures.waiting.record(context.now() - frame.arrived);
    limitVisit(context, index, node);
    beginWork(context, index);
}

void coldStart(Context context, std::uint32_t index, std::uint32_t node) {
    FunctionState& function = stateOf(context, node);
    ++function.starting;
    ++function.log.causes.cold;
    ++context.node(node).measures.coldStarts;
    context.frame(index).set(kInitializing | kCold);
    context.post(modelOf(context, node).coldStart(context.node(node).startup), EventType::initDone, index);
}

// The frame of the next try. A try that was stopped while its calls are out leaves its frame to them: their ends must
// not be counted among the calls of the next one.
std::uint32_t frameOfNextTry(Context context, std::uint32_t index) {
    const Frame& before = context.frame(index);
    if (before.pending == 0) return index;
    const std::uint32_t next = context.lane.frames.allocate();
    if (next == kNoFrame) return kNoFrame;
    Frame& frame = context.frame(next);
    frame = before;
    frame.pending = 0;
    frame.flags = static_cast<Flags>(before.flags & (kSampled | kRemote));
    close(context, index);
    return next;
}

}  // namespace

void beginFunction(Context context, std::uint32_t node) {
    stateOf(context, node).provisionedIdle = modelOf(context, node).provisioned;
    stateOf(context, node).log.environments = modelOf(context, node).provisioned;
    measureEnvironments(context, node);
}

void admitAtFunction(Context context, std::uint32_t index, std::uint32_t node) {
    FunctionState& function = stateOf(context, node);
    Frame& frame = context.frame(index);
    LambdaConcurrency& pool = context.world.pools[modelOf(context, node).pool];
    const LambdaVerdict verdict =
        admit(pool, function.newEnvironments, {function.provisionedIdle > 0, !function.idle.empty()}, context.now());
    if (verdict.answer == LambdaAnswer::throttled) {
        noteHeld(context, node, verdict.limit);
        return endVisit(context, index, failed(FailureCause::throttled));
    }
    ++function.busy;
    frame.instance = 0;
    if (verdict.answer == LambdaAnswer::provisioned) {
        --function.provisionedIdle;
        ++function.provisionedBusy;
        frame.set(kProvisioned);
    } else if (verdict.answer == LambdaAnswer::warm) {
        function.idle.pop_back();
    }
    if (verdict.answer != LambdaAnswer::provisioned && modelOf(context, node).provisioned > 0)
        noteSpillOver(context, node);
    if (verdict.answer == LambdaAnswer::cold)
        coldStart(context, index, node);
    else
        invoke(context, index, node);
    measureEnvironments(context, node);
}

void finishInit(Context context, std::uint32_t index) {
    Frame& frame = context.frame(index);
    const std::uint32_t node = context.nodeOf(frame);
    frame.clear(kInitializing);
    --stateOf(context, node).starting;
    invoke(context, index, node);
    measureEnvironments(context, node);
}

void releaseAtFunction(Context context, std::uint32_t node, Flags before) {
    FunctionState& function = stateOf(context, node);
    context.world.pools[modelOf(context, node).pool].finish();
    --function.busy;
    if ((before & kProvisioned) != 0) --function.provisionedBusy;
    if ((before & kInitializing) != 0) {
        --function.starting;  // killed before it was up
        ++function.log.causes.killed;
    } else if (function.dying) {
        ++function.log.causes.killed;  // gone with its request
    } else if ((before & kProvisioned) != 0) {
        ++function.provisionedIdle;
    } else {
        function.idle.push_back(context.now());
        armExpiry(context, node);
    }
    measureEnvironments(context, node);
}

bool retryAsynchronously(Context context, std::uint32_t index, Outcome outcome) {
    const Frame& before = context.frame(index);
    const LambdaFacts& facts = context.model().facts->lambda;
    const bool throttled = causeOf(outcome) == FailureCause::throttled || causeOf(outcome) == FailureCause::unavailable;
    Duration wait{0};
    if (throttled) {
        wait = before.wait == Duration{0} ? facts.asyncThrottleBackoff
                                          : std::min(facts.asyncThrottleBackoffCap, before.wait * 2);
        if (context.now() + wait - before.sent > facts.asyncAge) return false;
    } else {
        if (before.attempt >= facts.asyncRetries) return false;
        wait = before.attempt == 0 ? facts.asyncFirstRetry : facts.asyncSecondRetry;
    }
    const std::uint32_t next = frameOfNextTry(context, index);
    if (next == kNoFrame) return false;
    Frame& frame = context.frame(next);
    if (throttled)
        frame.wait = wait;
    else
        ++frame.attempt;
    frame.uid = context.nextUid(context.nodeOf(frame));  // what is still pending of this try is stale
    context.post(wait, EventType::arrive, next);
    return true;
}

void expireEnvironments(Context context, std::uint32_t node) {
    FunctionState& function = stateOf(context, node);
    function.expiryArmed = false;
    while (!function.idle.empty() && function.idle.front() + modelOf(context, node).keepAlive <= context.now()) {
        function.idle.pop_front();
        ++function.log.causes.expired;
    }
    armExpiry(context, node);
    measureEnvironments(context, node);
}

void killEnvironments(Context context, std::uint32_t node, std::int64_t count) {
    FunctionState& function = stateOf(context, node);
    function.dying = true;
    count -= static_cast<std::int64_t>(
        killVisits(context, {.node = node, .instance = 0, .most = static_cast<std::size_t>(count)}));
    function.dying = false;
    for (; count > 0 && !function.idle.empty(); --count) {
        function.idle.pop_back();
        ++function.log.causes.killed;
    }
    // Provisioned ones that died are prepared anew at once.
    function.provisionedIdle = modelOf(context, node).provisioned - function.provisionedBusy;
    measureEnvironments(context, node);
}

void killAllEnvironments(Context context, std::uint32_t node) {
    FunctionState& function = stateOf(context, node);
    function.dying = true;
    killVisits(context, {.node = node});
    function.dying = false;
    function.log.causes.killed += static_cast<std::int64_t>(function.idle.size());
    function.idle.clear();
    function.provisionedIdle = modelOf(context, node).provisioned;
    measureEnvironments(context, node);
}

}  // namespace spillway
