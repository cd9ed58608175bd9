#pragma once

#include "nodes/world.h"

// What Azure Service Bus does beyond other queues: a namespace that has done enough in a second, and locks that whoever
// works on a message renews.
namespace spillway {

// Whether a message may come over `flow` into `node`, a queue of Service Bus; if so it is counted.
bool maySend(Context context, std::uint32_t node, const FlowModel& flow);
// Whether anything may be received from `node` in this second; else it goes on in the next.
bool mayReceive(Context context, std::uint32_t node);
// `messages`, a batch in a line, have been received from `node`.
void countReceived(Context context, std::uint32_t node, std::uint32_t messages);
// A new second has begun, with what a namespace may do in it.
void resumeReceiving(Context context, std::uint32_t node);
// The lock of a delivery is over: true if it is renewed, since its consumer works on it.
bool renewLock(Context context, std::uint32_t index);
// The next message of a session for the consumer `poller`, `again` of the same session as the last one; kNoFrame if it
// may have none.
std::uint32_t takeOfSession(Context context, std::uint32_t node, std::uint32_t poller, bool again);
// Nothing of the session `group` is in work any more: `poller`, which holds it, waits for more.
void holdSession(Context context, std::uint32_t node, std::uint32_t group, std::uint32_t poller);
// It may have waited for long enough.
void endSession(Context context, std::uint32_t node, std::uint32_t group);
// Of a delivery that has failed: nobody is left who would abandon it, so it stays locked.
bool staysLocked(Context context, const Frame& delivery, Outcome outcome);
// Whether an event may be sent to `node`, a topic, and be copied to its subscriptions.
bool mayPublish(Context context, std::uint32_t node, std::int64_t bytes);

}  // namespace spillway
