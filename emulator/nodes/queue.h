#pragma once

#include "nodes/world.h"

// Queues as SQS runs them (platform-facts 1.5, 8.1): messages are received in batches, come back after the visibility
// timeout unless they were done, and move to the dead letters after too many receives. At least once.
namespace spillway {

// A visit that brings a message: an event becomes the message, a call is answered once the message is stored.
void acceptMessage(Context context, std::uint32_t index, std::uint32_t node);
// Starts deliveries while there are messages and consumers have room.
void pump(Context context, std::uint32_t node);
// The consumer answered.
void endDelivery(Context context, std::uint32_t index, Outcome outcome);
// The visibility timeout of a delivery has passed: its messages come back.
void returnMessages(Context context, std::uint32_t index);
// The delay of a message has passed.
void showMessage(Context context, std::uint32_t index);
void beginQueue(Context context, std::uint32_t node);
// A message of the broker's own: what another node's consumers gave up. Lost, and counted, when there is no room.
void depositNews(Context context, std::uint32_t from, std::uint32_t to, bool poison = false);
// The window of a batch that waits for more has passed.
void endWindow(Context context, std::uint32_t node, std::uint32_t poller, std::uint64_t uid);
// The next dead letter goes back to the queue it came from.
void redriveNext(Context context, std::uint32_t node);
// Drops messages at the front that are older than the retention.
void dropExpired(Context context, std::uint32_t node);

}  // namespace spillway
