#pragma once

#include "run/run.h"

#include <cstdint>
#include <string>
#include <vector>

namespace spillway {

// One state of a workflow node's definition. Its place in the list is its number in snapshots and reports.
struct WorkflowStateName {
    std::string name;
    std::string type;          // "Task"
    std::string pointer;       // JSON pointer into the definition: "/States/Charge"
    std::int32_t parent = -1;  // number of the Parallel or Map state it is in
    std::string node;          // a Task's node; empty: none does it
};

// Empty when the node is no workflow with a definition. `node` is an index into the topology's nodes.
std::vector<WorkflowStateName> workflowStates(const RunPlan& plan, std::uint32_t node);

}  // namespace spillway
