#include "nodes/service_bus.h"

#include "kernel/failure_cause.h"
#include "nodes/queue.h"
#include "nodes/queue_parts.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

namespace spillway {
namespace {

using namespace frame_flag;
using namespace queue_parts;

// A namespace and what it has done; `node` is where it shows.
struct Space {
    const NamespaceModel& model;
    NamespaceState& state;

    Space(Context context, std::uint32_t space)
        : model{context.model().namespaces[space]}, state{context.world.namespaces[space]} {}

    // Standard counts messages, both ways together; Premium bytes, each way by itself.
    SecondBudget& budget(bool in) const { return in || !model.premium ? state.in : state.out; }
    double costOf(std::int64_t messages, std::int64_t bytes) const {
        return static_cast<double>(model.premium ? bytes : messages);
    }
};

void tellThrottled(Context context, const Space& space, std::uint32_t node) {
    if (std::exchange(space.state.told, true)) return;
    const std::string name = space.model.id.empty() ? "the namespace" : "namespace " + space.model.id;
    const std::string spent =
        space.model.premium ? fmt::format("all its messaging units do in a second ({:g} bytes)", space.model.perSecond)
                            : fmt::format("its {:g} credits of this second", space.model.perSecond);
    context.decide(node, "throttled by its namespace", name + " has spent " + spent);
}

bool maySpend(Context context, const Space& space, std::uint32_t node, bool in) {
    if (space.budget(in).hasAny(context.now(), space.model.perSecond)) return true;
    tellThrottled(context, space, node);
    return false;
}

void spend(Context context, const Space& space, bool in, double cost) {
    space.budget(in).take(context.now(), space.model.perSecond, cost);
}

// A subscription's copy was paid for when the topic took the event.
bool isCopy(Context context, const FlowModel& flow) {
    if (flow.from == kNone) return false;
    const NodeModel& from = context.model().nodes[flow.from];
    return from.behavior == Behavior::topic && context.model().topics[from.extra].space != kNone;
}

}  // namespace

bool maySend(Context context, std::uint32_t node, const FlowModel& flow) {
    if (isCopy(context, flow)) return true;
    const Space space{context, modelOf(context, node).space};
    if (!maySpend(context, space, node, true)) return false;
    spend(context, space, true, space.costOf(1, flow.payload));
    return true;
}

bool mayPublish(Context context, std::uint32_t node, std::int64_t bytes) {
    const TopicModel& topic = context.model().topics[context.model().nodes[node].extra];
    const Space space{context, topic.space};
    if (!maySpend(context, space, node, true)) return false;
    // Each subscription's filter is looked at for one more.
    spend(context, space, true, space.costOf(1 + topic.subscriptions, bytes));
    return true;
}

bool mayReceive(Context context, std::uint32_t node) {
    const Space space{context, modelOf(context, node).space};
    if (maySpend(context, space, node, false)) return true;
    QueueState& queue = stateOf(context, node);
    if (std::exchange(queue.resumes, true)) return false;
    ++queue.heldUp;
    const SimTime next = std::chrono::floor<std::chrono::seconds>(context.now()) + std::chrono::seconds{1};
    context.postNode(next, EventType::pollerScale, node);
    return false;
}

void countReceived(Context context, std::uint32_t node, std::uint32_t messages) {
    const Space space{context, modelOf(context, node).space};
    std::int64_t count = 0, bytes = 0;
    for (std::uint32_t each = messages; each != kNoFrame; each = context.frame(each).next, ++count) {
        const std::uint32_t over = context.frame(each).flow;
        bytes += over == kNone ? 0 : context.model().flows[over].payload;
    }
    spend(context, space, false, space.costOf(count, bytes));
}

void resumeReceiving(Context context, std::uint32_t node) {
    stateOf(context, node).resumes = false;
    pump(context, node);
}

bool renewLock(Context context, std::uint32_t index) {
    const Frame& delivery = context.frame(index);
    const std::uint32_t node = context.model().flows[delivery.flow].from;
    const QueueModel& queue = modelOf(context, node);
    // What waits in an instance's line was fetched ahead: its lock runs.
    const bool works = delivery.has(kVisiting) && !delivery.has(kWaiting | kHeld | kLost);
    if (!works || context.now() - delivery.sent >= queue.renewal) return false;
    ++stateOf(context, node).renewed;
    context.post(queue.visibilityTimeout, EventType::visibility, index);
    return true;
}

std::uint32_t takeOfSession(Context context, std::uint32_t node, std::uint32_t poller, bool again) {
    QueueState& queue = stateOf(context, node);
    if (again) return queue.groups.take(context.lane.frames, true);
    if (!queue.groups.hasHeld(poller)) return queue.groups.takeNew(context.lane.frames, poller);
    --queue.pollers[poller].idle;
    return queue.groups.takeHeld(context.lane.frames, poller);
}

void holdSession(Context context, std::uint32_t node, std::uint32_t group, std::uint32_t poller) {
    QueueState& queue = stateOf(context, node);
    const SimTime until = context.now() + modelOf(context, node).sessionIdle;
    ++queue.pollers[poller].idle;
    queue.groups.stay(group, until);
    context.postNode(until, EventType::pollerScale, node, group + 1);
}

void endSession(Context context, std::uint32_t node, std::uint32_t group) {
    QueueState& queue = stateOf(context, node);
    if (!queue.groups.isOver(group, context.now())) return;  // something of it came in between
    // There is more, which its receiver was not yet allowed to take.
    if (queue.groups.hasMessages(group)) {
        --queue.pollers[queue.groups.holderOf(group)].idle;
        return holdSession(context, node, group, queue.groups.holderOf(group));
    }
    --queue.pollers[queue.groups.holderOf(group)].idle;
    queue.groups.letGo(group);
    pump(context, node);
}

bool staysLocked(Context context, const Frame& delivery, Outcome outcome) {
    const FlowModel& flow = context.model().flows[delivery.flow];
    return modelOf(context, flow.from).space != kNone && causeOf(outcome) == FailureCause::unavailable &&
           context.model().nodes[flow.to].behavior == Behavior::server;
}

}  // namespace spillway
