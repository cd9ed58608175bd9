#pragma once

#include "base/units.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What is told of a workflow's executions: plain values, for pictures and reports.
namespace spillway {

enum class ExecutionEnd : std::uint8_t { running, succeeded, failed, timedOut, aborted };

// Conservation: started = succeeded + failed + timedOut + aborted + running.
struct ExecutionCounts {
    std::uint64_t started = 0;
    std::uint64_t succeeded = 0;
    std::uint64_t failed = 0;
    std::uint64_t timedOut = 0;
    std::uint64_t aborted = 0;  // an outage took an Express execution with it
    std::uint64_t running = 0;
    std::uint64_t throttled = 0;    // starts refused by a limit of the account; not among the started
    std::uint64_t transitions = 0;  // states entered and retries: what a Standard workflow is billed by
    std::uint64_t heldBack = 0;     // transitions that waited for the account's rate
    friend bool operator==(const ExecutionCounts&, const ExecutionCounts&) = default;
};

// Conservation: entered = succeeded + caught + failed + aborted + inside.
struct StateCounts {
    std::uint64_t entered = 0;
    std::uint64_t inside = 0;  // now
    std::uint64_t succeeded = 0;
    std::uint64_t caught = 0;  // failed, and a Catch took over
    std::uint64_t failed = 0;
    std::uint64_t aborted = 0;   // what is around it ended before it did
    std::uint64_t retried = 0;   // attempts after the first
    std::uint64_t timedOut = 0;  // attempts that ran into TimeoutSeconds or HeartbeatSeconds
    friend bool operator==(const StateCounts&, const StateCounts&) = default;
};

// One event of a followed execution; `type` is the service's word ("TaskStateEntered") and lives for ever.
struct ExecutionStep {
    SimTime at{};
    std::string_view type;
    std::int32_t state = -1;  // its number among the workflow's states; -1: the execution itself
    std::int32_t id = 0;      // from 1
    std::int32_t previous = 0;
    // What went in (entered) or came out (exited), of others what the service says of them; JSON, its beginning.
    std::string data = {};
    friend bool operator==(const ExecutionStep&, const ExecutionStep&) = default;
};

// An execution that is followed from its first event to its last: a bounded number of them is kept.
struct ExecutionSample {
    std::uint64_t number = 0;  // of the workflow's executions, from 1
    ExecutionEnd end = ExecutionEnd::running;
    SimTime started{};
    SimTime ended{};  // when it is not running
    std::string input;
    std::string output;  // when it succeeded
    std::string error;
    std::string cause;
    std::vector<ExecutionStep> steps;  // the first of them, in order
    std::int64_t events = 0;           // all of them
    friend bool operator==(const ExecutionSample&, const ExecutionSample&) = default;
};

}  // namespace spillway
