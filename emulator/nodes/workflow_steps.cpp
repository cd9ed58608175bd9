#include "nodes/workflow_steps.h"

#include "kernel/failure_cause.h"
#include "nodes/calls.h"
#include "nodes/visit.h"

#include <algorithm>

namespace spillway {
namespace {

using workflow::Command;
using workflow::ExecutionStatus;
using workflow::StateNote;

ExecutionEnd endOf(ExecutionStatus status) {
    switch (status) {
        case ExecutionStatus::running: return ExecutionEnd::running;
        case ExecutionStatus::succeeded: return ExecutionEnd::succeeded;
        case ExecutionStatus::failed: return ExecutionEnd::failed;
        case ExecutionStatus::timedOut: return ExecutionEnd::timedOut;
        case ExecutionStatus::aborted: return ExecutionEnd::aborted;
    }
    return ExecutionEnd::aborted;
}

// Whoever waits for the end hears of it as of any visit.
Outcome outcomeOf(ExecutionStatus status) {
    switch (status) {
        case ExecutionStatus::succeeded: return kSucceeded;
        case ExecutionStatus::timedOut: return failed(FailureCause::platform_timeout);
        case ExecutionStatus::aborted: return failed(FailureCause::unavailable);
        default: return failed(FailureCause::dependency);
    }
}

void count(WorkflowState& state, const WorkflowModel& model, const StateNote& note) {
    WorkflowStateMeasures& of = state.states[model.numberOf.at(note.state)];
    const auto leaves = [&](std::uint64_t& how) {
        ++how;
        --of.counts.inside;
        of.took.record(note.took);
    };
    switch (note.what) {
        case StateNote::What::entered:
            ++of.counts.entered;
            ++of.counts.inside;
            ++state.counts.transitions;
            break;
        case StateNote::What::succeeded: return leaves(of.counts.succeeded);
        case StateNote::What::caught: return leaves(of.counts.caught);
        case StateNote::What::failed: return leaves(of.counts.failed);
        case StateNote::What::aborted: return leaves(of.counts.aborted);
        case StateNote::What::retried:
            ++of.counts.retried;
            ++state.counts.transitions;  // billed like one
            break;
        case StateNote::What::timedOut: ++of.counts.timedOut; break;
    }
}

// A text for a person to look at: enough of it.
std::string shown(const workflow::Json& value) { return workflow::cutText(workflow::jsonText(value), 4096); }

// Of an event's details, which are one member with the rest inside: the data, or all of it where there is none.
std::string dataOf(const workflow::Json& details) {
    if (!details.is_object() || details.empty() || !details.front().is_object()) return {};
    const workflow::Json& inside = details.front();
    for (const char* name : {"input", "output"}) {
        if (const workflow::Json* data = workflow::member(inside, name); data != nullptr && data->is_string())
            return data->get<std::string>();
    }
    return workflow::cutText(workflow::jsonText(inside), 1024);
}

ExecutionSample sampleOf(const WorkflowModel& model, const WorkflowExecution& execution) {
    const workflow::Execution& machine = execution.machine.read();
    ExecutionSample sample;
    sample.number = execution.number;
    sample.started = execution.started;
    sample.end = endOf(machine.status());
    sample.input = shown(machine.input());
    if (machine.status() == ExecutionStatus::succeeded) sample.output = shown(machine.output());
    sample.error = machine.error().value_or("");
    sample.cause = workflow::cutText(machine.cause().value_or(""), 4096);
    sample.events = machine.history().count();
    for (const workflow::HistoryEvent& event : machine.history().events()) {
        const bool ofState = event.state != nullptr && !event.type.starts_with("Execution");
        sample.steps.push_back(
            {SimTime{event.at}, event.type, ofState ? static_cast<std::int32_t>(model.numberOf.at(event.state)) : -1,
             static_cast<std::int32_t>(event.id), static_cast<std::int32_t>(event.previous), dataOf(event.details)});
    }
    return sample;
}

void follow(Context context, WorkflowState& state, const WorkflowModel& model, const WorkflowExecution& execution) {
    --state.following;
    state.followed.push_back(sampleOf(model, execution));
    state.followed.back().ended = context.now();
    if (state.followed.size() > kFollowedKept) state.followed.pop_front();
}

void endExecution(Context context, NodeState& node, std::uint32_t slot) {
    WorkflowState& state = workflowStateOf(context, node.index);
    const WorkflowModel& model = workflowModelOf(context, node.index);
    const ExecutionStatus status = state.executions[slot].machine.read().status();
    const Duration took = context.now() - state.executions[slot].started;
    ExecutionCounts& counts = state.counts;
    --counts.running;
    if (model.kind == workflow::WorkflowKind::standard) --accountOf(context, node.index).open;
    ++(status == ExecutionStatus::succeeded  ? counts.succeeded
       : status == ExecutionStatus::timedOut ? counts.timedOut
       : status == ExecutionStatus::aborted  ? counts.aborted
                                             : counts.failed);
    state.took.record(took);
    const Duration step = context.model().facts->stepFunctions.expressBilling;
    state.billedSteps += static_cast<std::uint64_t>((took + step - Duration{1}) / step);
    if (state.executions[slot].followed) follow(context, state, model, state.executions[slot]);
    tellStatus(context, node, slot, static_cast<WorkflowStatus>(endOf(status)));
    const std::uint32_t visit = state.executions[slot].visit;
    state.executions.remove(slot);
    if (visit != kNoFrame) endVisit(context, context.frame(visit), node, outcomeOf(status));
}
static_assert(static_cast<int>(WorkflowStatus::timed_out) == static_cast<int>(ExecutionEnd::timedOut) &&
              static_cast<int>(WorkflowStatus::aborted) == static_cast<int>(ExecutionEnd::aborted));

void askForEntry(Context context, NodeState& node, WorkflowTimer timer) {
    const WorkflowModel& model = workflowModelOf(context, node.index);
    SimTime at = context.now();
    if (model.kind == workflow::WorkflowKind::standard)
        at = accountOf(context, node.index).reserveTransition(context.now());
    if (at > context.now()) holdTransition(context, node.index, at - context.now());
    postWorkflowTimer(context, node, at + model.transition, timer);
}

void carryOut(Context context, NodeState& node, std::uint32_t slot, Command command) {
    const std::uint64_t number = workflowStateOf(context, node.index).executions[slot].number;
    const WorkflowTimer timer{.execution = number, .slot = slot, .task = command.task};
    switch (command.kind) {
        case Command::Kind::callTask:
        case Command::Kind::readItems: return callTask(context, node, slot, std::move(command));
        case Command::Kind::startTimer: return postWorkflowTimer(context, node, command.at, timer);
        case Command::Kind::enterState: {
            WorkflowTimer entry = timer;
            entry.what = WorkflowTimer::What::entry;
            return askForEntry(context, node, entry);
        }
        // What a call does downstream goes on; its answer will be ignored. Results that are written cost nobody time.
        case Command::Kind::cancelTask:
        case Command::Kind::writeItems: return;
    }
}

}  // namespace

void settleExecution(Context context, NodeState& node, std::uint32_t slot) {
    WorkflowState& state = workflowStateOf(context, node.index);
    const WorkflowModel& model = workflowModelOf(context, node.index);
    for (;;) {
        workflow::Execution& machine = state.executions[slot].machine.write();
        for (const StateNote& note : machine.takeNotes()) count(state, model, note);
        std::vector<Command> commands = machine.takeCommands();
        if (commands.empty()) break;
        for (Command& command : commands) {
            if (machine.status() != ExecutionStatus::running) break;  // a call that failed at once has ended it
            carryOut(context, node, slot, std::move(command));
        }
    }
    if (state.executions[slot].machine.read().status() != ExecutionStatus::running) endExecution(context, node, slot);
}

void tellStatus(Context context, NodeState& node, std::uint32_t slot, WorkflowStatus status) {
    const WorkflowModel& model = workflowModelOf(context, node.index);
    for (const WorkflowListener& listener : model.listeners) {
        if ((listener.statuses >> static_cast<unsigned>(status) & 1U) == 0) continue;
        withFrame(context, workflowStateOf(context, node.index).executions[slot], [&](const Frame& frame) {
            sendEvent(context, context.indexOf(frame), listener.flow);
            context.lane.frames.release(context.indexOf(frame));
        });
    }
}

void postWorkflowTimer(Context context, NodeState& node, SimTime at, WorkflowTimer timer) {
    if (at >= workflowModelOf(context, node.index).horizon) {
        (void)context.nextUid(node);  // a run that goes on counts it
        return;
    }
    Places<WorkflowTimer>& timers = workflowStateOf(context, node.index).timers;
    const std::uint32_t place = timers.add(timer);
    constexpr std::uint32_t kMost = 0xff'ffff;  // what an event's detail can name
    SPILLWAY_ASSERT(place <= kMost, "sixteen million timers of one workflow at once");
    timers[place].uid = context.postNode(at, EventType::workflowTimer, node, place);
}

void fillFollowed(const WorkflowModel& model, const WorkflowState& state, std::vector<ExecutionSample>& out) {
    out.assign(state.followed.begin(), state.followed.end());
    const auto ended = static_cast<std::ptrdiff_t>(out.size());
    for (std::uint32_t slot = 0; slot < state.executions.size(); ++slot) {
        const WorkflowExecution& execution = state.executions[slot];
        if (execution.number != 0 && execution.followed) out.push_back(sampleOf(model, execution));
    }
    std::sort(out.begin() + ended, out.end(),
              [](const ExecutionSample& a, const ExecutionSample& b) { return a.number < b.number; });
}

}  // namespace spillway
