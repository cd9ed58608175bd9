#pragma once

#include "base/random.h"
#include "base/units.h"
#include "platforms/step_functions.h"
#include "workflow/definition.h"
#include "workflow/history.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// One execution of a state machine as a resumable machine of its own: it never waits and never calls anybody. Whoever
// drives it hands in what happened (a task's result, a timer) and does what it asks for (call this, wake me then).
namespace spillway::workflow {

enum class WorkflowKind : std::uint8_t { standard, express };

// What the service allows (resources/platforms/step_functions.yaml); a definition can neither hang nor exhaust the
// emulator, which has two bounds of its own.
struct WorkflowQuotas {
    std::size_t payloadBytesMax;
    std::int64_t historyEventsMax;  // standard only
    Duration standardMax;           // of an execution
    Duration expressMax;
    std::size_t inlineAtOnce;  // iterations of a Map that states no MaxConcurrency
    std::size_t distributedAtOnce;
    std::int64_t redrivesMax;
    std::int64_t stepsMax = 1'000'000;  // the emulator's: states entered, in all branches, iterations and children
    std::size_t itemsMax = 100'000;     // the emulator's: of one Map
};
WorkflowQuotas quotasOf(const StepFunctionsFacts& facts);

struct ExecutionSettings {
    std::string name = "execution";
    std::string stateMachine = "StateMachine";
    std::string region = "us-east-1";
    std::string account = "123456789012";
    std::string role = "arn:aws:iam::123456789012:role/StateMachine";
    // How long after 1970-01-01T00:00:00Z simulated time zero is: the start of 2026, so that dates in examples have
    // passed.
    Duration epoch = std::chrono::seconds{1'767'225'600};
    std::uint64_t seed = 1;
    WorkflowKind kind = WorkflowKind::standard;
    HistoryDetail history = HistoryDetail::full;
    WorkflowQuotas quotas = quotasOf(stepFunctionsFacts());
    // Choice states that go there, whatever their rules say: to try a branch that no input reaches.
    std::map<std::string, std::string> forcedChoices = {};
    // The driver says when a state may be entered (Command::Kind::enterState): it takes time there.
    bool asksToEnter = false;
    bool notesStates = false;      // takeNotes() tells
    bool keepsForRedrive = false;  // remembers, when it fails, where it could go on
    std::size_t eventsKeptMax = ~std::size_t{0};
};

using TaskId = std::int64_t;

// How a task is called (the suffix of its resource).
enum class CallPattern : std::uint8_t {
    requestResponse,  // go on as soon as the service has answered
    runJob,           // .sync: when the job is done
    waitForToken,     // .waitForTaskToken: when somebody sends the token back
};

CallPattern patternOf(std::string_view resource);

struct Command {
    enum class Kind : std::uint8_t {
        callTask,    // call `resource` with `payload`, then report under `task`
        cancelTask,  // whatever `task` still does matters to nobody any more
        readItems,   // the same as callTask, for a Map's ItemReader
        writeItems,  // store {"Bucket", "Key", "Body"}, a file of its ResultWriter; nobody waits for an answer
        startTimer,  // report under `task` at `at`
        enterState,  // the same, as soon as the state may be entered
    };
    Kind kind = Kind::callTask;
    TaskId task = 0;
    std::string state;
    const State* origin = nullptr;  // that state; lives as long as the machine
    std::string resource = {};
    Json payload = {};
    CallPattern pattern = CallPattern::requestResponse;
    std::string token = {};  // waitForToken
    int attempt = 0;         // from 0
    SimTime at = {};
};

// What happened to a state, for whoever counts. It is entered once for each time it succeeds, is caught (it failed and
// a Catch took over), fails or is aborted (what is around it ended); a retry and a timeout happen inside.
struct StateNote {
    enum class What : std::uint8_t { entered, succeeded, caught, failed, aborted, retried, timedOut };
    What what = What::entered;
    const State* state = nullptr;
    Duration took{};  // from being entered to being left
};

struct TaskError {
    std::string error;
    std::string cause;
};

enum class ExecutionStatus : std::uint8_t { running, succeeded, failed, timedOut, aborted };
std::string_view statusWord(ExecutionStatus status);  // "SUCCEEDED"

class Interpreter;

class Execution {
public:
    Execution(std::shared_ptr<const StateMachine> machine, ExecutionSettings settings);
    ~Execution();
    // A copy goes on by itself, exactly as this one would.
    Execution(const Execution& other);
    Execution& operator=(const Execution& other);
    Execution(Execution&&) noexcept;
    Execution& operator=(Execution&&) noexcept;

    // Each goes on as far as it can; the commands it leaves are taken with takeCommands(). Reports of tasks that nobody
    // waits for any more are ignored, so that a late answer needs no care. `now` never goes back.
    void start(Json input, SimTime now);
    void taskSucceeded(TaskId task, Json output, SimTime now);
    void taskFailed(TaskId task, TaskError error, SimTime now);
    // A job was accepted (.sync), a token was handed out: leaves its event. Left out, it is assumed when the task ends.
    void taskSubmitted(TaskId task, SimTime now);
    void heartbeat(TaskId task, SimTime now);
    void timerFired(TaskId timer, SimTime now);
    void abort(TaskError reason, SimTime now);

    // Goes on from where an execution failed, timed out or was aborted: what succeeded is kept, the rest runs again
    // with the same input and a fresh count of retries. Only with keepsForRedrive. Empty: it can be redriven; else a
    // sentence.
    std::string whyNotRedriven() const;
    void redrive(SimTime now);

    std::vector<Command> takeCommands();
    std::vector<StateNote> takeNotes();

    ExecutionStatus status() const;
    const Json& input() const;
    const Json& output() const;  // when it succeeded
    // When it failed; nothing if the Fail state did not say. An execution that ran out of time has neither.
    std::optional<std::string> error() const;
    std::optional<std::string> cause() const;
    const History& history() const;
    // States entered so far: what a Standard workflow is billed by.
    std::int64_t transitions() const;
    // The names of the states that executions of this machine are in now, outermost first in each branch.
    std::vector<std::string> currentStates() const;

private:
    std::unique_ptr<Interpreter> m_interpreter;
};

}  // namespace spillway::workflow
