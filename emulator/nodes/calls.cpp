#include "nodes/calls.h"

#include "nodes/queue.h"
#include "nodes/visit.h"

namespace spillway {
namespace {

using namespace frame_flag;

void logBreaker(Context context, std::uint32_t flow, const CircuitBreaker::Transition& transition) {
    const FlowModel& model = context.model().flows[flow];
    FlowState& state = context.world.flows[flow];
    if (transition.to == CircuitBreaker::State::open) ++state.sent.breakerOpened;
    context.node(model.from)
        .decisions.push_back({context.now(),
                              context.model().nodes[model.from].id + " -> " + context.model().nodes[model.to].id,
                              word(transition.to), transition.reason});
}

// Refused before it left: no frame to be had, or too many calls open.
void refuse(Context context, std::uint32_t parent, std::uint32_t flow) {
    FlowMeasures& sent = context.world.flows[flow].sent;
    ++sent.counts.begun;
    sent.counts.end(failed(FailureCause::refused));
    Frame& visit = context.frame(parent);
    visit.set(kFailedCall);
    if (visit.outcome == kSucceeded) visit.outcome = failed(FailureCause::refused);
}

bool wantsRetry(Context context, const Frame& attempt) {
    const FlowModel& flow = context.model().flows[attempt.flow];
    if (flow.retry == kNone || !context.frame(attempt.parent).has(kVisiting)) return false;
    if (attempt.attempt + 1 >= context.model().retries[flow.retry].attempts || attempt.attempt == 254) return false;
    FlowState& state = context.world.flows[attempt.flow];
    return !state.budget || state.budget->tryRetry(context.now());
}

std::uint32_t newAttempt(Context context, std::uint32_t parent, std::uint32_t flow) {
    const std::uint32_t index = context.lane.frames.allocate();
    if (index == kNoFrame) return kNoFrame;
    Frame& frame = context.frame(index);
    frame.uid = context.nextUid(context.model().flows[flow].from);
    frame.parent = parent;
    frame.flow = flow;
    frame.sent = context.now();
    if (context.frame(parent).has(kSampled)) frame.set(kSampled);
    return index;
}

// After a failed attempt: either the next one is scheduled, or the call has failed.
void afterFailure(Context context, const Frame& before, Outcome outcome) {
    if (wantsRetry(context, before)) {
        const std::uint32_t next = newAttempt(context, before.parent, before.flow);
        if (next != kNoFrame) {
            const FlowModel& flow = context.model().flows[before.flow];
            Frame& frame = context.frame(next);
            frame.attempt = static_cast<std::uint8_t>(before.attempt + 1);
            frame.wait = retryWait(context.model().retries[flow.retry], before.attempt, before.wait,
                                   context.node(flow.from).backoff);
            ++context.world.flows[before.flow].sent.retries;
            context.post(frame.wait, EventType::send, next);
            return;
        }
    }
    endCall(context, before.parent, outcome);
}

void attempt(Context context, std::uint32_t index) {
    Frame& frame = context.frame(index);
    const FlowModel& flow = context.model().flows[frame.flow];
    FlowState& state = context.world.flows[frame.flow];
    if (state.breaker) {
        const CircuitBreaker::Permission permission = state.breaker->acquire(context.now());
        if (permission.transition) logBreaker(context, frame.flow, *permission.transition);
        if (!permission.admitted) {
            const Outcome outcome = failed(FailureCause::breaker_open);
            ++state.sent.counts.begun;
            state.sent.counts.end(outcome);
            const Frame before = frame;
            context.lane.frames.release(index);
            afterFailure(context, before, outcome);
            return;
        }
    }
    dispatch(context, index, {flow.timer, flow.timeout, EventType::callTimeout, context.frame(frame.parent).uid});
}

}  // namespace

void call(Context context, std::uint32_t parent, std::uint32_t flow) {
    NodeState& caller = context.node(context.model().flows[flow].from);
    const std::uint32_t limit = context.model().nodes[context.model().flows[flow].from].openCallLimit;
    const std::uint32_t index = caller.openCalls < limit ? newAttempt(context, parent, flow) : kNoFrame;
    if (index == kNoFrame) return refuse(context, parent, flow);
    ++caller.openCalls;
    ++context.frame(parent).pending;
    if (auto& budget = context.world.flows[flow].budget) budget->onFirstCall(context.now());
    attempt(context, index);
}

void resend(Context context, std::uint32_t index) {
    const Frame& frame = context.frame(index);
    if (context.frame(frame.parent).has(kVisiting)) return attempt(context, index);
    // The visit was stopped while the retry waited.
    const std::uint32_t parent = frame.parent;
    context.lane.frames.release(index);
    endCall(context, parent, failed(FailureCause::timeout));
}

void dispatch(Context context, std::uint32_t index, const Dispatch& how) {
    Frame& frame = context.frame(index);
    const FlowModel& flow = context.model().flows[frame.flow];
    FlowMeasures& sent = context.world.flows[frame.flow].sent;
    const FlowLevers& levers = context.world.levers.flows[frame.flow];
    frame.sent = context.now();
    ++sent.counts.begun;
    if (flow.awaited) {
        frame.set(kAwaited);
        ++sent.open;
    }
    if (frame.has(kSampled)) {
        context.note({.at = context.now(),
                      .uid = frame.uid,
                      .parent = how.parentUid,
                      .node = flow.to,
                      .what = SpanNote::What::sent,
                      .attempt = frame.attempt,
                      .flag = !flow.awaited});
    }
    if (how.timer != kNone) context.arm(how.timer, context.now() + how.timeout, how.onTimeout, index);
    if (levers.cut) {
        frame.set(kLost);
        return;
    }
    const std::uint32_t there = context.world.laneOf[flow.to];
    if (there != context.lane.index) {
        frame.set(kRemote);
        context.lane.send(
            there, {{context.now() + flow.latency + levers.extraDelay, frame.uid, 0, packWhat(EventType::arrive)},
                    frame.sent,
                    frame.flow,
                    index,
                    static_cast<Flags>(frame.flags & kSampled),
                    frame.attempt});
    } else if (levers.extraDelay == Duration{0} && flow.latencyConstant != kNone) {
        context.postConstant(flow.latencyConstant, EventType::arrive, index);
    } else {
        context.post(flow.latency + levers.extraDelay, EventType::arrive, index);
    }
}

void sendEvent(Context context, std::uint32_t parent, std::uint32_t flow) {
    const std::uint32_t index = newAttempt(context, parent, flow);
    FlowMeasures& sent = context.world.flows[flow].sent;
    if (index == kNoFrame) {
        ++sent.counts.begun;
        sent.counts.end(failed(FailureCause::refused));
        return;
    }
    Frame& frame = context.frame(index);
    frame.parent = kNoFrame;
    dispatch(context, index, {.parentUid = context.frame(parent).uid});
    if (frame.has(kLost)) sent.counts.end(failed(FailureCause::unavailable));
    // Nothing comes back, so a message that left the lane leaves no frame behind.
    if (frame.has(kLost) || frame.has(kRemote)) context.lane.frames.release(index);
}

void countAttempt(Context context, std::uint32_t index, Outcome outcome) {
    Frame& frame = context.frame(index);
    FlowState& state = context.world.flows[frame.flow];
    frame.clear(kAwaited);
    --state.sent.open;
    state.sent.counts.end(outcome);
    state.sent.response.record(context.now() - frame.sent);
    if (state.breaker) {
        const auto transition =
            state.breaker->record({outcome != kSucceeded, context.now() - frame.sent}, context.now());
        if (transition) logBreaker(context, frame.flow, *transition);
    }
    if (frame.has(kSampled)) {
        context.note({.at = context.now(), .uid = frame.uid, .what = SpanNote::What::answered, .outcome = outcome});
    }
}

void respond(Context context, std::uint32_t index, Outcome outcome) {
    Frame& frame = context.frame(index);
    if (!frame.has(kAwaited)) return close(context, index);  // an orphan's late response
    const bool fromQueue = context.model().flows[frame.flow].fromQueue;
    countAttempt(context, index, outcome);
    if (fromQueue) return endDelivery(context, index, outcome);
    const Frame before = frame;
    close(context, index);
    if (outcome == kSucceeded)
        endCall(context, before.parent, outcome);
    else
        afterFailure(context, before, outcome);
}

void giveUp(Context context, std::uint32_t index) {
    Frame& frame = context.frame(index);
    const Outcome outcome = failed(FailureCause::timeout);
    countAttempt(context, index, outcome);
    const Frame before = frame;
    if (frame.has(kLost) || frame.has(kRemote))
        close(context, index);
    else
        frame.set(kOrphan);
    afterFailure(context, before, outcome);
}

void reply(Context context, std::uint32_t index) {
    Frame& frame = context.frame(index);
    const FlowModel& flow = context.model().flows[frame.flow];
    const bool cut = context.world.levers.flows[frame.flow].cut;
    if (frame.has(kRemote)) {
        if (!cut) {
            const std::uint32_t there = context.world.laneOf[flow.from];
            context.lane.send(there, {{context.now() + flow.latency, frame.uid, frame.parent,
                                       packWhat(EventType::respond, frame.outcome)}});
        }
        return close(context, index);
    }
    if (cut) {
        if (!frame.has(kAwaited)) return close(context, index);
        frame.set(kLost);
        return;
    }
    if (flow.latencyConstant != kNone)
        context.postConstant(flow.latencyConstant, EventType::respond, index, frame.outcome);
    else
        context.post(flow.latency, EventType::respond, index, frame.outcome);
}

void close(Context context, std::uint32_t index) {
    Frame& frame = context.frame(index);
    if (frame.pending == 0)
        context.lane.frames.release(index);
    else
        frame.set(kPinned);
}

}  // namespace spillway
