#pragma once

#include "nodes/world.h"

// MQTT's persistent sessions (platform-facts 8.5): what a subscriber that is away would have been sent at QoS 1 or 2 is
// kept for it, in order and up to a limit, and sent when it is back; a session that nobody came back to in time is gone
// with what it kept. A message is acknowledged when the subscriber has taken it in and done its work on it; at QoS 1 it
// is sent again if that is not heard.
namespace spillway {

// The subscriber did not take a message in, or nothing led to it; the frame is kept, or dropped and counted.
void keepInSession(Context context, std::uint32_t index, const FlowRow& flow);
// While the subscriber is away nothing is sent to it.
bool isAway(Context context, const FlowRow& flow);
// A message was taken in. False if the broker does not hear so and has not known before (QoS 2): it will come twice.
bool acknowledge(Context context, const Frame& frame, const FlowRow& flow);
// Whether who was away is back.
void lookAtSession(Context context, std::uint32_t session);

}  // namespace spillway
