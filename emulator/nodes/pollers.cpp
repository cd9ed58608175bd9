#include "nodes/pollers.h"

#include "nodes/queue.h"
#include "nodes/service_bus.h"

#include <algorithm>

namespace spillway {
namespace {

QueueState& stateOf(Context context, std::uint32_t node) {
    return context.world.queues[context.model().nodes[node].extra];
}
const QueueModel& modelOf(Context context, std::uint32_t node) {
    return context.model().queues[context.model().nodes[node].extra];
}

}  // namespace

PollerState& pollerOf(Context context, std::uint32_t flow) {
    const std::uint32_t node = context.model().flows[flow].from;
    const Range& consumers = modelOf(context, node).consumers;
    std::uint32_t poller = 0;
    while (context.model().order[consumers.first + poller] != flow) ++poller;
    return stateOf(context, node).pollers[poller];
}

// Cloudflare Queues look at the backlog when a batch has ended, and only then: one more at once while there is one, one
// less when the batch failed.
void scaleAfterBatch(Context context, std::uint32_t flow, Outcome outcome) {
    const std::uint32_t node = context.model().flows[flow].from;
    const QueueModel& queue = modelOf(context, node);
    PollerState& state = pollerOf(context, flow);
    const std::int64_t most = context.model().flows[flow].maxConcurrency.value_or(queue.fetchLimit.value_or(1));
    const std::uint32_t backlog = stateOf(context, node).visibleCount();
    const std::int64_t before = state.limit;
    if (outcome != kSucceeded)
        state.limit = std::max<std::int64_t>(1, state.limit - 1);
    else if (backlog != 0)
        state.limit = std::min(most, state.limit + 1);
    else
        state.limit = std::max<std::int64_t>(1, std::min(state.limit, state.inFlight + 1));
    state.busiest = std::max(state.busiest, state.limit);
    const bool doubled = state.limit >= 2 * std::max<std::int64_t>(1, state.told);
    const bool halved = 2 * state.limit <= state.told;
    if (state.limit == before || !(doubled || halved || state.limit == most)) return;
    context.decide(node, "consumers " + std::to_string(state.told) + " -> " + std::to_string(state.limit),
                   outcome != kSucceeded ? std::string{"a batch failed"}
                                         : "backlog of " + std::to_string(backlog) + " messages when a batch ended");
    state.told = state.limit;
}

void scalePollers(Context context, std::uint32_t node, std::uint32_t poller) {
    if (modelOf(context, node).space != kNone)
        return poller == 0 ? resumeReceiving(context, node) : endSession(context, node, poller - 1);
    PollerState& state = stateOf(context, node).pollers[poller];
    const std::uint32_t backlog = stateOf(context, node).visibleCount();
    const std::int64_t before = state.limit;
    const std::int64_t busiest = state.busiest;
    state.lambda->minute({.backlog = backlog != 0, .busiest = busiest});
    state.limit = state.lambda->limit();
    state.busiest = state.inFlight;
    context.postNode(context.now() + std::chrono::minutes{1}, EventType::pollerScale, node, poller);
    const std::string waiting = "backlog of " + std::to_string(backlog) + " messages";
    if (state.limit != before) {
        const std::string idle =
            busiest == 0 ? "no message in the last minute"
                         : "no backlog, and at most " + std::to_string(busiest) + " at work in the last minute";
        context.decide(node, "pollers " + std::to_string(before) + " -> " + std::to_string(state.limit),
                       backlog != 0 ? waiting : idle);
    } else if (backlog != 0 && state.lambda->atMost() && !state.toldHeld) {
        const bool stated = context.model()
                                .flows[context.model().order[modelOf(context, node).consumers.first + poller]]
                                .maxConcurrency.has_value();
        context.decide(node, "held at " + std::to_string(state.limit) + " pollers",
                       waiting + (stated ? "; max_concurrency" : "; the most a mapping has"));
    }
    state.toldHeld = backlog != 0 && state.lambda->atMost();
    pump(context, node);
}

}  // namespace spillway
