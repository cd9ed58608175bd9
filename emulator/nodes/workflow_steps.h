#pragma once

#include "nodes/workflow.h"

// How an execution goes on; private to the workflow's behaviour.
namespace spillway {

// Does what the execution asks for until it asks for nothing more, and counts what happened. The execution may be gone
// afterwards.
void settleExecution(Context context, NodeState& node, std::uint32_t slot);
// Tells those who listen.
void tellStatus(Context context, NodeState& node, std::uint32_t slot, WorkflowStatus status);
// A transition waits for the account's rate.
void holdTransition(Context context, std::uint32_t node, Duration wait);
// Carries out Command::Kind::callTask and readItems.
void callTask(Context context, NodeState& node, std::uint32_t slot, workflow::Command command);
// Does `act` with a frame that stands for the execution at the node; false when there is no room for one.
template <class Act>
bool withFrame(Context context, const WorkflowExecution& execution, Act&& act) {
    const std::uint32_t index = context.lane.frames.allocate();
    if (index == kNoFrame) return false;
    Frame& frame = context.frame(index);
    frame.uid = execution.uid;
    frame.setFlow(execution.flow, context.world.model.flows[execution.flow].to);
    frame.sent = frame.arrived = context.now();
    frame.flags = frame_flag::kVisiting;
    if (execution.visit != kNoFrame && context.frame(execution.visit).has(frame_flag::kSampled))
        frame.set(frame_flag::kSampled);
    act(frame);
    return true;
}
void postWorkflowTimer(Context context, NodeState& node, SimTime at, WorkflowTimer timer);

}  // namespace spillway
