#pragma once

#include "nodes/world.h"

#include <optional>

// What protects a flow beside its timeout, retry and breaker: bulkhead, rate limit, Envoy's retry budget, hedge,
// fallback, a deadline passed on. In the order of Resilience4j's decorators the breaker is asked first, then the rate
// limit, then the bulkhead; what these refuse counts for the breaker as failed. Flows without any of it never come
// here.
namespace spillway {

// Null if the flow has no guard.
inline FlowGuard* guardOf(Context context, const FlowRow& flow) {
    return flow.model->guard == kNone ? nullptr : &context.world.guards[flow.model->guard];
}

// An attempt that the breaker let through, before it leaves.
struct Gate {
    enum class Way : std::uint8_t { open, waits, refused };
    Way way = Way::open;
    Outcome outcome = kSucceeded;  // refused
};
Gate passGuard(Context context, Frame& frame, const FlowRow& flow);
// It is on its way: the copy and the end of its time are scheduled.
void watchAttempt(Context context, const Frame& frame, const FlowRow& flow);
// It has ended at the caller. Frees its permission; the next who waits for one leaves.
void releaseGuard(Context context, const Frame& frame, const FlowRow& flow);

// When the visit's own callers give up on it, as far as that is passed on.
std::optional<SimTime> deadlineOf(Context context, const Frame& visit);
// The caller of this visit has given up, and it knows.
bool isCancelled(Context context, const Frame& frame);
// A deadline that no timer keeps has passed, or word comes that the other copy was faster.
void passDeadline(Context context, Frame& frame);

// Retries within Envoy's budget.
bool mayRetry(Context context, const Frame& attempt, const FlowRow& flow);
void retryIsOver(Context context, const FlowRow& flow, const Frame& attempt);
// It was allowed, and there is no room for it.
void giveRetryBack(Context context, const FlowRow& flow, const Frame& visit);

// The time for a copy has come.
void hedgeCall(Context context, Frame& frame);
// One of two copies has ended: true if that decides nothing.
bool leavesToTwin(Context context, const Frame& frame, const FlowRow& flow, Outcome outcome);

// The other copy was faster, and this one is told so.
bool isLostCopy(Context context, const Frame& frame);
// It has ended.
void forgetCopy(Context context, const Frame& frame);

// The call has failed for good: true if something else answers.
bool fallsBack(Context context, const FlowRow& flow);

// Takes it out of the line, wherever it stands: of those who came in one instant the time is over in the order of their
// uids, not of the line.
void leaveLine(Context context, FrameLine& line, std::uint32_t index);
// A permission that somebody waited for did not come.
void endPermitWait(Context context, Frame& frame);

// At the end of a second: what it refused, copied or answered otherwise, when that begins, changes much, and is over.
void tellGuard(Context context, std::uint32_t flow);

}  // namespace spillway
