#pragma once

#include "run/snapshot.h"
#include "viewmodel/states/state_graph.h"
#include "viewmodel/states/state_live.h"

#include <optional>

// The picture of a run as the states of a workflow show it, as functions of values.
namespace spillway::states {

// The states' pointers in the order in which snapshots count them: as written, those inside a state right behind it.
std::vector<std::string> pointersInOrder(const Json& definition);

// Which execution is followed, and up to which of its steps (an index).
struct Followed {
    const ExecutionSample* execution = nullptr;
    std::size_t step = 0;
};

// `order` is of the definition that runs; states that `graph` has no more are left out. What went over a transition is
// what its ends say of it: a state's ways out add up to what left it, its ways in to what entered it. Where that leaves
// more than one unknown, nothing is said.
StateLive liveOf(const Graph& graph, const std::vector<std::string>& order, const WorkflowSnapshot& snapshot,
                 const Followed& followed);

}  // namespace spillway::states
