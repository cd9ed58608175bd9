#include "base/text.h"
#include "nodes/calls.h"
#include "nodes/queue.h"
#include "nodes/queue_parts.h"
#include "nodes/service_bus.h"

#include <algorithm>
#include <utility>

// How messages become batches, and batches deliveries.
namespace spillway {
namespace {

using namespace frame_flag;
using namespace queue_parts;

// A received message waits no more: its batch leaves.
void leaveLine(Context context, std::uint32_t node, const Frame& message) {
    RareNodeMeasures& measures = context.node(node).rare->measures;
    measures.waitingNow.add(-1, context.now());
    if (message.attempt > 1) {
        ++measures.redelivered;
        return;
    }
    measures.waiting.record(context.now() - message.arrived);
    noteMessage(context, message, SpanNote::What::started);
}

// What the next message carries; of a fifo queue, at most.
std::int64_t nextPayload(Context context, const QueueState& queue, const FlowModel& flow) {
    if (queue.visible.count == 0) return flow.largest;
    const std::uint32_t over = context.frame(queue.visible.head).flow;
    return over == kNone ? 0 : context.model().flows[over].payload;
}

// A batch as it is filled.
struct Filling {
    FrameLine& batch;
    std::int64_t& bytes;
    std::uint32_t poller;
};

// The next message, as the queue keeps them.
std::uint32_t takeNext(Context context, std::uint32_t node, std::uint32_t poller, bool again) {
    QueueState& queue = stateOf(context, node);
    FramePool& frames = context.lane.frames;
    const QueueModel& model = modelOf(context, node);
    if (!model.fifo) return queue.visible.count != 0 ? queue.visible.pop(frames) : kNoFrame;
    if (model.sessionIdle != Duration{0}) return takeOfSession(context, node, poller, again);
    const std::uint32_t same = again ? queue.groups.take(frames, true) : kNoFrame;
    return same != kNoFrame ? same : queue.groups.take(frames, false);
}

// Takes messages that are not too old until the batch is full; true if it is as heavy as it may be.
bool receive(Context context, std::uint32_t node, const FlowModel& flow, const Filling& into) {
    QueueState& queue = stateOf(context, node);
    FrameLine& batch = into.batch;
    dropExpired(context, node);
    while (batch.count < flow.batch) {
        if (flow.batchBytes != 0 && queue.visibleCount() != 0) {
            const std::int64_t more = nextPayload(context, queue, flow);
            if (batch.count != 0 && into.bytes + more > flow.batchBytes) return true;
            into.bytes += more;
        }
        const std::uint32_t index = takeNext(context, node, into.poller, batch.count != 0);
        if (index == kNoFrame) break;
        Frame& message = context.frame(index);
        if (message.attempt != 0xff) ++message.attempt;
        if (flow.window == Duration{0}) leaveLine(context, node, message);
        batch.push(context.lane.frames, index);
        ++queue.received;
    }
    return false;
}

void tellHeavy(Context context, std::uint32_t node, PollerState& state, const FlowModel& flow) {
    ++stateOf(context, node).heavy;
    if (std::exchange(state.toldHeavy, true)) return;
    context.decide(node, "batches close before they are full",
                   toText(ByteCount{flow.batchBytes}) + " is the most that one carries");
}

// Sends a batch to the consumer; it counts as in flight already. False if there is no frame for it.
bool sendBatch(Context context, std::uint32_t node, std::uint32_t poller, std::uint32_t messages) {
    const std::uint32_t flow = consumerFlow(context, node, poller);
    const std::uint32_t index = context.lane.frames.allocate();
    if (index == kNoFrame) {  // the receives count; the messages are there again at once
        --stateOf(context, node).pollers[poller].inFlight;
        for (std::uint32_t each = messages; each != kNoFrame;) {
            const std::uint32_t next = context.frame(each).next;
            --stateOf(context, node).received;
            comeBack(context, each);
            each = next;
        }
        return false;
    }
    Frame& delivery = context.frame(index);
    delivery.uid = context.nextUid(node);
    delivery.setFlow(flow, context.model().flows[flow].to);
    delivery.parent = messages;
    delivery.sent = context.now();
    if (context.frame(messages).has(kSampled)) delivery.set(kSampled);
    // One fails all of its batch; of a consumer that says which ones, all have to.
    bool any = false, all = true;
    for (std::uint32_t each = messages; each != kNoFrame; each = context.frame(each).next) {
        any |= context.frame(each).has(kPoison);
        all &= context.frame(each).has(kPoison);
    }
    if (context.model().flows[flow].reportItems ? all : any) [[unlikely]]
        delivery.set(kPoison);
    const QueueModel& queue = modelOf(context, node);
    if (context.model().flows[flow].window == Duration{0}) {
        dispatch(context, index,
                 {queue.visibilityTimer, queue.visibilityTimeout, EventType::visibility, context.frame(messages).uid});
        return true;
    }
    // Its messages are hidden since the first of them was received.
    const SimTime visible = stateOf(context, node).pollers[poller].opened + queue.visibilityTimeout;
    context.post(std::max(Duration{0}, visible - context.now()), EventType::visibility, index);
    dispatch(context, index, {.parentUid = context.frame(messages).uid});
    return true;
}

bool closeBatch(Context context, std::uint32_t node, std::uint32_t poller) {
    QueueState& queue = stateOf(context, node);
    PollerState& state = queue.pollers[poller];
    const FrameLine batch = std::exchange(state.open, FrameLine{});
    state.openBytes = 0;
    state.closing = 0;
    ++queue.batches;
    queue.batched += batch.count;
    for (std::uint32_t each = batch.head; each != kNoFrame; each = context.frame(each).next)
        leaveLine(context, node, context.frame(each));
    return sendBatch(context, node, poller, batch.head);
}

// A poller with a window collects: it invokes with a full batch, or when the window of the first message is over.
bool collect(Context context, std::uint32_t node, std::uint32_t poller) {
    const FlowModel& flow = context.model().flows[consumerFlow(context, node, poller)];
    PollerState& state = stateOf(context, node).pollers[poller];
    const std::uint32_t before = state.open.count;
    const bool heavy = receive(context, node, flow, {state.open, state.openBytes, poller});
    if (before == 0 && state.open.count != 0) {
        state.busiest = std::max(state.busiest, ++state.inFlight);
        state.opened = context.now();
        state.closing = context.postNode(context.now() + flow.window, EventType::batchWindow, node, poller);
    }
    if (heavy) tellHeavy(context, node, state, flow);
    if (heavy || state.open.count >= flow.batch) return closeBatch(context, node, poller);
    return state.open.count != before;
}

}  // namespace

bool queue_parts::deliver(Context context, std::uint32_t node, std::uint32_t poller) {
    const FlowModel& flow = context.model().flows[consumerFlow(context, node, poller)];
    if (flow.window > Duration{0}) return collect(context, node, poller);
    FrameLine batch;
    std::int64_t bytes = 0;
    PollerState& state = stateOf(context, node).pollers[poller];
    if (receive(context, node, flow, {batch, bytes, poller})) tellHeavy(context, node, state, flow);
    if (batch.count == 0) return false;
    if (modelOf(context, node).space != kNone) countReceived(context, node, batch.head);
    state.busiest = std::max(state.busiest, ++state.inFlight);
    return sendBatch(context, node, poller, batch.head);
}

void endWindow(Context context, std::uint32_t node, std::uint32_t poller, std::uint64_t uid) {
    if (stateOf(context, node).pollers[poller].closing != uid) return;  // it was full before
    closeBatch(context, node, poller);
    pump(context, node);
}

}  // namespace spillway
