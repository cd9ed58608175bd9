#include "nodes/calls.h"

#include "nodes/call_notes.h"
#include "nodes/caller_guard.h"
#include "nodes/flow_guard.h"
#include "nodes/folded_visit.h"
#include "nodes/queue.h"
#include "nodes/session.h"
#include "nodes/stream.h"
#include "nodes/trouble.h"
#include "nodes/visit.h"

#include <algorithm>

namespace spillway {
namespace {

using namespace frame_flag;

// Whether caller and callee stand in different zones holds for the way and the way back: the instant at which the
// attempt was sent says it, which both ends know, and which does not depend on how nodes are numbered.
Duration crossing(const FlowRow& flow, const Frame& frame) {
    if (!flow.crosses) [[likely]]
        return Duration{0};
    const auto sent = static_cast<std::uint64_t>(frame.sent.time_since_epoch().count());
    const double drawn = static_cast<double>(mix64(sent ^ 0x7a6f'6e65'7320'6161U) >> 11) * 0x1p-53;
    return drawn < flow.model->crossing ? flow.model->betweenZones : Duration{0};
}
Duration wayBack(const FlowRow& flow) { return flow.directed ? flow.model->latencyBack : flow.latency; }

// `instance`: whose breaker it is, if each has its own.
void logBreaker(Context context, const FlowRow& flow, const CircuitBreaker& breaker, std::uint32_t instance,
                const CircuitBreaker::Transition& transition) {
    if (transition.to == CircuitBreaker::State::open) ++context.rare(flow).sent.breakerOpened;
    const std::string whose = instance == kNoInstance ? std::string{} : "instance " + std::to_string(instance) + ": ";
    flow.from->rare->decisions.push_back({context.now(), flow.from->model->id + " -> " + flow.to->model->id,
                                          word(transition.to), whose + transition.reason});
    if (const auto next = breaker.changesAt()) {
        const auto index = static_cast<std::uint32_t>(&flow - context.world.rows.data());
        context.postNode(*next, EventType::breakerChange, *flow.from, index);
    }
}

void logBreaker(Context context, const Frame& attempt, const FlowRow& flow, const CircuitBreaker& breaker,
                const CircuitBreaker::Transition& transition) {
    if (context.rare(flow).breaker) return logBreaker(context, flow, breaker, kNoInstance, transition);
    FlowGuard& guard = *guardOf(context, flow);
    if (!makerIsGone(guard, attempt))
        logBreaker(context, flow, breaker, makerOf(guard, attempt, true).instance, transition);
}

void recordAtBreaker(Context context, const Frame& attempt, const FlowRow& flow, CircuitBreaker::Outcome outcome) {
    CircuitBreaker* const breaker = breakerOf(context, attempt, flow);
    if (breaker == nullptr) return;
    if (const auto transition = breaker->record(outcome, context.now()))
        logBreaker(context, attempt, flow, *breaker, *transition);
}

// Refused before it left: no frame to be had, or too many calls open.
[[gnu::cold, gnu::noinline]] void refuse(Context context, Frame& visit, const FlowRow& flow) {
    CallMeasures& sent = *flow.sent;
    ++sent.begun;
    context.count(flow, failed(FailureCause::refused));
    visit.set(kFailedCall);
    if (visit.outcome == kSucceeded) visit.outcome = failed(FailureCause::refused);
}

bool wantsRetry(Context context, const Frame& attempt, const FlowRow& flow, Outcome outcome) {
    const std::uint32_t retry = flow.model->retry;
    if (retry == kNone || outcome == failed(FailureCause::rejected) || !context.frame(attempt.parent).has(kVisiting))
        return false;
    const Retry& policy = context.model().retries[retry];
    if (attempt.attempt + 1 >= policy.attempts || attempt.attempt == 254 || !isRetriable(policy, outcome)) return false;
    if (!flow.guarded) return true;
    RetryBudget* const budget = retryBudgetOf(context, context.frame(attempt.parent), flow);
    return (budget == nullptr || budget->tryRetry(context.now())) && mayRetry(context, attempt, flow);
}

// Null when there is no room.
[[gnu::always_inline]] inline Frame* newAttempt(Context context, const Frame& parent, const FlowRow& flow,
                                                std::uint32_t flowIndex) {
    const std::uint32_t index = context.lane.frames.claim();
    if (index == kNoFrame) [[unlikely]]
        return nullptr;
    Frame& frame = context.frame(index);
    frame.begin(context.now(), Context::nextUid(*flow.from), context.indexOf(parent), flowIndex,
                context.world.targetOf(flow), parent.flags & kSampled);
    return &frame;
}

// After a failed attempt: either the next one is scheduled, or the call has failed.
[[gnu::cold, gnu::noinline]] void afterFailure(Context context, const Frame& before, const FlowRow& flow,
                                               Outcome outcome) {
    Frame& parent = context.frame(before.parent);
    if (wantsRetry(context, before, flow, outcome)) {
        if (Frame* const next = newAttempt(context, parent, flow, before.flow)) {
            next->attempt = static_cast<std::uint8_t>(before.attempt + 1);
            next->wait =
                retryWait(context.model().retries[flow.model->retry], before.attempt, before.wait, flow.from->backoff);
            ++context.rare(flow).sent.retries;
            if (flow.guarded) beginAttempt(context, *next, parent, flow);
            return context.post(next->wait, EventType::send, context.indexOf(*next));
        }
        giveRetryBack(context, flow, parent);
    }
    const bool answered = flow.guarded && fallsBack(context, flow);
    endCall(context, parent, answered ? kSucceeded : outcome);
}

[[gnu::noinline]] void departToOtherLane(Context context, Frame& frame, const FlowRow& flow, Duration extra) {
    frame.set(kRemote);
    context.lane.send(context.world.laneOf[flow.model->to],
                      {{context.now() + flow.latency + extra, frame.uid, 0, packWhat(EventType::arrive)},
                       frame.sent,
                       frame.flow,
                       context.indexOf(frame),
                       static_cast<Flags>(frame.flags & (kSampled | kPoison)),
                       frame.attempt});
}

[[gnu::cold, gnu::noinline]] void departInTrouble(Context context, Frame& frame, const FlowRow& flow) {
    const Passage passage = passageOut(context, frame.flow);
    const bool atDoor = stopsAtDoor(context, flow, frame.flow);
    if (!atDoor && (passage.lost || (passage.turnedAway && !flow.awaited))) return frame.set(kLost);
    const Duration across = crossing(flow, frame), extra = passage.extra + across;
    if (passage.turnedAway && !atDoor) {
        // The target's door is as far as it gets: the frame stays here, and its answer comes after one round trip.
        return context.post(flow.latency + wayBack(flow) + extra + across, EventType::respond, context.indexOf(frame),
                            failed(*passage.turnedAway));
    }
    if (flow.remote) return departToOtherLane(context, frame, flow, extra);
    if (extra == Duration{0}) return context.postAlong(flow, EventType::arrive, frame);
    context.post(flow.latency + extra, EventType::arrive, context.indexOf(frame));
}

void depart(Context context, Frame& frame, const FlowRow& flow, const Dispatch& how) {
    CallMeasures& sent = *flow.sent;
    frame.sent = context.now();
    ++sent.begun;
    if (flow.awaited) {
        frame.set(kAwaited);
        ++sent.open;
    }
    if (frame.has(kSampled)) [[unlikely]]
        noteSent(context, frame, flow, how.parentUid, how.heldSince);
    if (how.timer != kNone) context.arm(how.timer, context.now() + how.timeout, how.onTimeout, context.indexOf(frame));
    if (flow.timer != kNone) context.lane.events.await(flow.timer, context.lane.frames, frame);
    if (!context.world.levers.calm) [[unlikely]]
        return departInTrouble(context, frame, flow);
    if (flow.remote) return departToOtherLane(context, frame, flow, crossing(flow, frame));
    if (flow.crosses) [[unlikely]]
        return context.post(flow.latency + crossing(flow, frame), EventType::arrive, context.indexOf(frame));
    context.postAlong(flow, EventType::arrive, frame);
}

bool passesBreaker(Context context, const Frame& attempt, const FlowRow& flow) {
    CircuitBreaker* const breaker = breakerOf(context, attempt, flow);
    if (breaker == nullptr) return true;
    const CircuitBreaker::Permission permission = breaker->acquire(context.now());
    if (permission.transition) logBreaker(context, attempt, flow, *breaker, *permission.transition);
    return permission.admitted;
}

// A worker may only make so many calls a request. The visit counts them in `next`, which nobody needs between the
// waiting line and the end.
bool passesLimit(Context context, Frame& parent, const FlowRow& flow) {
    const std::uint32_t limit = flow.model->subrequests;
    if (limit == 0) return true;
    if (parent.next == kNoFrame) parent.next = 0;
    if (parent.next < limit) return ++parent.next, true;
    if (context.rare(flow).sent.failed[static_cast<std::size_t>(FailureCause::rejected)] == 0)
        flow.from->rare->decisions.push_back(
            {context.now(), flow.from->model->id, "too many subrequests",
             "a request may make " + std::to_string(limit) + " calls, tries included"});
    return false;
}

// It does not leave: the attempt ends before anybody hears of it. Its caller has held it back since `heldSince`.
void endAtHome(Context context, Frame& frame, const FlowRow& flow, Outcome outcome, SimTime heldSince) {
    retryIsOver(context, flow, frame);
    endAttempt(context, frame, flow);
    ++flow.sent->begun;
    context.count(flow, outcome);
    if (frame.has(kSampled)) [[unlikely]]
        noteUnsent(context, frame, flow, outcome, heldSince);
    const Frame before = frame;
    context.lane.frames.release(frame);
    afterFailure(context, before, flow, outcome);
}

// The breaker has let it through, and something after it has not: to the breaker a failure.
void endUnsent(Context context, Frame& frame, const FlowRow& flow, Outcome outcome, SimTime heldSince) {
    recordAtBreaker(context, frame, flow, {true, Duration{0}});
    endAtHome(context, frame, flow, outcome, heldSince);
}

[[gnu::cold, gnu::noinline]] void attemptGuarded(Context context, Frame& frame, const Frame& parent,
                                                 const FlowRow& flow) {
    if (!passesLimit(context, context.frame(frame.parent), flow))
        return endAtHome(context, frame, flow, failed(FailureCause::rejected), context.now());
    if (!passesBreaker(context, frame, flow))
        return endAtHome(context, frame, flow, failed(FailureCause::breaker_open), context.now());
    const bool guarded = flow.model->guard != kNone;
    const Gate gate = guarded ? passGuard(context, frame, flow) : Gate{};
    if (gate.way == Gate::Way::waits) return;
    if (gate.way == Gate::Way::refused) return endUnsent(context, frame, flow, gate.outcome, context.now());
    depart(context, frame, flow, {.parentUid = parent.uid});
    if (!guarded) return;
    attemptLeft(context, frame, flow);
    watchAttempt(context, frame, flow);
}

void attempt(Context context, Frame& frame, const Frame& parent, const FlowRow& flow) {
    if (flow.guarded) return attemptGuarded(context, frame, parent, flow);
    depart(context, frame, flow, {.parentUid = parent.uid});
}

[[gnu::cold, gnu::noinline]] void tellGuards(Context context, const Frame& frame, const FlowRow& flow,
                                             Outcome outcome) {
    if (flow.model->guard != kNone) releaseGuard(context, frame, flow);
    recordAtBreaker(context, frame, flow, {outcome != kSucceeded, context.now() - frame.sent});
    endAttempt(context, frame, flow);
}

// Who fetched it from a queue or a stream has an answer.
[[gnu::noinline]] void endFetched(Context context, std::uint32_t index, const FlowRow& flow, Outcome outcome) {
    if (flow.from->model->behavior == Behavior::stream) return endRead(context, index, outcome);
    endDelivery(context, index, outcome);
}

[[gnu::noinline]] void replyToOtherLane(Context context, Frame& frame, const FlowRow& flow) {
    const Passage passage = context.world.levers.calm ? Passage{} : passageBack(context, frame.flow);
    if (!passage.lost) {
        context.lane.send(context.world.laneOf[flow.model->from],
                          {{context.now() + wayBack(flow) + passage.extra + crossing(flow, frame), frame.uid,
                            frame.parent, packWhat(EventType::respond, frame.outcome)}});
    }
    close(context, frame);
}

[[gnu::cold, gnu::noinline]] void replyInTrouble(Context context, Frame& frame, const FlowRow& flow) {
    const Passage passage = passageBack(context, frame.flow);
    if (passage.lost) {
        if (!frame.has(kAwaited)) return close(context, frame);
        return frame.set(kLost);
    }
    const Duration extra = passage.extra + crossing(flow, frame);
    if (extra == Duration{0} && !flow.directed)
        return context.postAlong(flow, EventType::respond, frame, frame.outcome);
    context.post(wayBack(flow) + extra, EventType::respond, context.indexOf(frame), frame.outcome);
}

}  // namespace

// The first attempt of a call that is not usual.
[[gnu::noinline]] static void beginCall(Context context, Frame& frame, Frame& parent, const FlowRow& flow) {
    if (flow.guarded) {
        beginAttempt(context, frame, parent, flow);
        if (RetryBudget* const budget = retryBudgetOf(context, parent, flow)) budget->onFirstCall(context.now());
    }
    attempt(context, frame, parent, flow);
}

// The frame of a usual call, to be put on its way; null if it has taken another.
[[gnu::always_inline]] static inline Frame* placeCall(Context context, Frame& parent, const FlowRow& flow) {
    NodeState& caller = *flow.from;
    const auto flowIndex = static_cast<std::uint32_t>(&flow - context.world.rows.data());
    const std::uint32_t index = caller.openCalls < flow.openCallLimit ? context.lane.frames.claim() : kNoFrame;
    if (index == kNoFrame) [[unlikely]]
        return refuse(context, parent, flow), nullptr;
    ++caller.openCalls;
    ++parent.pending;
    Frame& frame = context.frame(index);
    const std::uint64_t uid = Context::nextUid(caller);
    if (!flow.usual || parent.has(kSampled)) [[unlikely]] {
        frame.begin(context.now(), uid, context.indexOf(parent), flowIndex, context.world.targetOf(flow),
                    parent.flags & kSampled);
        beginCall(context, frame, parent, flow);
        return nullptr;
    }
    frame.begin(context.now(), uid, context.indexOf(parent), flowIndex, context.world.targetOf(flow), kAwaited);
    beginWait(context, frame, flow);
    return &frame;
}

void call(Context context, Frame& parent, const FlowRow& flow) {
    const Frame* const placed = placeCall(context, parent, flow);
    if (placed != nullptr) context.postAlong(flow, EventType::arrive, *placed);
}

AtOnce callAtLast(Context context, Frame& parent, const FlowRow& flow) {
    Frame* const placed = placeCall(context, parent, flow);
    if (placed == nullptr || context.postUnlessNext(flow, EventType::arrive, *placed)) return {};
    return {placed, false};
}

[[gnu::noinline]] void changeBreaker(Context context, std::uint32_t flowIndex) {
    const FlowRow& flow = context.world.rows[flowIndex];
    const auto tick = [&](CircuitBreaker& breaker, std::uint32_t instance) {
        if (const auto transition = breaker.tick(context.now()))
            logBreaker(context, flow, breaker, instance, *transition);
    };
    // A branch may have gone on without it, and an instance may be gone.
    if (context.rare(flow).breaker) tick(*context.rare(flow).breaker, kNoInstance);
    FlowGuard* const guard = guardOf(context, flow);
    if (guard == nullptr || !guard->model->breaker) return;
    for (const auto& [instance, number] : guard->numbers) tick(*guard->each.at(number).breaker, instance);
}

bool departFromGuard(Context context, Frame& frame, const FlowRow& flow) {
    Frame& parent = context.frame(frame.parent);
    if (parent.has(kVisiting)) {
        depart(context, frame, flow, {.parentUid = parent.uid, .heldSince = frame.arrived});
        attemptLeft(context, frame, flow);
        watchAttempt(context, frame, flow);
        return true;
    }
    retryIsOver(context, flow, frame);
    endAttempt(context, frame, flow);
    context.lane.frames.release(frame);
    endCall(context, parent, failed(FailureCause::timeout));
    return false;
}

Frame* sendCopy(Context context, Frame& parent, const Frame& original, const FlowRow& flow) {
    if (!passesBreaker(context, original, flow)) return nullptr;
    Frame* const copy = newAttempt(context, parent, flow, original.flow);
    if (copy == nullptr) {
        if (CircuitBreaker* const breaker = breakerOf(context, original, flow)) breaker->release();
        return nullptr;
    }
    beginAttempt(context, *copy, parent, flow);
    copy->clear(kSampled);  // a trace tells of one of them
    depart(context, *copy, flow, {.parentUid = parent.uid});
    attemptLeft(context, *copy, flow);
    return copy;
}

void cancelCopy(Context context, Frame& frame, const FlowRow& flow) {
    const Outcome outcome = failed(FailureCause::timeout);
    if (flow.timer != kNone) context.lane.events.unawait(flow.timer, frame);
    frame.clear(kAwaited);
    CallMeasures& sent = *flow.sent;
    --sent.open;
    context.count(flow, outcome);
    sent.response.record(context.now() - frame.sent);
    releaseGuard(context, frame, flow);
    if (CircuitBreaker* const breaker = breakerOf(context, frame, flow)) breaker->release();
    endAttempt(context, frame, flow);
    if (frame.has(kLost)) {
        forgetCopy(context, frame);
        return close(context, frame);
    }
    frame.set(kOrphan);
    context.post(flow.latency, EventType::deadline, context.indexOf(frame));  // until whoever works on it hears of it
}

void refuseUnsent(Context context, Frame& frame, const FlowRow& flow, Outcome outcome) {
    endUnsent(context, frame, flow, outcome, frame.arrived);
}

[[gnu::noinline]] void resend(Context context, Frame& frame) {
    Frame& parent = context.frame(frame.parent);
    if (parent.has(kVisiting)) return attempt(context, frame, parent, context.row(frame));
    // The visit was stopped while the retry waited.
    retryIsOver(context, context.row(frame), frame);
    endAttempt(context, frame, context.row(frame));
    context.lane.frames.release(frame);
    endCall(context, parent, failed(FailureCause::timeout));
}

[[gnu::noinline]] void dispatch(Context context, std::uint32_t index, const Dispatch& how) {
    Frame& frame = context.frame(index);
    depart(context, frame, context.row(frame), how);
}

static bool hasSession(Context context, const FlowRow& flow) {
    return flow.model->delivery != kNone && context.model().deliveries[flow.model->delivery].session != kNone;
}

[[gnu::noinline]] void sendEvent(Context context, std::uint32_t parent, std::uint32_t flowIndex) {
    const FlowRow& flow = context.world.rows[flowIndex];
    Frame* const frame = newAttempt(context, context.frame(parent), flow, flowIndex);
    CallMeasures& sent = *flow.sent;
    if (frame == nullptr) {
        ++sent.begun;
        context.count(flow, failed(FailureCause::refused));
        return;
    }
    frame->parent = kNoFrame;
    const bool kept = hasSession(context, flow);
    if (kept && isAway(context, flow)) {
        ++sent.begun;
        if (frame->has(kSampled)) noteSent(context, *frame, flow, context.frame(parent).uid, context.now());
        return keepInSession(context, context.indexOf(*frame), flow);
    }
    depart(context, *frame, flow, {.parentUid = context.frame(parent).uid});
    if (kept && frame->has(kLost)) return keepInSession(context, context.indexOf(*frame), flow);
    if (frame->has(kLost)) context.count(flow, failed(FailureCause::unavailable));
    // Nothing comes back, so a message that left the lane leaves no frame behind.
    if (frame->has(kLost) || frame->has(kRemote)) context.lane.frames.release(*frame);
}

void countAttempt(Context context, Frame& frame, const FlowRow& flow, Outcome outcome) {
    CallMeasures& sent = *flow.sent;
    frame.clear(kAwaited);
    --sent.open;
    context.count(flow, outcome);
    sent.response.record(context.now() - frame.sent);
    if (flow.guarded) tellGuards(context, frame, flow, outcome);
    if (frame.has(kSampled)) [[unlikely]]
        noteAnswer(context, frame, outcome);
}

// The answer to what a queue or a stream fetched, over a guarded flow, to a trace, or a failed one.
[[gnu::noinline]] static Going respondRarely(Context context, Frame& frame, const FlowRow& flow, Outcome outcome) {
    if (!flow.fromQueue && isFolded(frame)) unfold(context.world, context.lane.frames, frame);
    countAttempt(context, frame, flow, outcome);
    if (flow.fromQueue) return endFetched(context, context.indexOf(frame), flow, outcome), Going{};
    if (flow.guarded && leavesToTwin(context, frame, flow, outcome)) return close(context, frame), Going{};
    if (outcome == kSucceeded) {
        Frame& parent = context.frame(frame.parent);
        close(context, frame);
        return joinCall(context, parent, *flow.from, outcome);
    }
    const Frame before = frame;
    close(context, frame);
    afterFailure(context, before, flow, outcome);
    return {};
}

Going respond(Context context, Frame& frame, Outcome outcome) {
    const FlowRow& flow = context.row(frame);
    if (!frame.has(kAwaited)) [[unlikely]] {
        if (flow.guarded) forgetCopy(context, frame);
        close(context, frame);  // an orphan's late response
        return {};
    }
    if (flow.timer != kNone) context.lane.events.unawait(flow.timer, frame);
    if (!flow.simple || outcome != kSucceeded || frame.has(kSampled)) [[unlikely]]
        return respondRarely(context, frame, flow, outcome);
    CallMeasures& sent = *flow.sent;
    frame.clear(kAwaited);
    --sent.open;
    ++sent.succeeded;
    sent.response.record(context.now() - frame.sent);
    if (isFolded(frame)) {
        if (frame.pending == 0) [[likely]]
            return goOnFolded(context, frame, flow);
        unfold(context.world, context.lane.frames, frame);
    }
    Frame& parent = context.frame(frame.parent);
    close(context, frame);
    return joinCall(context, parent, *flow.from, kSucceeded);
}

[[gnu::noinline]] void giveUp(Context context, Frame& frame) {
    const Outcome outcome = failed(FailureCause::timeout);
    const FlowRow& flow = context.row(frame);
    if (!flow.fromQueue && isFolded(frame)) unfold(context.world, context.lane.frames, frame);
    if (flow.timer != kNone) context.lane.events.unawait(flow.timer, frame);
    countAttempt(context, frame, flow, outcome);
    const bool twin = flow.guarded && leavesToTwin(context, frame, flow, outcome);
    const Frame before = frame;
    if (frame.has(kLost) || frame.has(kRemote)) {
        close(context, frame);
    } else {
        frame.set(kOrphan);
        // Who knows that nobody waits stops; who stands in a line is told when its turn comes.
        if (flow.guarded && frame.has(kVisiting) && !frame.has(kWaiting) && isCancelled(context, frame))
            endVisit(context, frame, *flow.to, outcome);
    }
    if (!twin) afterFailure(context, before, flow, outcome);
}

void reply(Context context, Frame& frame, const FlowRow& flow) {
    if (frame.has(kRemote)) return replyToOtherLane(context, frame, flow);
    if (!context.world.levers.calm) [[unlikely]]
        return replyInTrouble(context, frame, flow);
    if (flow.directed || flow.crosses) [[unlikely]]
        return context.post(wayBack(flow) + crossing(flow, frame), EventType::respond, context.indexOf(frame),
                            frame.outcome);
    context.postAlong(flow, EventType::respond, frame, frame.outcome);
}

}  // namespace spillway
