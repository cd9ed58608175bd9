#pragma once

#include "nodes/world.h"

// Streams as Kinesis and Kafka run them (platform-facts 1.5, 8.4): records lie in shards in the order they came; each
// outgoing flow reads all of them, one batch of a shard (or of a part of its keys) at a time. What fails is tried again
// and everything behind it in its shard waits.
namespace spillway {

// A visit that puts a record: refused when its shard takes no more, else stored; answered after the time of a put.
void acceptRecord(Context context, Frame& frame, NodeState& node);
void beginStream(Context context, std::uint32_t node);
// Consumers may have room, or the stream is back from an outage.
void pumpStream(Context context, std::uint32_t node);
// An instance of `target` has just died: what its consumers were reading stands still from now on.
void stopReading(Context context, std::uint32_t node, std::uint32_t target, std::uint32_t instance);
// The same of whichever broker feeds a consumer: a stream or a queue.
void pumpBroker(Context context, std::uint32_t node);
// The consumer answered.
void endRead(Context context, std::uint32_t index, Outcome outcome);
// The consumer was silent for longer than it may be.
void loseRead(Context context, std::uint32_t index);
// A mapping reads a shard; `slot` is the one of the shard's first lane.
void pollShard(Context context, std::uint32_t node, std::uint32_t slot);
// Something a slot waited for has passed: a backoff, a window, the way of a pushed record.
void wakeSlot(Context context, std::uint32_t node, std::uint32_t slot);
// The time a rebalance takes at least is over.
void rebalance(Context context, std::uint32_t node, std::uint32_t reader);
// Retention, membership and what there is to tell, at whole seconds.
void endStreamSecond(Context context, std::uint32_t node);

}  // namespace spillway
