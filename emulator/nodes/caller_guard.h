#pragma once

#include "kernel/breaker_counts.h"
#include "nodes/world.h"

// Who makes a call, to guards of which each instance of the caller has its own (`per_instance`): its breaker, bulkhead
// and retry budget, as a library has them in its process and a sidecar beside it. An attempt is tied to its maker while
// it lasts, for its visit may have ended before it does; what comes in the place of an instance that is gone begins
// afresh. Guards that are one for the whole flow come here too, and find what is of all.
namespace spillway {

// Of the instance that the visit is on; made if there is none.
CallerGuard& callerOf(Context context, FlowGuard& guard, const Frame& visit, bool each);
// Of who makes the attempt.
CallerGuard& makerOf(FlowGuard& guard, const Frame& attempt, bool each);

// Who makes it has died since: what becomes of its breaker matters to nobody.
bool makerIsGone(const FlowGuard& guard, const Frame& attempt);

// An attempt of the visit begins, leaves, has come back or is given up, and ends: it is over for its guards.
void beginAttempt(Context context, const Frame& attempt, const Frame& visit, const FlowRow& flow);
void attemptLeft(Context context, const Frame& attempt, const FlowRow& flow);
void attemptIsBack(Context context, const Frame& attempt, const FlowRow& flow);
void endAttempt(Context context, const Frame& attempt, const FlowRow& flow);

// Null if nothing of the kind guards the flow.
CircuitBreaker* breakerOf(Context context, const Frame& attempt, const FlowRow& flow);
RetryBudget* retryBudgetOf(Context context, const Frame& visit, const FlowRow& flow);
// Whether the policy tries again what failed so.
bool isRetriable(const Retry& policy, Outcome outcome);
// Calls that count for Envoy's budget.
std::uint64_t openCalls(const FlowGuard& guard, const CallerGuard& caller, const FlowRow& flow);

// The instance is another from now on. Of nodes whose model says guardsEach.
void forgetCaller(Context context, std::uint32_t node, std::uint32_t instance);

// The breakers of a flow by their state; nothing without any.
std::optional<BreakerCounts> breakersOf(const World& world, std::uint32_t flow);

}  // namespace spillway
