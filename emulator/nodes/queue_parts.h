#pragma once

#include "nodes/world.h"

// What the files of the queue's behaviour share; nobody else includes it.
namespace spillway::queue_parts {

inline QueueState& stateOf(Context context, std::uint32_t node) {
    return context.world.queues[context.model().nodes[node].extra];
}
inline const QueueModel& modelOf(Context context, std::uint32_t node) {
    return context.model().queues[context.model().nodes[node].extra];
}
inline std::uint32_t consumerFlow(Context context, std::uint32_t node, std::uint32_t poller) {
    return context.model().order[modelOf(context, node).consumers.first + poller];
}
// A message keeps where it lies in `instance`: a dead letter is not where its flow led.
inline std::uint32_t queueOf(const Frame& message) { return message.instance; }

// Tells of a sampled message, as long as it lies where its flow led: a dead letter is another story.
inline void noteMessage(Context context, const Frame& message, SpanNote::What what, Outcome outcome = kSucceeded) {
    if (!message.has(frame_flag::kSampled) || queueOf(message) != message.node) return;
    context.note(
        {.at = context.now(), .uid = message.uid, .what = what, .outcome = outcome, .arrived = message.arrived});
}

// Receives that led nowhere; the message comes back or is buried.
void comeBack(Context context, std::uint32_t index);
// Hands what is visible to a consumer that has room, or collects it for its batch; false if there is nothing to do.
bool deliver(Context context, std::uint32_t node, std::uint32_t poller);

}  // namespace spillway::queue_parts
