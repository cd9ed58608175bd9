#pragma once

#include "base/distribution.h"
#include "topology/field.h"

#include <array>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace spillway {

// Two ways in which the service runs a state machine, with limits and prices of their own.
enum class WorkflowType {
    standard,  // durable, each state exactly once, up to a year
    express,   // in memory, at least once (started by an event) or at most once (called), up to five minutes
};
constexpr auto names(WorkflowType) {
    return std::array<EnumName<WorkflowType>, 2>{
        {{WorkflowType::standard, "standard"}, {WorkflowType::express, "express"}}};
}

// When whoever calls a workflow has its answer.
enum class WorkflowAnswer {
    started,  // StartExecution: as soon as the execution exists
    ended,    // StartSyncExecution, or a run-a-job task of another workflow
};
constexpr auto names(WorkflowAnswer) {
    return std::array<EnumName<WorkflowAnswer>, 2>{
        {{WorkflowAnswer::started, "started"}, {WorkflowAnswer::ended, "ended"}}};
}

enum class WorkflowStatus { running, succeeded, failed, timed_out, aborted };
constexpr auto names(WorkflowStatus) {
    using enum WorkflowStatus;
    return std::array<EnumName<WorkflowStatus>, 5>{{{running, "running"},
                                                    {succeeded, "succeeded"},
                                                    {failed, "failed"},
                                                    {timed_out, "timed_out"},
                                                    {aborted, "aborted"}}};
}

// What an execution is started with: one of several, by share.
struct WorkflowInput {
    Share share = Share::percent(100);
    std::string value = "{}";

    static constexpr auto fields() {
        return std::tuple{
            field("share", &WorkflowInput::share, "Share of executions that get it. Default 100%."),
            field("value", &WorkflowInput::value, "The input as JSON. Default {}."),
        };
    }
    friend bool operator==(const WorkflowInput&, const WorkflowInput&) = default;
};

// Which node a Task state calls, and when its result comes.
struct WorkflowTask {
    std::string state;
    std::string to;
    std::optional<Distribution> answer;
    std::optional<Duration> heartbeat;

    static constexpr auto fields() {
        return std::tuple{
            field("state", &WorkflowTask::state, "Name of the Task state."),
            field("to", &WorkflowTask::to,
                  "Node it calls, over a flow that is drawn. Default: the node its Resource or parameters name."),
            field("answer", &WorkflowTask::answer,
                  "Time from the end of the call to the result: how long somebody takes to send the token back, or the "
                  "job to run. No default: none."),
            field("heartbeat", &WorkflowTask::heartbeat,
                  "While the answer is awaited a heartbeat comes this often. No default: none comes."),
        };
    }
    friend bool operator==(const WorkflowTask&, const WorkflowTask&) = default;
};

// What a task's call comes to when the node itself was well: one of several, by share.
struct WorkflowResult {
    std::string state;
    Share share = Share::percent(100);
    std::string output;
    std::string error;
    std::string cause;

    static constexpr auto fields() {
        return std::tuple{
            field("state", &WorkflowResult::state,
                  "Name of the Task (or Map with an ItemReader) state. Default: every one without results of its own."),
            field("share", &WorkflowResult::share,
                  "Share of its calls. Default 100%; what is missing to 100% in all is answered with its own payload."),
            field("output", &WorkflowResult::output,
                  "What the node returns, as JSON. Default: the payload it was called with."),
            field("error", &WorkflowResult::error,
                  "Error that the node reports instead, for Retry and Catch: CardDeclined. No default: none."),
            field("cause", &WorkflowResult::cause, "What it says about the error."),
        };
    }
    friend bool operator==(const WorkflowResult&, const WorkflowResult&) = default;
};

// Which changes of status are told over an event flow out of the workflow.
struct WorkflowEvents {
    std::string to;
    std::vector<WorkflowStatus> statuses;

    static constexpr auto fields() {
        return std::tuple{
            field("to", &WorkflowEvents::to, "Node that hears of it, over an event flow."),
            field("statuses", &WorkflowEvents::statuses,
                  "running, succeeded, failed, timed_out, aborted. Default: all of them."),
        };
    }
    friend bool operator==(const WorkflowEvents&, const WorkflowEvents&) = default;
};

// What a file beside the document said when somebody read it. No part of the document: it is not written, and two
// values are equal whatever is in it.
struct WorkflowFile {
    std::string name;  // as `definition_file` says it; another name: the text is of no use any more
    std::string text;
    friend bool operator==(const WorkflowFile&, const WorkflowFile&) { return true; }
};

// An orchestration in Amazon States Language: its Task states call nodes. Without a definition it runs its flows as its
// steps; an open execution holds no slot either way.
struct Workflow {
    WorkflowType type = WorkflowType::standard;
    Distribution work = Distribution::constant(std::chrono::milliseconds{20});
    std::optional<Duration> transition;
    std::optional<WorkflowAnswer> answers;
    std::vector<WorkflowInput> inputs;
    std::vector<WorkflowTask> tasks;
    std::vector<WorkflowResult> results;
    std::vector<WorkflowEvents> events;
    std::string definition;
    std::string definitionFile;
    WorkflowFile file;

    static constexpr auto fields() {
        return std::tuple{
            field("type", &Workflow::type, "standard or express. Default standard."),
            field("work", &Workflow::work, "Without a definition: own time per execution. Default 20ms."),
            field("transition", &Workflow::transition,
                  "With a definition: time to enter a state. Default: 25ms (standard), 8ms (express)."),
            field("answers", &Workflow::answers,
                  "When a caller has its answer: once the execution has started, or has ended. Default: started "
                  "(standard), ended (express)."),
            field("inputs", &Workflow::inputs, "What executions are started with. Default: {}."),
            field("tasks", &Workflow::tasks,
                  "Nodes that Task states call, where their Resource does not name them, and when results come."),
            field("results", &Workflow::results,
                  "What calls of Task states come to, so that Choices can be reached. Default: the payload."),
            field("events", &Workflow::events,
                  "Which changes of status are told. Default: all, over every event flow that no task uses."),
            field("definition", &Workflow::definition, "The state machine in Amazon States Language, as JSON."),
            field("definition_file", &Workflow::definitionFile,
                  "File with the state machine instead, relative to this document."),
        };
    }
    friend bool operator==(const Workflow&, const Workflow&) = default;
};

// The file's name. A `definition` that is no JSON object was the name of a file before it could hold the state machine.
inline const std::string& definitionFileOf(const Workflow& workflow) {
    const bool isName = !workflow.definition.empty() && workflow.definition.find('{') == std::string::npos;
    return isName && workflow.definitionFile.empty() ? workflow.definition : workflow.definitionFile;
}
// The state machine's text; empty when there is none, or its file has not been read.
inline const std::string& definitionTextOf(const Workflow& workflow) {
    static const std::string kNone;
    const std::string& file = definitionFileOf(workflow);
    if (file.empty()) return workflow.definition;
    return workflow.file.name == file ? workflow.file.text : kNone;
}

}  // namespace spillway
