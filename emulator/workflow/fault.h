#pragma once

#include <string>

namespace spillway::workflow {

// Why a state failed, in the real service's words. Inside this room it is thrown from the depth of an expression and
// caught where a state is executed; it never leaves the room's public functions.
struct Fault {
    std::string error;  // "States.Runtime"; may be empty: a Fail state need not say
    std::string cause;
    bool hasError = true;
    bool hasCause = true;
    bool isEvaluation = false;  // of a JSONata expression: leaves an EvaluationFailed event of its own
    std::string expression = {};
    std::string field = {};
};

inline constexpr const char* kRuntimeError = "States.Runtime";
inline constexpr const char* kQueryEvaluationError = "States.QueryEvaluationError";
inline constexpr const char* kIntrinsicFailure = "States.IntrinsicFailure";
inline constexpr const char* kDataLimitExceeded = "States.DataLimitExceeded";
inline constexpr const char* kItemReaderFailed = "States.ItemReaderFailed";
inline constexpr const char* kResultWriterFailed = "States.ResultWriterFailed";
inline constexpr const char* kTimeoutError = "States.Timeout";
inline constexpr const char* kHeartbeatTimeout = "States.HeartbeatTimeout";
inline constexpr const char* kTaskFailed = "States.TaskFailed";
inline constexpr const char* kAllErrors = "States.ALL";

inline Fault runtimeFault(std::string cause) { return {.error = kRuntimeError, .cause = std::move(cause)}; }

}  // namespace spillway::workflow
