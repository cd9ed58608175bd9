#include "nodes/caller_guard.h"
#include "nodes/figures.h"
#include "nodes/function_log.h"
#include "run/state.h"

#include <algorithm>

namespace spillway {
namespace {

InstanceCounts countInstances(const ServerState& server) {
    InstanceCounts counts;
    for (std::uint32_t i = 0; i < server.instances.size(); ++i) {
        switch (server.instances[i].state) {
            case InstanceState::gone: break;
            case InstanceState::starting: ++counts.starting; break;
            case InstanceState::ready: ++(server.busyOf(i) != 0 ? counts.busy : counts.idle); break;
            case InstanceState::draining: ++counts.draining; break;
            case InstanceState::down: ++counts.down; break;
        }
    }
    return counts;
}

std::int32_t living(const InstanceCounts& counts) { return counts.starting + counts.idle + counts.busy + counts.down; }

void fillServer(const Run::State& state, const ServerModel& model, const ServerState& server, NodeSnapshot& out) {
    out.instances = countInstances(server);
    out.instanceLimit = static_cast<std::int32_t>(model.hpa ? model.hpa->max : model.instances);
    out.slots = std::int64_t{server.ready} * model.slotsPerInstance;
    out.waitingLimit = model.queueLimit;
    // A rolling update goes beyond it for a while.
    if (model.rollout) out.instanceLimit = std::max(out.instanceLimit, living(out.instances));
    if (server.elastic) {
        const PoolScaler& scaler = state.world.elastics[model.elastic].scaler;
        out.instanceLimit = static_cast<std::int32_t>(mostOf(scaler));
        // What waited when the limit was higher goes on waiting.
        out.waitingLimit = std::max(lineLimitOf(scaler, server.ready, model.queueLimit), out.waiting);
    }
    if (server.ownLines) {
        const OwnLinesModel& lines = state.plan->model.ownLines[model.ownLines];
        const std::int64_t each = lines.tars ? lines.tars->cap : lines.limit;
        out.waitingLimit = std::max(each * std::max<std::int64_t>(1, server.ready), out.waiting);
    }
}

void fillFunction(const Model& model, const FunctionModel& function, const FunctionState& state, NodeSnapshot& out) {
    const std::int64_t limit = model.pools[function.pool].limit;
    out.instances.starting = static_cast<std::int32_t>(state.starting + state.provisionedStarting);
    out.instances.busy = static_cast<std::int32_t>(state.busy - state.starting);
    out.instances.idle =
        static_cast<std::int32_t>(static_cast<std::int64_t>(state.idle.size()) + state.provisionedIdle);
    out.instanceLimit = static_cast<std::int32_t>(limit);
    out.heldBy = heldBy(state.log);
    out.slots = limit;
}

void fillQueue(const QueueModel& model, const QueueState& queue, const Lane& lane, NodeSnapshot& out) {
    if (model.bounded) out.waitingLimit = model.capacity;
    out.inFlightMessages = queue.received;
    const std::uint32_t oldest = model.fifo ? queue.groups.oldest(lane.frames) : queue.visible.head;
    if (queue.visibleCount() != 0 && oldest != kNoFrame) out.oldestAge = lane.now - lane.frames[oldest].arrived;
}

void fillStream(const StreamState& stream, SimTime now, NodeSnapshot& out) {
    for (const ReaderState& reader : stream.readers)
        out.inFlightMessages = std::max(out.inFlightMessages, reader.inFlight);
    for (const ReaderSlot& slot : stream.slots) {
        const RecordLog& log = stream.shards[slot.shard].log;
        if (slot.lag != 0 && slot.next < log.end())
            out.oldestAge = std::max(out.oldestAge, now - log[slot.next].arrived);
    }
}

void fillNode(const Run::State& state, std::uint32_t index, NodeSnapshot& out) {
    const NodeModel& model = state.plan->model.nodes[index];
    const NodeMeasures& measures = state.world.nodes[index].measures;
    out = state.nodes[index].last;
    out.busySlots = measures.busy.value();
    out.waiting = state.world.rareNodes[index].measures.waitingNow.value();
    out.faulted = state.world.levers.nodes[index].touched;
    out.figures = figuresOf(state.world, index, state.now);
    switch (model.behavior) {
        case Behavior::server:
            return fillServer(state, state.plan->model.servers[model.extra], *state.world.nodes[index].server, out);
        case Behavior::function:
            return fillFunction(state.plan->model, state.plan->model.functions[model.extra],
                                state.world.functions[model.extra], out);
        case Behavior::queue:
            return fillQueue(state.plan->model.queues[model.extra], state.world.queues[model.extra],
                             *state.lanes[state.world.laneOf[index]], out);
        case Behavior::stream: fillStream(state.world.streams[model.extra], state.now, out); break;
        default: out.busySlots = static_cast<std::int64_t>(measures.inside);
    }
}

}  // namespace

void fillSnapshot(const Run::State& state, RunSnapshot& out) {
    out.now = state.now;
    out.end = state.end;
    out.events = state.events();
    out.sent = out.succeeded = out.failed = out.inFlight = 0;
    out.nodes.resize(state.nodes.size());
    out.flows.resize(state.flows.size());
    for (std::uint32_t i = 0; i < state.nodes.size(); ++i) {
        fillNode(state, i, out.nodes[i]);
        if (state.plan->model.nodes[i].behavior != Behavior::source) continue;
        const NodeMeasures& measures = state.world.nodes[i].measures;
        out.sent += measures.begun;
        out.succeeded += measures.succeeded;
        out.failed += total(state.world.rareNodes[i].measures.failed);
        out.inFlight += measures.inside;
    }
    fillWorkflows(state, out.workflows);
    // The caller of a Standard workflow has its answer at once: what is in work there are the executions.
    for (const WorkflowSnapshot& workflow : out.workflows)
        out.nodes[workflow.node].busySlots = static_cast<std::int64_t>(workflow.counts.running);
    for (std::uint32_t i = 0; i < state.flows.size(); ++i) {
        out.flows[i] = state.flows[i].last;
        out.flows[i].breakers = breakersOf(state.world, i).value_or(BreakerCounts{});
        const FlowLevers& levers = state.world.levers.flows[i];
        out.flows[i].faulted = levers.touched;
    }
}

}  // namespace spillway
