#pragma once

#include "nodes/world.h"

// How many batches of a queue are in work at once: what a Lambda mapping and Cloudflare Queues make of the backlog.
namespace spillway {

// Of this flow out of a queue.
PollerState& pollerOf(Context context, std::uint32_t flow);
// A minute of an SQS mapping has ended, or a second of a Service Bus namespace.
void scalePollers(Context context, std::uint32_t node, std::uint32_t poller);
// A batch of a queue of Cloudflare's has ended.
void scaleAfterBatch(Context context, std::uint32_t flow, Outcome outcome);

}  // namespace spillway
