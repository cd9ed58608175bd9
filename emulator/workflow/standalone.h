#pragma once

#include "base/result.h"
#include "workflow/execution.h"

#include <map>

// An execution without the rest of the emulator: whatever it calls is answered by mocks, and its time passes at once.
namespace spillway::workflow {

// What one call of a state is answered with.
struct MockAnswer {
    std::optional<Json> result;  // one of result and error; neither: it never answers
    std::optional<TaskError> error;
    Duration after{};  // simulated
    // Where the result is a manifest: the files that it names, by key. Without them they are asked for like the
    // manifest itself and take the answers that follow.
    std::map<std::string, Json> files = {};
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
    int redrives = 0;
    struct File {
        std::string bucket, key, body;
    };
    std::vector<File> written;  // by ResultWriters, in the order of writing; a later one replaces an earlier one
};

// What a call gives back that nobody has a result for: its payload. The optimised Lambda integration wraps what a
// function returns.
Json echoOf(const std::string& resource, const Json& payload);
Json wrappedResult(const std::string& resource, Json output);

// An execution that does not succeed is redriven so many times at most, at once; its mocks go on where they were.
StandaloneRun runStandalone(std::shared_ptr<const StateMachine> machine, Json input, const Mocks& mocks,
                            ExecutionSettings settings, int redrivesMax = 0);

// The keys of the files that a Map's reader will ask for when it is given this manifest; none if it reads no manifest.
Result<std::vector<std::string>> filesOfManifest(const State& state, const Json& delivered);

// The history as the service's own API gives it: {"events": [{"id", "type", "timestamp", ...}]}.
Json historyJson(const std::vector<HistoryEvent>& events, Duration epoch);

}  // namespace spillway::workflow
