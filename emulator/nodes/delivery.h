#pragma once

#include "nodes/world.h"

// Topics and event buses (platform-facts 8.2, 8.3): every subscriber has a copy; a delivery that fails is tried again
// by the broker's own schedule, then given up to the subscription's dead letters.
namespace spillway {

void admitAtTopic(Context context, Frame& frame, NodeState& node);
// An event has reached its end: true if it comes again. What is given up, and what a Lambda function did, goes to its
// destination.
bool comesAgain(Context context, Frame& frame, const FlowRow& flow, Outcome outcome);
// A push that has to be answered in time (Pub/Sub: the acknowledgement deadline), or it is made once more.
inline bool isPushed(const FlowRow& flow) { return !flow.awaited && flow.model->timeout > Duration{0}; }
void awaitAcknowledgement(Context context, const Frame& frame);
// It was not: the work goes on, and whatever comes of it counts for nothing.
void missAcknowledgement(Context context, Frame& frame);
// The wait before the retry with this number (from 0), without jitter.
Duration deliveryWait(const DeliveryModel& model, std::int64_t retry);

}  // namespace spillway
