#include "nodes/queue.h"

#include "base/bounded.h"
#include "kernel/failure_cause.h"
#include "nodes/calls.h"
#include "nodes/elastic.h"
#include "nodes/pollers.h"
#include "nodes/queue_parts.h"
#include "nodes/server.h"
#include "nodes/service_bus.h"
#include "nodes/trouble.h"
#include "nodes/visit.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace spillway {
namespace {

using namespace frame_flag;
using namespace queue_parts;

// The message is gone from the queue for good.
void forget(Context context, std::uint32_t index) {
    const std::uint32_t node = queueOf(context.frame(index));
    --stateOf(context, node).held;
    --context.node(node).measures.inside;
    context.lane.frames.release(index);
}

void makeVisible(Context context, std::uint32_t index) {
    const std::uint32_t node = queueOf(context.frame(index));
    if (modelOf(context, node).fifo)
        stateOf(context, node).groups.add(context.lane.frames, index);
    else
        stateOf(context, node).visible.push(context.lane.frames, index);
    context.node(node).rare->measures.waitingNow.add(1, context.now());
}

// `index` becomes a message of the queue `node`, kept since `since`; its room has been checked.
void store(Context context, std::uint32_t index, std::uint32_t node, SimTime since) {
    Frame& message = context.frame(index);
    message.sent = since;
    message.instance = node;
    message.arrived = context.now();
    message.attempt = 0;
    message.clear(kVisiting);
    message.set(kHeld);
    if (!context.world.nodeTroubles.empty()) [[unlikely]]
        poisonMessage(context, message, node);
    ++stateOf(context, node).held;
    const QueueModel& queue = modelOf(context, node);
    if (queue.fifo) message.parent = queue.groups(context.node(node).choice);
    if (queue.delay > Duration{0}) return context.post(queue.delay, EventType::messageVisible, index);
    makeVisible(context, index);
    pump(context, node);
}

bool hasRoom(Context context, std::uint32_t node) {
    return stateOf(context, node).held < modelOf(context, node).capacity;
}

void buryMessage(Context context, std::uint32_t index) {
    const std::uint32_t from = queueOf(context.frame(index));
    const std::uint32_t to = modelOf(context, from).deadLetters;
    noteMessage(context, context.frame(index), SpanNote::What::visited, failed(FailureCause::dependency));
    ++context.node(from).rare->measures.deadLettered;
    --stateOf(context, from).held;
    --context.node(from).measures.inside;
    NodeState& there = context.node(to);
    ++there.measures.begun;
    if (!hasRoom(context, to)) {
        context.count(there, failed(FailureCause::refused));
        return context.lane.frames.release(index);
    }
    ++there.measures.inside;
    // A standard queue of SQS counts a dead letter's age from when the message was first sent.
    const QueueModel& queue = modelOf(context, from);
    const bool keepsAge = queue.engine == QueueEngine::sqs && !queue.fifo;
    store(context, index, to, keepsAge ? context.frame(index).sent : context.now());
}

// A message of a fifo queue is in nobody's hands any more: its group may go on.
void unlockGroup(Context context, std::uint32_t index) {
    const Frame& message = context.frame(index);
    const std::uint32_t node = queueOf(message);
    if (!modelOf(context, node).fifo) return;
    const std::uint32_t holder = stateOf(context, node).groups.release(message.parent);
    if (holder != kNoFrame) holdSession(context, node, message.parent, holder);
}

}  // namespace

void queue_parts::comeBack(Context context, std::uint32_t index) {
    const Frame& message = context.frame(index);
    const std::uint32_t node = queueOf(message);
    const QueueModel& queue = modelOf(context, node);
    unlockGroup(context, index);
    if (queue.maxReceives != 0 && message.attempt >= queue.maxReceives) {
        if (queue.deadLetters != kNone) return buryMessage(context, index);
        context.count(context.node(node), failed(FailureCause::dependency));
        return forget(context, index);
    }
    if (queue.backoff == Duration{0}) return makeVisible(context, index);
    const int doubled = std::min<int>(message.attempt - 1, 20);
    context.post(std::min(queue.backoffCap, queue.backoff * (std::int64_t{1} << std::max(doubled, 0))),
                 EventType::messageVisible, index);
}

namespace {

// Done: gone, unless the broker forgets that it was deleted.
void finishMessage(Context context, std::uint32_t index) {
    const Frame& message = context.frame(index);
    const std::uint32_t node = queueOf(message);
    const QueueModel& queue = modelOf(context, node);
    unlockGroup(context, index);
    if (context.node(node).choice.chance(queue.duplicates)) {
        ++stateOf(context, node).duplicates;
        return context.post(queue.visibilityTimeout, EventType::messageVisible, index);
    }
    NodeMeasures& measures = context.node(node).measures;
    ++measures.succeeded;
    measures.response.record(context.now() - message.arrived);
    noteMessage(context, message, SpanNote::What::visited);
    forget(context, index);
}

std::int64_t room(Context context, std::uint32_t node, std::uint32_t poller) {
    const FlowModel& flow = context.model().flows[consumerFlow(context, node, poller)];
    if (!context.world.levers.calm && isStalled(context, consumerFlow(context, node, poller))) [[unlikely]]
        return 0;
    const PollerState& state = stateOf(context, node).pollers[poller];
    std::int64_t limit = state.limit;
    const NodeModel& consumer = context.model().nodes[flow.to];
    // Cloudflare invokes as many as it sees fit; the others ask who has room.
    if (consumer.behavior == Behavior::server && modelOf(context, node).engine != QueueEngine::cloudflare) {
        // A worker that fetches for itself: one batch a slot of the instances that are ready.
        const ServerState& server = *context.node(flow.to).server;
        const QueueModel& queue = modelOf(context, node);
        const std::int64_t ready = std::max<std::int64_t>(server.ready, takesFromZero(context, flow.to) ? 1 : 0);
        const std::int64_t slots = context.model().servers[consumer.extra].slotsPerInstance;
        std::int64_t each = slots;
        if (queue.pushed) each = queue.prefetch == 0 ? std::int64_t{1} << 40 : queue.prefetch;
        limit = ready * (queue.fetchLimit.value_or(each) + queue.ahead);
        // What is pushed waits at the consumer, as far as there is room.
        if (queue.pushed || queue.ahead != 0)
            limit = std::min(limit, ready * slots + context.model().servers[consumer.extra].queueLimit);
    }
    if (flow.maxConcurrency) limit = std::min(limit, *flow.maxConcurrency);
    // A session that is held has its place; only who has one for each may take another.
    const bool goesOn = state.idle != 0 && stateOf(context, node).groups.hasHeld(poller);
    return limit - state.inFlight - (goesOn ? 0 : state.idle);
}

template <class Do>
void forEachMessage(Context context, std::uint32_t first, Do act) {
    for (std::uint32_t index = first; index != kNoFrame;) {
        const std::uint32_t next = context.frame(index).next;
        --stateOf(context, queueOf(context.frame(index))).received;
        act(index);
        index = next;
    }
}

}  // namespace

static bool isToFunction(Context context, const FlowModel& flow) {
    return context.model().nodes[flow.to].behavior == Behavior::function;
}
// Lambda fetches by itself from SQS.
static bool isMapped(Context context, const FlowModel& flow) {
    return modelOf(context, flow.from).engine == QueueEngine::sqs && isToFunction(context, flow);
}

void beginQueue(Context context, std::uint32_t node) {
    const QueueModel& queue = modelOf(context, node);
    QueueState& state = stateOf(context, node);
    using Hold = MessageGroups::Hold;
    const Hold hold = queue.sessionIdle != Duration{0} ? Hold::until_let_go : Hold::while_taken;
    if (queue.fifo) state.groups = MessageGroups{queue.groups.keys(), hold};
    if (queue.sends) state.sends.emplace(*queue.sends, queue.sends->perSecond());
    if (queue.redrive) context.postNode(context.now() + queue.redrive->at, EventType::redrive, node);
    for (std::uint32_t i = 0; i < queue.consumers.count; ++i) {
        const FlowModel& flow = context.model().flows[consumerFlow(context, node, i)];
        // Consumers without a capacity of their own and without a stated limit; a note of compile() says so.
        const std::int64_t assumed = context.model().facts->messaging.consumerBatches;
        PollerState poller{.limit = flow.maxConcurrency.value_or(queue.fetchLimit.value_or(assumed))};
        if (queue.engine == QueueEngine::cloudflare) poller.limit = 1;
        if (queue.engine == QueueEngine::rabbitmq && isToFunction(context, flow))
            poller.limit = flow.maxConcurrency.value_or(context.model().facts->messaging.rabbitmqMapping);
        const bool mapped = isMapped(context, flow);
        // The mapping of a fifo queue has an invocation for each group that has messages, from the first minute on.
        if (mapped && queue.fifo) poller.limit = flow.maxConcurrency.value_or(queue.groups.keys());
        if (mapped && !queue.fifo) {
            poller.lambda.emplace(context.model().facts->lambda, flow.maxConcurrency);
            poller.limit = poller.lambda->limit();
            context.postNode(context.now() + std::chrono::minutes{1}, EventType::pollerScale, node, i);
        }
        stateOf(context, node).pollers.push_back(poller);
    }
}

// What a producer sends once more because it did not hear that it was stored.
static void acceptSecond(Context context, std::uint32_t node, bool poison) {
    if (modelOf(context, node).deduplicates) {
        ++stateOf(context, node).deduplicated;
        return;
    }
    if (stateOf(context, node).held + 1 >= modelOf(context, node).capacity) return;  // room for the first only
    ++stateOf(context, node).duplicates;
    depositNews(context, node, node, poison);
}

void acceptMessage(Context context, std::uint32_t index, std::uint32_t node) {
    const Frame& frame = context.frame(index);
    if (!hasRoom(context, node)) return endVisit(context, index, failed(FailureCause::refused));
    const FlowModel& flow = context.model().flows[frame.flow];
    QueueState& queue = stateOf(context, node);
    if (queue.sends &&
        !queue.sends->tryTake(context.now(), 1.0 / static_cast<double>(std::min<std::int64_t>(10, flow.batch))))
        return endVisit(context, index, failed(FailureCause::throttled));
    if (modelOf(context, node).space != kNone && !maySend(context, node, flow))
        return endVisit(context, index, failed(FailureCause::throttled));
    const bool poison = context.node(node).choice.chance(flow.poison);
    if (context.node(node).choice.chance(modelOf(context, node).sentTwice)) acceptSecond(context, node, poison);
    if (!flow.awaited) {
        DeliveryMeasures& received = context.world.rareFlows[frame.flow].received;
        received.counts.end(kSucceeded);
        received.response.record(context.now() - frame.sent);
        if (poison) context.frame(index).set(kPoison);
        return store(context, index, node, context.now());
    }
    const std::uint32_t message = context.lane.frames.allocate();
    if (message == kNoFrame) return endVisit(context, index, failed(FailureCause::refused));
    context.frame(message).uid = context.nextUid(node);
    context.frame(message).setFlow(frame.flow, frame.node);
    if (frame.has(kSampled)) context.frame(message).set(kSampled);
    if (poison) context.frame(message).set(kPoison);
    // The visit ends as far as the caller knows; what the queue counts is the message.
    if (frame.has(kSampled)) {
        context.note({.at = context.now(),
                      .uid = context.frame(index).uid,
                      .what = SpanNote::What::visited,
                      .arrived = context.frame(index).arrived});
    }
    context.frame(index).clear(kVisiting);
    context.frame(index).outcome = kSucceeded;
    reply(context, index);
    store(context, message, node, context.now());
}

void depositNews(Context context, std::uint32_t from, std::uint32_t to, bool poison) {
    NodeState& there = context.node(to);
    ++there.measures.begun;
    const std::uint32_t index = hasRoom(context, to) ? context.lane.frames.allocate() : kNoFrame;
    if (index == kNoFrame) return context.count(there, failed(FailureCause::refused));
    context.frame(index).uid = context.nextUid(from);
    context.frame(index).setFlow(kNone, to);
    if (poison) context.frame(index).set(kPoison);
    ++there.measures.inside;
    store(context, index, to, context.now());
}

void redriveNext(Context context, std::uint32_t node) {
    const Redrive& redrive = *modelOf(context, node).redrive;
    QueueState& queue = stateOf(context, node);
    context.postNode(context.now() + boundedDuration(1 / redrive.rate.perSecond()), EventType::redrive, node);
    if (queue.visible.count == 0) return;
    const std::uint32_t index = queue.visible.head;
    const Frame& message = context.frame(index);
    if (message.flow == kNone) return;  // news of a broker: it came from no queue
    const std::uint32_t source = message.node;
    if (source == node || context.model().nodes[source].behavior != Behavior::queue || !hasRoom(context, source))
        return;
    queue.visible.pop(context.lane.frames);
    NodeMeasures& measures = context.node(node).measures;
    context.node(node).rare->measures.waitingNow.add(-1, context.now());
    ++measures.succeeded;
    measures.response.record(context.now() - message.arrived);
    --measures.inside;
    --queue.held;
    ++queue.redriven;
    ++context.node(source).measures.begun;
    ++context.node(source).measures.inside;
    store(context, index, source, context.now());
}

static void tellInFlight(Context context, std::uint32_t node) {
    if (std::exchange(stateOf(context, node).toldInFlight, true)) return;
    context.decide(node, "nobody may receive more",
                   std::to_string(modelOf(context, node).inFlightLimit) + " messages are received and not deleted");
}

void pump(Context context, std::uint32_t node) {
    SPILLWAY_ASSERT(context.model().nodes[node].behavior == Behavior::queue, "another broker has no state of a queue");
    QueueState& queue = stateOf(context, node);
    const auto pollers = static_cast<std::uint32_t>(queue.pollers.size());
    if (pollers == 0 || context.world.levers.nodes[node].down) return;
    std::uint32_t full = 0;
    while (queue.visibleCount() != 0 && full < pollers) {
        if (queue.received >= modelOf(context, node).inFlightLimit) return tellInFlight(context, node);
        const std::uint32_t poller = queue.cursor;
        queue.cursor = (queue.cursor + 1) % pollers;
        // A batch that waits for more has its place.
        const bool collects = queue.pollers[poller].open.count != 0;
        if (!collects && room(context, node, poller) <= 0) {
            ++full;
            continue;
        }
        if (modelOf(context, node).space != kNone && !mayReceive(context, node)) return;
        if (deliver(context, node, poller))
            full = 0;
        else if (modelOf(context, node).sessionIdle != Duration{0})  // what is there are sessions that others hold
            ++full;
        else
            return;
    }
}

// The consumer says which messages failed: the others are done. Of a fifo queue it stops at the first and gives back
// what stands behind it as well, which would otherwise be done before it. Returns those that come back in their order.
static std::uint32_t keepFailed(Context context, std::uint32_t first, bool inOrder) {
    FrameLine kept;
    for (std::uint32_t each = first; each != kNoFrame;) {
        const std::uint32_t next = context.frame(each).next;
        if (context.frame(each).has(kPoison) || (inOrder && kept.count != 0)) {
            kept.push(context.lane.frames, each);
        } else {
            --stateOf(context, queueOf(context.frame(each))).received;
            finishMessage(context, each);
        }
        each = next;
    }
    return kept.head;
}

// A throttled batch keeps the place of its poller, which invokes again a little later, and later each time, until the
// messages are visible for others.
static void invokeLater(Context context, std::uint32_t index) {
    Frame& delivery = context.frame(index);
    const MessagingFacts& facts = context.model().facts->messaging;
    const int doubled = std::min<int>(delivery.attempt, 20);
    const Duration wait = std::min(facts.queueBackoffCap, facts.queueBackoff * (std::int64_t{1} << doubled));
    const double spread = context.node(context.model().flows[delivery.flow].from).backoff.uniform() / 2;
    if (delivery.attempt != 0xff) ++delivery.attempt;
    delivery.set(kAwaited | kHeld | kWaiting);
    context.post(wait - secondsToDuration(toSeconds(wait) * spread), EventType::messageVisible, index);
}

static void invokeAgain(Context context, std::uint32_t index) {
    Frame& delivery = context.frame(index);
    delivery.clear(kAwaited | kHeld | kWaiting);
    ++context.world.rareFlows[delivery.flow].sent.retries;
    dispatch(context, index, {.parentUid = context.frame(delivery.parent).uid});
}

void endDelivery(Context context, std::uint32_t index, Outcome outcome) {
    Frame& delivery = context.frame(index);
    const std::uint32_t node = context.model().flows[delivery.flow].from;
    if (outcome == failed(FailureCause::throttled) && isMapped(context, context.model().flows[delivery.flow]))
        return invokeLater(context, index);
    --pollerOf(context, delivery.flow).inFlight;
    if (modelOf(context, node).engine == QueueEngine::cloudflare) scaleAfterBatch(context, delivery.flow, outcome);
    const bool reports = outcome == kSucceeded && context.model().flows[delivery.flow].reportItems;
    if (reports) delivery.parent = keepFailed(context, delivery.parent, modelOf(context, node).fifo);
    if (reports ? delivery.parent == kNoFrame : outcome == kSucceeded) {
        forEachMessage(context, delivery.parent, [&](std::uint32_t message) { finishMessage(context, message); });
        close(context, index);
    } else if (!modelOf(context, node).hides && !staysLocked(context, delivery, outcome)) {
        forEachMessage(context, delivery.parent, [&](std::uint32_t message) { comeBack(context, message); });
        close(context, index);
    } else {
        // Nothing is deleted: the messages stay hidden until the visibility timeout, which the frame goes on waiting
        // for.
        delivery.set(kAwaited | kHeld);
    }
    pump(context, node);
}

void returnMessages(Context context, std::uint32_t index) {
    Frame& delivery = context.frame(index);
    // It has ended, and its frame waits for calls that nobody waits for any more.
    if (!delivery.has(kAwaited)) return;
    const std::uint32_t node = context.model().flows[delivery.flow].from;
    if (modelOf(context, node).renewal != Duration{0} && renewLock(context, index)) return;
    const std::uint32_t messages = delivery.parent;
    // With the lock of its message the receiver loses the session.
    if (modelOf(context, node).fifo) stateOf(context, node).groups.letGo(context.frame(messages).parent);
    if (delivery.has(kHeld)) {
        if (delivery.has(kWaiting)) --pollerOf(context, delivery.flow).inFlight;
        delivery.clear(kAwaited | kHeld | kWaiting);
        close(context, index);
    } else {
        // Still in work, or lost: its poller gives it up, and what the consumer says later counts for nothing.
        countAttempt(context, index, failed(FailureCause::timeout));
        --pollerOf(context, delivery.flow).inFlight;
        for (std::uint32_t each = messages; each != kNoFrame; each = context.frame(each).next)
            ++stateOf(context, node).overtaken;
        if (delivery.has(kLost) || delivery.has(kRemote))
            close(context, index);
        else
            delivery.set(kOrphan);
    }
    forEachMessage(context, messages, [&](std::uint32_t message) { comeBack(context, message); });
    pump(context, node);
}

void showMessage(Context context, std::uint32_t index) {
    if (context.frame(index).has(kAwaited)) return invokeAgain(context, index);
    const std::uint32_t node = queueOf(context.frame(index));
    makeVisible(context, index);
    pump(context, node);
}

void dropExpired(Context context, std::uint32_t node) {
    QueueState& queue = stateOf(context, node);
    const auto isOld = [&](std::uint32_t index) {
        return context.now() - context.frame(index).sent > modelOf(context, node).retention;
    };
    const auto expire = [&](std::uint32_t index) {
        context.node(node).rare->measures.waitingNow.add(-1, context.now());
        ++context.node(node).rare->measures.expired;
        noteMessage(context, context.frame(index), SpanNote::What::visited, failed(FailureCause::timeout));
        forget(context, index);
    };
    while (queue.visible.count != 0 && isOld(queue.visible.head)) expire(queue.visible.pop(context.lane.frames));
    if (queue.groups.waiting() == 0 || !queue.groups.isSweepDue(context.now())) return;
    std::vector<std::uint32_t> old;
    queue.groups.dropHeads(context.lane.frames, [&](std::uint32_t index) {
        if (!isOld(index)) return false;
        old.push_back(index);
        return true;
    });
    for (const std::uint32_t index : old) expire(index);
}

}  // namespace spillway
