#include "workflow/execution.h"

#include "workflow/interpreter.h"

namespace spillway::workflow {

std::string_view statusWord(ExecutionStatus status) {
    switch (status) {
        case ExecutionStatus::running: return "RUNNING";
        case ExecutionStatus::succeeded: return "SUCCEEDED";
        case ExecutionStatus::failed: return "FAILED";
        case ExecutionStatus::timedOut: return "TIMED_OUT";
        case ExecutionStatus::aborted: return "ABORTED";
    }
    return "";
}

WorkflowQuotas quotasOf(const StepFunctionsFacts& facts) {
    return {.payloadBytesMax = static_cast<std::size_t>(facts.payload.bytes),
            .historyEventsMax = facts.historyEvents,
            .standardMax = facts.standardLimit,
            .expressMax = facts.expressLimit,
            .inlineAtOnce = static_cast<std::size_t>(facts.inlineAtOnce),
            .distributedAtOnce = static_cast<std::size_t>(facts.distributedAtOnce),
            .redrivesMax = facts.redrives};
}

Execution::Execution(std::shared_ptr<const StateMachine> machine, ExecutionSettings settings)
    : m_interpreter{std::make_unique<Interpreter>(std::move(machine), std::move(settings))} {}
Execution::~Execution() = default;
Execution::Execution(const Execution& other) : m_interpreter{std::make_unique<Interpreter>(*other.m_interpreter)} {}
Execution& Execution::operator=(const Execution& other) {
    if (this != &other) m_interpreter = std::make_unique<Interpreter>(*other.m_interpreter);
    return *this;
}
Execution::Execution(Execution&&) noexcept = default;
Execution& Execution::operator=(Execution&&) noexcept = default;

void Execution::start(Json input, SimTime now) { m_interpreter->start(std::move(input), now); }
void Execution::taskSucceeded(TaskId task, Json output, SimTime now) {
    m_interpreter->taskSucceeded(task, std::move(output), now);
}
void Execution::taskFailed(TaskId task, TaskError error, SimTime now) { m_interpreter->taskFailed(task, error, now); }
void Execution::taskSubmitted(TaskId task, SimTime now) { m_interpreter->taskSubmitted(task, now); }
void Execution::heartbeat(TaskId task, SimTime now) { m_interpreter->heartbeat(task, now); }
void Execution::timerFired(TaskId timer, SimTime now) { m_interpreter->timerFired(timer, now); }
void Execution::abort(TaskError reason, SimTime now) { m_interpreter->abort(reason, now); }

std::string Execution::whyNotRedriven() const { return m_interpreter->whyNotRedriven(); }
void Execution::redrive(SimTime now) { m_interpreter->redrive(now); }

std::vector<Command> Execution::takeCommands() { return std::exchange(m_interpreter->commands, {}); }
std::vector<StateNote> Execution::takeNotes() { return std::exchange(m_interpreter->notes, {}); }

ExecutionStatus Execution::status() const { return m_interpreter->status; }
const Json& Execution::input() const { return m_interpreter->input(); }
const Json& Execution::output() const { return m_interpreter->output; }
std::optional<std::string> Execution::error() const { return m_interpreter->error; }
std::optional<std::string> Execution::cause() const { return m_interpreter->cause; }
const History& Execution::history() const { return m_interpreter->history; }
std::int64_t Execution::transitions() const { return m_interpreter->transitions; }
std::vector<std::string> Execution::currentStates() const { return m_interpreter->currentStates(); }

}  // namespace spillway::workflow
