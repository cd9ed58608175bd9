#pragma once

#include "workflow/execution.h"

#include <map>

// An execution without the rest of the emulator: whatever it calls is answered by mocks, and its time passes at once.
namespace spillway::workflow {

// What one call of a state is answered with.
struct MockAnswer {
    std::optional<Json> result;  // one of result and error; neither: it never answers
    std::optional<TaskError> error;
    Duration after{};  // simulated
};

// By state: the answers to its calls in order; the last one repeats. A Map's ItemReader is asked under its state's
// name.
using Mocks = std::map<std::string, std::vector<MockAnswer>, std::less<>>;

struct StandaloneRun {
    ExecutionStatus status = ExecutionStatus::running;
    Json output;
    std::optional<std::string> error, cause;
    std::vector<HistoryEvent> history;
    Duration took{};  // simulated
    std::vector<std::string>
        unmockedCalls;  // states that called something without a mock: answered with their own payload
};

// What a call gives back that nobody has a result for: its payload. The optimised Lambda integration wraps what a
// function returns.
Json echoOf(const std::string& resource, const Json& payload);
Json wrappedResult(const std::string& resource, Json output);

StandaloneRun runStandalone(std::shared_ptr<const StateMachine> machine, Json input, const Mocks& mocks,
                            ExecutionSettings settings);

// The history as the service's own API gives it: {"events": [{"id", "type", "timestamp", ...}]}.
Json historyJson(const std::vector<HistoryEvent>& events, Duration epoch);

}  // namespace spillway::workflow
