#include "nodes/function.h"

#include "kernel/failure_cause.h"
#include "nodes/caller_guard.h"
#include "nodes/calls.h"
#include "nodes/function_log.h"
#include "nodes/gateway.h"
#include "nodes/visit.h"

#include <algorithm>
#include <utility>

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
    RareNodeMeasures& measures = context.node(node).rare->measures;
    const auto idle = static_cast<std::int64_t>(function.idle.size()) + function.provisionedIdle;
    const std::int64_t living = idle + function.busy - function.starting;
    measures.instances.set(living, context.now());
    measures.slots.set(idle + function.busy, context.now());  // one that starts has its request already
    context.node(node).measures.busy.set(function.busy, context.now());
}

void armExpiry(Context context, std::uint32_t node) {
    FunctionState& function = stateOf(context, node);
    if (function.expiryArmed || function.idle.empty()) return;
    function.expiryArmed = true;
    const SimTime since = function.environments[function.idle.front()].idleSince;
    context.postNode(since + modelOf(context, node).keepAlive, EventType::environmentExpiry, node);
}

std::uint32_t newEnvironment(Context context, std::uint32_t node) {
    FunctionState& function = stateOf(context, node);
    std::uint32_t number = 0;
    if (function.freeNumbers.empty()) {
        number = static_cast<std::uint32_t>(function.environments.size());
        function.environments.emplace_back();
    } else {
        number = function.freeNumbers.back();
        function.freeNumbers.pop_back();
    }
    Environment& environment = function.environments[number];
    environment.birth = function.births++;
    if (context.model().nodes[node].guardsEach) forgetCaller(context, node, number);
    environment.retires = context.now() + modelOf(context, node).lifetime(function.lifetimes);
    function.nextRetirement = std::min(function.nextRetirement, environment.retires);
    return number;
}

void drop(FunctionState& function, std::uint32_t number) {
    function.environments[number].retires = Environment::kFree;
    function.freeNumbers.push_back(number);
}

void dropNewestIdle(FunctionState& function) {
    drop(function, function.idle.back());
    function.idle.pop_back();
}

std::size_t idlePlace(Context context, std::uint32_t node) {
    const FunctionState& function = stateOf(context, node);
    const auto isBornBefore = [&](std::uint32_t a, std::uint32_t b) {
        return function.environments[a].birth < function.environments[b].birth;
    };
    const auto placeOf = [&](auto found) { return static_cast<std::size_t>(found - function.idle.begin()); };
    switch (modelOf(context, node).idlePick) {
        case IdlePick::most_recently_used: break;
        case IdlePick::newest: return placeOf(std::ranges::max_element(function.idle, isBornBefore));
        case IdlePick::oldest: return placeOf(std::ranges::min_element(function.idle, isBornBefore));
        case IdlePick::random: return context.node(node).choice.below(static_cast<std::uint32_t>(function.idle.size()));
        case IdlePick::least_recently_used: return 0;
    }
    return function.idle.size() - 1;
}

// One is idle.
std::uint32_t takeIdle(Context context, std::uint32_t node) {
    FunctionState& function = stateOf(context, node);
    const auto place = function.idle.begin() + static_cast<std::ptrdiff_t>(idlePlace(context, node));
    const std::uint32_t number = *place;
    function.idle.erase(place);
    return number;
}

void invoke(Context context, std::uint32_t index, std::uint32_t node) {
    Frame& frame = context.frame(index);
    context.node(node).rare->measures.waiting.record(context.now() - frame.arrived);
    if (!frame.has(kTimeLimited)) limitVisit(context, index, node);
    beginWork(context, index);
}

void coldStart(Context context, std::uint32_t index, std::uint32_t node) {
    FunctionState& function = stateOf(context, node);
    ++function.starting;
    ++function.log.causes.cold;
    ++context.node(node).rare->measures.coldStarts;
    Frame& frame = context.frame(index);
    frame.set(kInitializing | kCold);
    frame.instance = newEnvironment(context, node);
    function.environments[frame.instance].asked = context.now();
    if (frame.has(kSampled))
        context.note({.at = context.now(),
                      .uid = frame.uid,
                      .what = SpanNote::What::reached,
                      .flag = true,
                      .arrived = frame.arrived});
    const LambdaInit init =
        drawInit(modelOf(context, node).coldStart, context.model().facts->lambda, context.node(node).startup);
    context.post(init.takes, EventType::initDone, index, init.again ? 1 : 0);
}

}  // namespace

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
    frame.flags = static_cast<Flags>(before.flags & (kSampled | kRemote | kPoison));
    close(context, index);
    return next;
}

// Provisioned concurrency of a function that reserves nothing is taken from the account, and is its own; else it is a
// part of what is reserved.
static bool isApart(Context context, std::uint32_t node) {
    return context.model().pools[modelOf(context, node).pool].shared;
}

static void countEnd(FunctionState& function, Environment* environment, bool initializing, SimTime now) {
    if (environment == nullptr || environment->asked == Environment::kFree) return function.demand.end(now);
    const SimTime asked = std::exchange(environment->asked, Environment::kFree);
    function.demand.endCold(asked, initializing ? Duration{0} : environment->up - asked, now);
}

static void spillOver(Context context, std::uint32_t node) {
    FunctionState& function = stateOf(context, node);
    ++function.spilled;
    function.onDemand.rise(context.now());
    noteSpillOver(context, node);
}

void beginFunction(Context context, std::uint32_t node) {
    stateOf(context, node).provisionedIdle = modelOf(context, node).provisioned;
    stateOf(context, node).log.environments = modelOf(context, node).provisioned;
    measureEnvironments(context, node);
}

void admitAtFunction(Context context, std::uint32_t index, std::uint32_t node) {
    FunctionState& function = stateOf(context, node);
    Frame& frame = context.frame(index);
    LambdaConcurrency& pool = context.world.pools[modelOf(context, node).pool];
    const LambdaCall call = context.model().flows[frame.flow].asyncRetry ? LambdaCall::event : LambdaCall::synchronous;
    const LambdaIdle idle{function.provisionedIdle > 0, !function.idle.empty(), isApart(context, node)};
    const LambdaVerdict verdict = admit(pool, function.newEnvironments, idle, context.now(), call);
    if (verdict.answer == LambdaAnswer::throttled) {
        noteHeld(context, node, verdict.limit);
        return endVisit(context, index, failed(FailureCause::throttled));
    }
    ++function.busy;
    if (verdict.answer == LambdaAnswer::provisioned) {
        --function.provisionedIdle;
        ++function.provisionedBusy;
        frame.set(kProvisioned);
        frame.instance = FunctionState::kProvisionedEnvironment;
    } else if (verdict.answer == LambdaAnswer::warm) {
        frame.instance = takeIdle(context, node);
    }
    function.demand.arrive(context.now(), verdict.answer == LambdaAnswer::cold);
    if (verdict.answer != LambdaAnswer::provisioned && modelOf(context, node).provisioned > 0) spillOver(context, node);
    if (verdict.answer == LambdaAnswer::cold)
        coldStart(context, index, node);
    else
        invoke(context, index, node);
    measureEnvironments(context, node);
}

void finishInit(Context context, std::uint32_t index, bool again) {
    Frame& frame = context.frame(index);
    const std::uint32_t node = frame.node;
    if (again) {
        noteInitAgain(context, node);
        limitVisit(context, index, node);
        return context.post(drawInitAgain(modelOf(context, node).coldStart, context.node(node).startup),
                            EventType::initDone, index);
    }
    frame.clear(kInitializing);
    FunctionState& function = stateOf(context, node);
    --function.starting;
    function.environments[frame.instance].up = context.now();
    invoke(context, index, node);
    measureEnvironments(context, node);
}

void releaseAtFunction(Context context, std::uint32_t node, std::uint32_t environment, Flags before) {
    FunctionState& function = stateOf(context, node);
    --function.busy;
    const bool provisioned = (before & kProvisioned) != 0;
    if (!provisioned || !isApart(context, node)) context.world.pools[modelOf(context, node).pool].finish();
    const bool initializing = (before & kInitializing) != 0;  // stopped before it was up
    if (provisioned) --function.provisionedBusy;
    if (initializing) --function.starting;
    if (!provisioned && modelOf(context, node).provisioned > 0) function.onDemand.fall(context.now());
    countEnd(function, provisioned ? nullptr : &function.environments[environment], initializing, context.now());
    if (function.dying || initializing) {
        ++function.log.causes.killed;
        if (!provisioned) drop(function, environment);
    } else if (provisioned) {
        ++function.provisionedIdle;
    } else if (function.environments[environment].retires <= context.now()) {
        ++function.log.causes.recycled;
        drop(function, environment);
    } else {
        function.environments[environment].idleSince = context.now();
        function.idle.push_back(environment);
        armExpiry(context, node);
    }
    measureEnvironments(context, node);
}

AsyncFate retryAsynchronously(Context context, std::uint32_t index, Outcome outcome) {
    const Frame& before = context.frame(index);
    const LambdaFacts& facts = context.model().facts->lambda;
    const std::uint32_t stated = context.model().flows[before.flow].delivery;
    const DeliveryModel* limits = stated == kNone ? nullptr : &context.model().deliveries[stated];
    const Duration age = limits == nullptr ? facts.asyncAge : limits->age;
    const bool throttled = causeOf(outcome) == FailureCause::throttled || causeOf(outcome) == FailureCause::unavailable;
    Duration wait{0};
    if (throttled) {
        wait = before.wait == Duration{0} ? facts.asyncThrottleBackoff
                                          : std::min(facts.asyncThrottleBackoffCap, before.wait * 2);
    } else {
        if (before.attempt >= (limits == nullptr ? facts.asyncRetries : limits->retries)) return AsyncFate::triedOften;
        wait = before.attempt == 0 ? facts.asyncFirstRetry : facts.asyncSecondRetry;
    }
    // Halves are spread: of a burst that was throttled together not all come again together.
    const Duration spread =
        throttled ? secondsToDuration(toSeconds(wait) / 2 * context.node(before.node).backoff.uniform()) : Duration{0};
    if (context.now() + wait - spread - before.sent > age) return AsyncFate::tooOld;
    const std::uint32_t next = frameOfNextTry(context, index);
    if (next == kNoFrame) return AsyncFate::tooOld;
    Frame& frame = context.frame(next);
    if (throttled)
        frame.wait = wait;
    else
        ++frame.attempt;
    frame.uid = context.nextUid(frame.node);  // what is still pending of this try is stale
    context.post(wait - spread, EventType::arrive, next);
    return AsyncFate::comesAgain;
}

void expireEnvironments(Context context, std::uint32_t node) {
    FunctionState& function = stateOf(context, node);
    const Duration keepAlive = modelOf(context, node).keepAlive;
    function.expiryArmed = false;
    while (!function.idle.empty() &&
           function.environments[function.idle.front()].idleSince + keepAlive <= context.now()) {
        drop(function, function.idle.front());
        function.idle.pop_front();
        ++function.log.causes.expired;
    }
    armExpiry(context, node);
    measureEnvironments(context, node);
}

void recycleEnvironments(Context context, std::uint32_t node) {
    FunctionState& function = stateOf(context, node);
    if (function.nextRetirement > context.now()) return;
    std::erase_if(function.idle, [&](std::uint32_t number) {
        if (function.environments[number].retires > context.now()) return false;
        drop(function, number);
        ++function.log.causes.recycled;
        return true;
    });
    // Busy ones that are due go when they are done; they must not be looked for every second until then.
    function.nextRetirement = Environment::kFree;
    for (const Environment& each : function.environments) {
        if (each.retires > context.now()) function.nextRetirement = std::min(function.nextRetirement, each.retires);
    }
    measureEnvironments(context, node);
}

void prepareProvisioned(Context context, std::uint32_t node) {
    FunctionState& function = stateOf(context, node);
    const FunctionModel& model = modelOf(context, node);
    const LambdaFacts& facts = context.model().facts->lambda;
    const Duration apart = secondsToDuration(1 / facts.provisionedFill.perSecond());
    while (function.provisionedIdle + function.provisionedBusy + function.provisionedStarting < model.provisioned) {
        ++function.provisionedStarting;
        const SimTime start = std::max(context.now(), function.nextPreparation);
        function.nextPreparation = start + apart;
        // Nobody waits for it, and its INIT has no limit of ten seconds.
        context.postNode(start + model.coldStart(context.node(node).startup), EventType::environmentReady, node,
                         function.preparations);
    }
}

void finishPreparation(Context context, std::uint32_t node, std::uint32_t preparation) {
    FunctionState& function = stateOf(context, node);
    if (preparation != function.preparations) return;
    --function.provisionedStarting;
    ++function.provisionedIdle;
    ++function.log.causes.prepared;
    measureEnvironments(context, node);
}

void killEnvironments(Context context, std::uint32_t node, std::int64_t count) {
    FunctionState& function = stateOf(context, node);
    function.dying = true;
    count -= static_cast<std::int64_t>(killVisits(context, {.node = node, .most = static_cast<std::size_t>(count)}));
    function.dying = false;
    for (; count > 0 && !function.idle.empty(); --count) {
        dropNewestIdle(function);
        ++function.log.causes.killed;
    }
    for (; count > 0 && function.provisionedIdle > 0; --count) {
        --function.provisionedIdle;
        ++function.log.causes.killed;
    }
    prepareProvisioned(context, node);
    measureEnvironments(context, node);
}

void killAllEnvironments(Context context, std::uint32_t node) {
    FunctionState& function = stateOf(context, node);
    function.dying = true;
    killVisits(context, {.node = node});
    function.dying = false;
    function.log.causes.killed += static_cast<std::int64_t>(function.idle.size()) + function.provisionedIdle;
    while (!function.idle.empty()) dropNewestIdle(function);
    function.provisionedIdle = function.provisionedStarting = 0;
    ++function.preparations;  // prepareProvisioned() when the outage is over
    measureEnvironments(context, node);
}

}  // namespace spillway
