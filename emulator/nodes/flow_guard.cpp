#include "nodes/flow_guard.h"

#include "base/assert.h"
#include "base/text.h"
#include "nodes/caller_guard.h"
#include "nodes/caller_pool.h"
#include "nodes/calls.h"
#include "nodes/rate_log.h"
#include "nodes/visit.h"

#include <fmt/format.h>

namespace spillway {
namespace {

using namespace frame_flag;

// A percentile of fewer says little.
constexpr std::uint64_t kLeastAnswers = 100;
constexpr double kHedgePercentile = 0.95;

Gate refused(FlowGuard& guard, FlowGuard::Told why, FailureCause cause) {
    ++guard.told[why].now;
    return {Gate::Way::refused, failed(cause)};
}

// One for all, or one for each instance of the caller.
TokenBucket& bucketOf(Context context, FlowGuard& guard, const Frame& frame) {
    const RateLimit& limit = *guard.model->rateLimit;
    const Frame& visit = context.frame(frame.parent);
    const Behavior caller = context.row(frame).from->model->behavior;
    const bool hasInstances = caller == Behavior::server || caller == Behavior::function;
    const std::uint32_t whose = limit.perInstance && hasInstances ? visit.instance : kNoInstance;
    const auto burst = static_cast<double>(limit.burst);
    return guard.buckets.try_emplace(whose, limit.rate, burst, context.now()).first->second;
}

// Waits in the line; its time is as long as everybody's, so the first in line is the first whose time is over.
Gate waitForPermit(Context context, Frame& frame, FlowGuard& guard, CallerGuard& caller) {
    frame.set(kWaiting);
    frame.arrived = context.now();
    caller.waiting.push(context.lane.frames, context.indexOf(frame));
    context.post(guard.model->bulkhead->maxWait, EventType::permitOver, context.indexOf(frame));
    return {Gate::Way::waits};
}

std::optional<Duration> hedgeDelay(const FlowGuard& guard, const FlowRow& flow) {
    if (guard.model->hedge->after) return guard.model->hedge->after;
    const LatencyHistogram& answers = flow.sent->response.whole();
    if (answers.count() < kLeastAnswers) return std::nullopt;
    return answers.percentile(kHedgePercentile);
}

// The other one goes on, and nobody hears of it: its traced span ends here.
void forgetLoser(Context context, std::uint32_t index) {
    const Frame& frame = context.frame(index);
    if (frame.has(kSampled))
        context.note({.at = context.now(),
                      .uid = frame.uid,
                      .what = SpanNote::What::answered,
                      .outcome = failed(FailureCause::timeout)});
}

// The attempt ends when its visit's callers give up, unless its own timer ends it before.
void watchDeadline(Context context, const Frame& frame, const FlowRow& flow) {
    const auto deadline = deadlineOf(context, context.frame(frame.parent));
    const bool sooner = deadline && (flow.timer == kNone || *deadline < context.now() + flow.model->timeout);
    if (sooner) context.post(*deadline - context.now(), EventType::deadline, context.indexOf(frame));
}

// What runs in a process that hears of a cancelled call; a function, a workflow, a broker or somebody else's system
// goes on.
bool isStopped(const NodeState& callee) {
    switch (callee.model->behavior) {
        case Behavior::plain:
        case Behavior::gateway:
        case Behavior::server: return true;
        default: return false;
    }
}

struct Words {
    const char* what;
    std::string reason;
};

Words wordsOf(std::size_t told, const GuardModel& model) {
    switch (told) {
        case FlowGuard::full:
            return {"bulkhead holds calls to",
                    fmt::format("{} at once are the most{}", model.bulkhead ? model.bulkhead->concurrent : 0,
                                model.bulkhead && model.bulkhead->perInstance ? " from an instance" : "")};
        case FlowGuard::limited:
            return {"rate limit holds calls to",
                    fmt::format("more than {:g} a second", model.rateLimit ? model.rateLimit->rate.perSecond() : 0)};
        case FlowGuard::late: return {"no time left to call", "its own callers give up before an answer could come"};
        case FlowGuard::retriesHeld:
            return {"retry budget spent for", fmt::format("as many retries are active{} as it allows",
                                                          model.retriesEach ? " at an instance" : "")};
        case FlowGuard::pooled:
            return {"calls wait for a connection to",
                    fmt::format("all {} of an instance are in use", model.pool ? model.pool->size : 0)};
        case FlowGuard::unpooled:
            return {"no connection in time to",
                    "none came free in " + (model.pool ? toText(model.pool->timeout) : std::string{})};
        case FlowGuard::hedged: return {"sends copies of calls to", "no answer in the time that most take"};
        default: return {"falls back for", "something else answers: requests go on, degraded"};
    }
}

}  // namespace

// Whoever is first in the bulkhead's line goes on, while there are permissions. Somebody of `caller` is not done yet.
static void givePermits(Context context, FlowGuard& guard, CallerGuard& caller, const FlowRow& flow) {
    while (caller.waiting.count != 0 && caller.inside < guard.model->bulkhead->concurrent) {
        Frame& next = context.frame(caller.waiting.pop(context.lane.frames));
        next.clear(kWaiting);
        ++caller.inside;
        if (guard.model->pool && takeConnection(context, next, flow).way == Gate::Way::waits) continue;
        const Frame before = next;
        if (departFromGuard(context, next, flow)) continue;
        --caller.inside;
        if (guard.model->pool) giveConnectionBack(context, before, flow);
    }
}

Gate passGuard(Context context, Frame& frame, const FlowRow& flow) {
    FlowGuard& guard = *guardOf(context, flow);
    if (guard.model->deadline) {
        const auto deadline = deadlineOf(context, context.frame(frame.parent));
        // Not even the way there and back would fit.
        if (deadline && context.now() + flow.latency + flow.model->latencyBack >= *deadline)
            return refused(guard, FlowGuard::late, FailureCause::timeout);
    }
    if (guard.model->rateLimit && !bucketOf(context, guard, frame).tryTake(context.now()))
        return refused(guard, FlowGuard::limited, FailureCause::throttled);
    if (guard.model->bulkhead) {
        CallerGuard& caller = makerOf(guard, frame, guard.model->bulkhead->perInstance);
        const bool full = caller.inside >= guard.model->bulkhead->concurrent;
        if (full && guard.model->bulkhead->maxWait > Duration{0}) return waitForPermit(context, frame, guard, caller);
        if (full) return refused(guard, FlowGuard::full, FailureCause::refused);
        ++caller.inside;
    }
    frame.arrived = context.now();  // if it waits, since now
    if (guard.model->pool) return takeConnection(context, frame, flow);
    return {};
}

void watchAttempt(Context context, const Frame& frame, const FlowRow& flow) {
    const FlowGuard& guard = *guardOf(context, flow);
    if (guard.model->deadline) watchDeadline(context, frame, flow);
    if (!guard.model->hedge || frame.attempt != 0) return;
    if (const auto delay = hedgeDelay(guard, flow)) context.post(*delay, EventType::hedge, context.indexOf(frame));
}

void releaseGuard(Context context, const Frame& frame, const FlowRow& flow) {
    retryIsOver(context, flow, frame);
    attemptIsBack(context, frame, flow);
    FlowGuard& guard = *guardOf(context, flow);
    if (guard.model->pool) giveConnectionBack(context, frame, flow);
    if (!guard.model->bulkhead) return;
    CallerGuard& caller = makerOf(guard, frame, guard.model->bulkhead->perInstance);
    --caller.inside;
    givePermits(context, guard, caller, flow);
}

std::optional<SimTime> deadlineOf(Context context, const Frame& visit) {
    const FlowRow& flow = context.row(visit);
    if (flow.from == nullptr || !flow.awaited || flow.fromQueue) return std::nullopt;
    if (visit.parent == kNoFrame) return std::nullopt;  // a workflow's task: its execution outlives who started it
    const FlowGuard* guard = guardOf(context, flow);
    if (guard == nullptr || !guard->model->deadline) return std::nullopt;
    // Nobody waits for it, or it is over and only its calls are still out: who sent it may be gone.
    if (visit.has(kOrphan) || !visit.has(kVisiting)) return context.now();
    // Whoever sent a copy that lost has its answer, and may be gone.
    const auto twin = guard->twins.find(visit.uid);
    const bool lost = twin != guard->twins.end() && twin->second.decided;
    std::optional<SimTime> deadline;
    if (!lost) deadline = deadlineOf(context, context.frame(visit.parent));
    const SimTime own = visit.sent + flow.model->timeout;
    if (flow.timer != kNone && (!deadline || own < *deadline)) deadline = own;
    return deadline;
}

bool isCancelled(Context context, const Frame& frame) {
    if (!frame.has(kOrphan) || !isStopped(context.nodeOf(frame))) return false;
    const FlowGuard* guard = guardOf(context, context.row(frame));
    return guard != nullptr && (guard->model->deadline || isLostCopy(context, frame));
}

void passDeadline(Context context, Frame& frame) {
    if (frame.has(kAwaited)) return giveUp(context, frame);
    // Who stands in a line is told when its turn comes.
    if (frame.has(kVisiting) && !frame.has(kWaiting) && isCancelled(context, frame))
        endVisit(context, frame, context.nodeOf(frame), failed(FailureCause::timeout));
}

bool isLostCopy(Context context, const Frame& frame) {
    const FlowGuard* guard = guardOf(context, context.row(frame));
    // Only where both ends live in one lane may the callee look.
    if (guard == nullptr || !guard->model->hedge || !guard->model->hedge->cancel) return false;
    const auto twin = guard->twins.find(frame.uid);
    return twin != guard->twins.end() && twin->second.decided;
}

void forgetCopy(Context context, const Frame& frame) {
    if (FlowGuard* guard = guardOf(context, context.row(frame))) guard->twins.erase(frame.uid);
}

bool mayRetry(Context context, const Frame& attempt, const FlowRow& flow) {
    FlowGuard* guard = guardOf(context, flow);
    if (guard == nullptr) return true;
    if (guard->model->deadline) {
        const auto deadline = deadlineOf(context, context.frame(attempt.parent));
        if (deadline && context.now() >= *deadline) return false;
    }
    if (!guard->model->activeRetries) return true;
    CallerGuard& caller = callerOf(context, *guard, context.frame(attempt.parent), guard->model->retriesEach);
    if (caller.retries->tryBegin(openCalls(*guard, caller, flow))) return true;
    ++guard->told[FlowGuard::retriesHeld].now;
    return false;
}

void retryIsOver(Context context, const FlowRow& flow, const Frame& attempt) {
    FlowGuard* guard = guardOf(context, flow);
    if (guard == nullptr || !guard->model->activeRetries || attempt.attempt == 0) return;
    makerOf(*guard, attempt, guard->model->retriesEach).retries->finish();
}

void giveRetryBack(Context context, const FlowRow& flow, const Frame& visit) {
    FlowGuard* guard = guardOf(context, flow);
    if (guard == nullptr || !guard->model->activeRetries) return;
    callerOf(context, *guard, visit, guard->model->retriesEach).retries->finish();
}

void hedgeCall(Context context, Frame& frame) {
    const FlowRow& flow = context.row(frame);
    FlowGuard& guard = *guardOf(context, flow);
    if (!frame.has(kAwaited) || guard.twins.contains(frame.uid)) return;
    Frame& parent = context.frame(frame.parent);
    CallerGuard* const bulkhead =
        guard.model->bulkhead ? &makerOf(guard, frame, guard.model->bulkhead->perInstance) : nullptr;
    const bool full = (bulkhead != nullptr && bulkhead->inside >= guard.model->bulkhead->concurrent) ||
                      (guard.model->pool && !hasConnectionFor(context, frame, flow));
    if (!parent.has(kVisiting) || full || !guard.hedgeBudget->tryRetry(context.now())) return;
    Frame* const copy = sendCopy(context, parent, frame, flow);
    if (copy == nullptr) return;
    ++guard.told[FlowGuard::hedged].now;
    if (bulkhead != nullptr) ++bulkhead->inside;
    if (guard.model->pool) takeConnection(context, *copy, flow);
    if (guard.model->deadline) watchDeadline(context, *copy, flow);
    guard.twins[frame.uid] = {copy->uid, context.indexOf(*copy), false};
    guard.twins[copy->uid] = {frame.uid, context.indexOf(frame), false};
}

bool leavesToTwin(Context context, const Frame& frame, const FlowRow& flow, Outcome outcome) {
    FlowGuard* guard = guardOf(context, flow);
    if (guard == nullptr || guard->twins.empty()) return false;
    const auto own = guard->twins.find(frame.uid);
    if (own == guard->twins.end()) return false;
    const FlowGuard::Twin twin = own->second;
    guard->twins.erase(own);
    if (twin.decided) return true;  // the other was faster
    if (outcome != kSucceeded) {
        guard->twins.erase(twin.uid);  // it depends on the other alone now
        return true;
    }
    guard->twins[twin.uid].decided = true;
    forgetLoser(context, twin.index);
    if (guard->model->hedge->cancel) cancelCopy(context, context.frame(twin.index), flow);
    return false;
}

bool fallsBack(Context context, const FlowRow& flow) {
    FlowGuard* guard = guardOf(context, flow);
    if (guard == nullptr || !guard->model->fallback) return false;
    if (!flow.from->backoff.chance(guard->model->fallback->covers.fraction())) return false;
    ++guard->told[FlowGuard::fellBack].now;
    return true;
}

void leaveLine(Context context, FrameLine& line, std::uint32_t index) {
    FramePool& frames = context.lane.frames;
    FrameLine before;
    while (line.head != index) {
        SPILLWAY_ASSERT(line.count != 0, "who gives up is in the line");
        before.push(frames, line.pop(frames));
    }
    line.pop(frames);
    before.reverse(frames);
    while (before.count != 0) line.pushFront(frames, before.pop(frames));
}

// No connection came free in time: its permission goes on to the next.
static void refuseUnpooled(Context context, Frame& frame, const FlowRow& flow) {
    FlowGuard& guard = *guardOf(context, flow);
    const std::uint32_t index = context.indexOf(frame);
    if (guard.model->bulkhead) {
        CallerGuard& caller = makerOf(guard, frame, guard.model->bulkhead->perInstance);
        --caller.inside;
        givePermits(context, guard, caller, flow);
    }
    refuseUnsent(context, context.frame(index), flow, failed(FailureCause::timeout));
}

void endPermitWait(Context context, Frame& frame) {
    if (!frame.has(kWaiting) || frame.has(kVisiting) || frame.has(kAwaited)) return;  // it has left since
    const FlowRow& flow = context.row(frame);
    FlowGuard& guard = *guardOf(context, flow);
    if (guard.model->pool && isInPool(guard, frame)) {
        if (leavesPoolLine(context, frame, flow)) refuseUnpooled(context, frame, flow);
        return;
    }
    leaveLine(context, makerOf(guard, frame, guard.model->bulkhead->perInstance).waiting, context.indexOf(frame));
    frame.clear(kWaiting);
    ++guard.told[FlowGuard::full].now;
    refuseUnsent(context, frame, flow, failed(FailureCause::refused));
}

void tellGuard(Context context, std::uint32_t index) {
    const FlowRow& flow = context.world.rows[index];
    FlowGuard& guard = *guardOf(context, flow);
    if (guard.hedgeBudget) {
        // The share is of the calls of the seconds before.
        for (std::uint64_t begun = flow.sent->begun; guard.begun < begun; ++guard.begun)
            guard.hedgeBudget->onFirstCall(context.now());
    }
    for (std::size_t kind = 0; kind < FlowGuard::kTold; ++kind) {
        FlowGuard::Tally& tally = guard.told[kind];
        const auto rate = static_cast<double>(tally.now - tally.before);
        tally.before = tally.now;
        const RateNews news = newsOf(tally.log, rate, 1, context.now());
        if (news == RateNews::nothing) continue;
        const Words words = wordsOf(kind, *guard.model);
        const std::string what = fmt::format("{} {}", words.what, flow.to->model->id);
        if (news == RateNews::over)
            context.decide(flow.from->index, what + ": over", "no more for 5 s");
        else
            context.decide(flow.from->index, what, fmt::format("{:g}/s: {}", rate, words.reason));
    }
}

}  // namespace spillway
