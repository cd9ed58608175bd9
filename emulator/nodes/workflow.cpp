#include "nodes/workflow.h"

#include "base/text.h"
#include "kernel/failure_cause.h"
#include "nodes/calls.h"
#include "nodes/visit.h"
#include "nodes/workflow_steps.h"
#include "platforms/step_functions.h"

#include <algorithm>

namespace spillway {
namespace {

using namespace frame_flag;
using workflow::ExecutionStatus;
using workflow::WorkflowKind;

// A limit is told again when it has been quiet about it for this long.
constexpr std::chrono::seconds kTellAgain{10};

// Says of a limit that it holds, not each time.
void tell(Context context, std::uint32_t node, const std::string& what, const std::string& reason) {
    auto& told = workflowStateOf(context, node).told;
    const auto found = told.find(what);
    if (found != told.end() && context.now() - found->second < kTellAgain) return;
    told[what] = context.now();
    context.decide(node, what, reason);
}

bool mayStart(Context context, std::uint32_t node) {
    const StepFunctionsFacts& facts = context.model().facts->stepFunctions;
    WorkflowAccount& account = accountOf(context, node);
    const bool isExpress = workflowModelOf(context, node).kind == WorkflowKind::express;
    TokenBucket& starts = isExpress ? account.expressStarts : account.standardStarts;
    if (!starts.tryTake(context.now())) {
        tell(context, node, "throttled starts",
             "starts are over the account's rate of " +
                 toText(isExpress ? facts.expressStartRate : facts.standardStartRate));
        return false;
    }
    if (isExpress || account.open < facts.openExecutions) return true;
    tell(context, node, "throttled starts", "as many executions run as the account may have");
    return false;
}

const workflow::Json& drawInput(const WorkflowModel& model, RngStream& chance) {
    static const workflow::Json kNothing = workflow::Json::object();
    if (model.inputs.size() == 1 && model.inputs.front().share >= 1) return model.inputs.front().value;
    if (model.inputs.empty()) return kNothing;
    double left = chance.uniform();
    for (const WorkflowInputModel& input : model.inputs) {
        left -= input.share;
        if (left < 0) return input.value;
    }
    return kNothing;
}

workflow::ExecutionSettings settingsOf(Context context, const NodeState& node, const WorkflowModel& model,
                                       const WorkflowExecution& execution) {
    workflow::ExecutionSettings settings;
    settings.name = "execution-" + std::to_string(execution.number);
    settings.stateMachine = node.model->id;
    settings.seed = mix64(context.world.seed ^ hashWord(node.model->id));
    settings.kind = model.kind;
    settings.quotas = workflow::quotasOf(context.model().facts->stepFunctions);
    settings.history = execution.followed ? workflow::HistoryDetail::brief : workflow::HistoryDetail::countOnly;
    settings.asksToEnter = true;
    settings.notesStates = true;
    settings.eventsKeptMax = kFollowedSteps;
    return settings;
}

// The frame is where it came from: still at the node, or answered already.
void start(Context context, const Frame& frame, NodeState& node, bool isHeld) {
    WorkflowState& state = workflowStateOf(context, node.index);
    const WorkflowModel& model = workflowModelOf(context, node.index);
    WorkflowExecution execution;
    execution.number = ++state.counts.started;
    execution.flow = frame.flow;
    execution.started = context.now();
    execution.uid = isHeld ? frame.uid : Context::nextUid(node);
    if (isHeld) execution.visit = context.indexOf(frame);
    execution.followed = state.following < kFollowedAtOnce;
    state.following += execution.followed ? 1 : 0;
    ++state.counts.running;
    if (model.kind == WorkflowKind::standard) ++accountOf(context, node.index).open;
    workflow::Json input = drawInput(model, node.choice);
    execution.machine = CopyOnWrite{workflow::Execution{model.machine, settingsOf(context, node, model, execution)}};
    const std::uint32_t slot = state.executions.add(std::move(execution));
    state.executions[slot].machine.write().start(std::move(input), context.now());
    tellStatus(context, node, slot, WorkflowStatus::running);
    settleExecution(context, node, slot);
}

}  // namespace

const WorkflowModel& workflowModelOf(Context context, std::uint32_t node) {
    return *context.model().workflows[context.model().nodes[node].extra];
}
WorkflowState& workflowStateOf(Context context, std::uint32_t node) {
    return context.world.workflow->nodes[context.model().nodes[node].extra];
}
WorkflowAccount& accountOf(Context context, std::uint32_t node) {
    return context.world.workflow->accounts[workflowModelOf(context, node).account];
}

WorkflowAccount::WorkflowAccount(const StepFunctionsFacts& facts)
    : standardStarts{facts.standardStartRate, static_cast<double>(facts.standardStartBurst)},
      expressStarts{facts.expressStartRate, static_cast<double>(facts.expressStartBurst)},
      transitionEach{secondsToDuration(1 / facts.transitionRate.perSecond())},
      transitionBurst{facts.transitionBurst} {}

// The bucket as one instant (the virtual scheduling form of a token bucket, ITU-T I.371): each transition moves the
// time at which it is full on by 1/rate; whoever finds it more than burst/rate ahead waits for the difference.
SimTime WorkflowAccount::reserveTransition(SimTime now) {
    transitionsUntil = std::max(transitionsUntil, now) + transitionEach;
    return std::max(now, transitionsUntil - transitionEach * transitionBurst);
}

void admitAtWorkflow(Context context, Frame& frame, NodeState& node) {
    if (!mayStart(context, node.index)) {
        ++workflowStateOf(context, node.index).counts.throttled;
        return endVisit(context, frame, node, failed(FailureCause::throttled));
    }
    const WorkflowModel& model = workflowModelOf(context, node.index);
    const bool waits = std::ranges::binary_search(model.waitingFlows, frame.flow);
    const bool isHeld = !context.row(frame).awaited || waits || !model.answersAtStart;
    if (frame.has(kSampled)) {
        context.note(
            {.at = context.now(), .uid = frame.uid, .what = SpanNote::What::started, .arrived = frame.arrived});
    }
    if (isHeld) return start(context, frame, node, true);
    const Frame before = frame;
    endVisit(context, frame, node, kSucceeded);
    start(context, before, node, false);
}

void holdTransition(Context context, std::uint32_t node, Duration wait) {
    ++workflowStateOf(context, node).counts.heldBack;
    tell(context, node, "transitions held back",
         "state transitions are over the account's rate of " +
             toText(context.model().facts->stepFunctions.transitionRate) + "; this one waits " + toText(wait));
}

void stopWorkflow(Context context, std::uint32_t node) {
    if (workflowModelOf(context, node).kind == WorkflowKind::standard) return;
    WorkflowState& state = workflowStateOf(context, node);
    for (std::uint32_t slot = 0; slot < state.executions.size(); ++slot) {
        WorkflowExecution& execution = state.executions[slot];
        if (execution.number == 0) continue;
        if (execution.visit != kNoFrame && !context.row(context.frame(execution.visit)).awaited)
            state.again.push_back(std::exchange(execution.visit, kNoFrame));
        execution.machine.write().abort({"States.Runtime", "The service was not available."}, context.now());
        settleExecution(context, context.node(node), slot);
    }
}

void resumeWorkflow(Context context, std::uint32_t node) {
    WorkflowState& state = workflowStateOf(context, node);
    for (const std::uint32_t timer : std::exchange(state.parked, {})) {
        state.timers[timer].uid = context.postNode(context.now(), EventType::workflowTimer, node, timer);
    }
    for (const std::uint32_t visit : std::exchange(state.again, {})) {
        start(context, context.frame(visit), context.node(node), true);
    }
}

}  // namespace spillway
