#pragma once

#include "nodes/visit.h"

// The caller's side of a flow: attempts, timeouts, retries, breaker. And events, which nobody waits for.
namespace spillway {

// One call of the visit `parent` over `flow`; counts in its `pending` until endCall().
void call(Context context, Frame& parent, const FlowRow& flow);
// The same as the last that an event of the loop does.
AtOnce callAtLast(Context context, Frame& parent, const FlowRow& flow);
// An event from the visit `parent`.
void sendEvent(Context context, std::uint32_t parent, std::uint32_t flow);
// The next attempt after its backoff.
void resend(Context context, Frame& frame);
// Puts the frame on its way to the flow's target; counts and notes the attempt, arms `timer` if there is one.
struct Dispatch {
    std::uint32_t timer = kNone;  // besides the flow's own timeout
    Duration timeout{0};
    EventType onTimeout = EventType::visibility;
    std::uint64_t parentUid = 0;
    SimTime heldSince = SimTime::max();  // by a guard of its caller, which lets it go now
};
void dispatch(Context context, std::uint32_t index, const Dispatch& how);

// The flow's breaker changes by itself now, if nothing has changed it before.
void changeBreaker(Context context, std::uint32_t flow);

// For nodes/flow_guard.h. An attempt gets its permission late: false if its visit has gone meanwhile.
bool departFromGuard(Context context, Frame& frame, const FlowRow& flow);
// A second copy of the attempt; null if there is no room or the breaker lets nothing through.
Frame* sendCopy(Context context, Frame& parent, const Frame& original, const FlowRow& flow);
// The other copy was faster: nobody waits for this one, and it counts neither for nor against the breaker. Whoever
// works on it stops where it can be told.
void cancelCopy(Context context, Frame& frame, const FlowRow& flow);
// An attempt ends before it has left.
void refuseUnsent(Context context, Frame& frame, const FlowRow& flow, Outcome outcome);

// A call of the usual kind leaves now, in this frame: it counts, and its timeout runs.
[[gnu::always_inline]] inline void beginWait(Context context, Frame& frame, const FlowRow& flow) {
    CallMeasures& sent = *flow.sent;
    ++sent.begun;
    ++sent.open;
    if (flow.timer != kNone) context.lane.events.await(flow.timer, context.lane.frames, frame);
}

Going respond(Context context, Frame& frame, Outcome outcome);
void giveUp(Context context, Frame& frame);
// The callee's side is done with a call: sends the response to wherever the caller lives.
void reply(Context context, Frame& frame, const FlowRow& flow);
// Nobody needs the frame any more, except calls that are still out and hold it.
inline void close(Context context, Frame& frame) {
    if (frame.pending == 0) [[likely]]
        context.lane.frames.release(frame);
    else
        frame.set(frame_flag::kPinned);
}
// Counts the end of an attempt on the caller's side.
void countAttempt(Context context, Frame& frame, const FlowRow& flow, Outcome outcome);

inline void reply(Context context, std::uint32_t index) {
    Frame& frame = context.frame(index);
    reply(context, frame, context.row(frame));
}
inline void close(Context context, std::uint32_t index) { close(context, context.frame(index)); }
inline void countAttempt(Context context, std::uint32_t index, Outcome outcome) {
    Frame& frame = context.frame(index);
    countAttempt(context, frame, context.row(frame), outcome);
}

}  // namespace spillway
