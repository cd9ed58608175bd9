#include "kernel/failure_cause.h"
#include "nodes/calls.h"
#include "nodes/trouble.h"
#include "nodes/visit.h"
#include "nodes/workflow_steps.h"
#include "workflow/standalone.h"

namespace spillway {
namespace {

using workflow::Json;
using workflow::TaskError;

// One of the state's results by share; null: its own payload.
const WorkflowResultModel* drawResult(const WorkflowModel& model, const WorkflowTaskModel& task, RngStream& chance) {
    if (task.results.count == 0) return nullptr;
    const WorkflowResultModel* const first = &model.results[task.results.first];
    if (task.results.count == 1 && first->share >= 1) return first;
    double left = chance.uniform();
    for (std::uint32_t i = 0; i < task.results.count; ++i) {
        left -= first[i].share;
        if (left < 0) return first + i;
    }
    return nullptr;
}

// The result of a call that the node did well.
void deliver(Context context, NodeState& node, const WorkflowCall& call) {
    WorkflowState& state = workflowStateOf(context, node.index);
    if (state.executions[call.slot].number != call.execution) return;  // it has ended meanwhile
    const WorkflowModel& model = workflowModelOf(context, node.index);
    const workflow::State& at = *model.states[call.state];
    const WorkflowResultModel* result = drawResult(model, model.tasks[call.state], node.choice);
    workflow::Execution& machine = state.executions[call.slot].machine.write();
    const bool reads = at.map.has_value();
    if (result != nullptr && result->error)
        machine.taskFailed(call.task, *result->error, context.now());
    else if (reads)
        machine.taskSucceeded(call.task, result != nullptr && result->output ? *result->output : Json::array(),
                              context.now());
    else if (result != nullptr && result->output)
        machine.taskSucceeded(call.task, workflow::wrappedResult(at.resource, *result->output), context.now());
    else
        machine.taskSucceeded(call.task, workflow::echoOf(at.resource, call.payload), context.now());
    settleExecution(context, node, call.slot);
}

WorkflowCall take(Places<WorkflowCall>& calls, std::uint32_t place) {
    WorkflowCall call = std::move(calls[place]);
    calls.remove(place);
    return call;
}

// The node has done its part; what is left is the answer of whoever has the token, or the job.
void awaitAnswer(Context context, NodeState& node, std::uint32_t place, Duration after) {
    WorkflowState& state = workflowStateOf(context, node.index);
    const WorkflowModel& model = workflowModelOf(context, node.index);
    const WorkflowCall& call = state.calls[place];
    const WorkflowTaskModel& task = model.tasks[call.state];
    if (task.answer) after += (*task.answer)(node.work.stream());
    const SimTime due = context.now() + after;
    WorkflowTimer timer{.execution = call.execution, .slot = call.slot, .call = place, .task = call.task};
    if (task.answer && task.heartbeat > Duration{0}) {
        WorkflowTimer beat = timer;
        beat.what = WorkflowTimer::What::heartbeat;
        beat.call = call.state;
        beat.until = due;
        if (context.now() + task.heartbeat < due)
            postWorkflowTimer(context, node, context.now() + task.heartbeat, beat);
    }
    timer.what = WorkflowTimer::What::result;
    postWorkflowTimer(context, node, due, timer);
}

void beat(Context context, NodeState& node, const WorkflowTimer& timer) {
    WorkflowState& state = workflowStateOf(context, node.index);
    const Duration every = workflowModelOf(context, node.index).tasks[timer.call].heartbeat;
    state.executions[timer.slot].machine.write().heartbeat(timer.task, context.now());
    settleExecution(context, node, timer.slot);
    if (context.now() + every < timer.until) postWorkflowTimer(context, node, context.now() + every, timer);
}

// The call has failed: the execution hears of it, and is settled by whoever asked for it.
void failTask(Context context, NodeState& node, std::uint32_t place, FailureCause cause) {
    WorkflowState& state = workflowStateOf(context, node.index);
    const WorkflowModel& model = workflowModelOf(context, node.index);
    const WorkflowCall& call = state.calls[place];
    const NodeModel& target = *context.world.rows[model.tasks[call.state].flow].to->model;
    state.executions[call.slot].machine.write().taskFailed(call.task, taskErrorOf(cause, target), context.now());
    state.calls.remove(place);
}

FailureCause causeOfCall(const Frame& task) {
    return task.outcome == kSucceeded ? FailureCause::refused : causeOf(task.outcome);
}

// Nothing comes back of a token that nobody has.
bool isLost(const WorkflowTaskModel& task, const workflow::Command& command) {
    return command.pattern == workflow::CallPattern::waitForToken && !task.answer &&
           (task.flow == kNone || task.isEvent);
}

}  // namespace

void callTask(Context context, NodeState& node, std::uint32_t slot, workflow::Command command) {
    WorkflowState& state = workflowStateOf(context, node.index);
    const WorkflowModel& model = workflowModelOf(context, node.index);
    const std::uint32_t number = model.numberOf.at(command.origin);
    const WorkflowTaskModel& task = model.tasks[number];
    const WorkflowExecution& execution = state.executions[slot];
    const bool isLostToken = isLost(task, command);
    if (isLostToken && task.flow == kNone) return;
    const std::uint32_t place =
        state.calls.add({execution.number, slot, number, command.task, std::move(command.payload)});
    if (task.flow == kNone) return awaitAnswer(context, node, place, Duration{0});
    const FlowRow& flow = context.world.rows[task.flow];
    if (task.isEvent) {
        withFrame(context, execution, [&](const Frame& frame) {
            sendEvent(context, context.indexOf(frame), task.flow);
            context.lane.frames.release(context.indexOf(frame));
        });
        // The service that should take it is not there, which the task hears.
        if (isOutOfReach(context, task.flow)) return failTask(context, node, place, FailureCause::unavailable);
        // The broker's word that it has the message comes back along the same way.
        if (!isLostToken) return awaitAnswer(context, node, place, flow.latency + flow.model->latencyBack);
        return state.calls.remove(place);
    }
    const bool hasRoom = withFrame(context, execution, [&](Frame& frame) {
        frame.instance = place;
        frame.pending = 1;  // holds it: the call may fail at once
        call(context, frame, flow);
        if (--frame.pending != 0) return;
        const FailureCause cause = causeOfCall(frame);
        context.lane.frames.release(context.indexOf(frame));
        failTask(context, node, place, cause);
    });
    if (!hasRoom) failTask(context, node, place, FailureCause::refused);
}

void finishTask(Context context, Frame& frame, NodeState& node) {
    WorkflowState& state = workflowStateOf(context, node.index);
    const std::uint32_t place = frame.instance;
    const bool hasFailed = frame.has(frame_flag::kFailedCall);
    const FailureCause cause = causeOfCall(frame);
    context.lane.frames.release(context.indexOf(frame));
    const std::uint32_t slot = state.calls[place].slot;
    if (state.executions[slot].number != state.calls[place].execution) return state.calls.remove(place);
    if (!hasFailed && workflowModelOf(context, node.index).tasks[state.calls[place].state].answer)
        return awaitAnswer(context, node, place, Duration{0});
    if (!hasFailed) return deliver(context, node, take(state.calls, place));
    failTask(context, node, place, cause);
    settleExecution(context, node, slot);
}

void fireWorkflowTimer(Context context, std::uint32_t node, std::uint32_t place, std::uint64_t uid) {
    WorkflowState& state = workflowStateOf(context, node);
    if (place >= state.timers.size() || state.timers[place].uid != uid) return;
    const WorkflowTimer timer = state.timers[place];
    const bool isDown = !context.world.levers.calm && context.world.levers.nodes[node].down;
    if (isDown && timer.what == WorkflowTimer::What::entry) return state.parked.push_back(place);
    state.timers.remove(place);
    if (timer.what == WorkflowTimer::What::result) {
        return deliver(context, context.node(node), take(state.calls, timer.call));
    }
    if (state.executions[timer.slot].number != timer.execution) return;
    if (timer.what == WorkflowTimer::What::heartbeat) return beat(context, context.node(node), timer);
    state.executions[timer.slot].machine.write().timerFired(timer.task, context.now());
    settleExecution(context, context.node(node), timer.slot);
}

}  // namespace spillway
