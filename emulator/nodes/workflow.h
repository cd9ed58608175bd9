#pragma once

#include "nodes/workflow_state.h"
#include "nodes/world.h"

// A workflow node with a definition. Every request that arrives starts an execution; its Task states call nodes over
// the workflow's flows, with their latency, throttles and errors; Wait states and timeouts take virtual time.
namespace spillway {

const WorkflowModel& workflowModelOf(Context context, std::uint32_t node);
WorkflowState& workflowStateOf(Context context, std::uint32_t node);
WorkflowAccount& accountOf(Context context, std::uint32_t node);

void admitAtWorkflow(Context context, Frame& frame, NodeState& node);
// A task's call has ended for good; `frame` stood for the task.
void finishTask(Context context, Frame& frame, NodeState& node);
void fireWorkflowTimer(Context context, std::uint32_t node, std::uint32_t timer, std::uint64_t uid);
// The service fails: Standard executions stand still, Express ones are lost. It comes back: the ones go on, the others
// are started again if nobody waited for them.
void stopWorkflow(Context context, std::uint32_t node);
void resumeWorkflow(Context context, std::uint32_t node);

// As it stands: ended ones first, then those that run, by number.
void fillFollowed(const WorkflowModel& model, const WorkflowState& state, std::vector<ExecutionSample>& out);

// What a Task state sees of a call that failed (platform-facts 7; the README's table).
workflow::TaskError taskErrorOf(FailureCause cause, const NodeModel& target);

}  // namespace spillway
