#pragma once

#include "base/random.h"
#include "nodes/model.h"
#include "topology/kinds/workflow.h"
#include "workflow/execution.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace spillway {

// How one Task state is carried out.
struct WorkflowTaskModel {
    std::uint32_t flow = kNone;  // kNone: no node does it; it takes `answer` and nothing else
    bool isEvent = false;        // over an event flow: done when it is sent
    std::optional<Sampler> answer;
    Duration heartbeat{0};  // 0: none comes
    Range results;          // of WorkflowModel::results
};
struct WorkflowResultModel {
    double share = 1;
    std::optional<workflow::Json> output;  // none and no error: the payload comes back
    std::optional<workflow::TaskError> error;
};
struct WorkflowInputModel {
    double share = 1;
    workflow::Json value;
};
// An event flow over which changes of status are told.
struct WorkflowListener {
    std::uint32_t flow = kNone;
    std::uint8_t statuses = 0;  // 1 << WorkflowStatus
};

// A workflow node with a definition, made ready to execute. Immutable.
struct WorkflowModel {
    std::shared_ptr<const workflow::StateMachine> machine;
    std::vector<const workflow::State*> states;  // by number
    std::unordered_map<const workflow::State*, std::uint32_t> numberOf;
    std::vector<WorkflowTaskModel> tasks;  // by number
    std::vector<WorkflowResultModel> results;
    std::vector<WorkflowInputModel> inputs;
    std::vector<WorkflowListener> listeners;
    workflow::WorkflowKind kind = workflow::WorkflowKind::standard;
    std::uint32_t account = 0;  // below Model::accounts
    Duration transition{0};
    bool answersAtStart = true;
    std::vector<std::uint32_t> waitingFlows;  // sorted: who calls over these waits for the end all the same
    SimTime horizon{};                        // no run goes on after it: what is due later need not be kept in mind
};

}  // namespace spillway
