#pragma once

#include "nodes/flow_guard.h"

// The connections that each instance of a caller has to a target (HikariCP, platform-facts 9): a call has one until it
// is answered; one that finds none free waits in its instance's line, in the order of coming, and fails when the time
// for that is over. An instance that dies leaves its connections, and what waits for them, behind. An environment of a
// function works on one request alone and never waits. Part of nodes/flow_guard.h: the bulkhead has let the call in.
namespace spillway {

// Open, or it waits.
Gate takeConnection(Context context, Frame& frame, const FlowRow& flow);
// Its call has been answered or given up: who waits is next.
void giveConnectionBack(Context context, const Frame& frame, const FlowRow& flow);
// For the copy of `frame`, which is `copy`; false if there is none free, with nothing taken.
bool hasConnectionFor(Context context, const Frame& frame, const FlowRow& flow);
// It has waited for long enough: true if it was still waiting, and waits no more.
bool leavesPoolLine(Context context, Frame& frame, const FlowRow& flow);
// In the line of a pool, or with a connection.
bool isInPool(const FlowGuard& guard, const Frame& frame);

}  // namespace spillway
