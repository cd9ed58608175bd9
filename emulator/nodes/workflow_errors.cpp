#include "nodes/workflow.h"

namespace spillway {
namespace {

using workflow::TaskError;

struct CauseName {
    FailureCause cause;
    const char* error;
    const char* text;
};

// Errors of the function's own code have the name of its exception; a call it needed, or an injected error, is one.
constexpr CauseName kFunction[] = {
    {FailureCause::throttled, "Lambda.TooManyRequestsException", "Rate Exceeded."},
    {FailureCause::platform_timeout, "Sandbox.Timedout", "The function ran longer than its timeout."},
    {FailureCause::unavailable, "Lambda.ServiceException", "The function's environment was lost."},
    {FailureCause::refused, "Lambda.ServiceException", "The function could not be invoked."},
    {FailureCause::dependency, "Error", "A call that the function needed failed."},
    {FailureCause::fault, "Error", "The function reported an error."},
};
// HTTP tasks: the status code is the name.
constexpr CauseName kHttp[] = {
    {FailureCause::throttled, "States.Http.StatusCode.429", "Too Many Requests"},
    {FailureCause::refused, "States.Http.StatusCode.503", "Service Unavailable"},
    {FailureCause::unavailable, "States.Http.StatusCode.503", "Service Unavailable"},
    {FailureCause::breaker_open, "States.Http.StatusCode.503", "The circuit breaker is open."},
    {FailureCause::platform_timeout, "States.Http.StatusCode.504", "Gateway Timeout"},
    {FailureCause::dependency, "States.Http.StatusCode.502", "Bad Gateway"},
    {FailureCause::fault, "States.Http.StatusCode.500", "Internal Server Error"},
};
constexpr CauseName kDynamo[] = {
    {FailureCause::throttled, "DynamoDB.ProvisionedThroughputExceededException", "The table is throttled."},
    {FailureCause::refused, "DynamoDB.RequestLimitExceededException", "Too many requests wait."},
};
constexpr CauseName kNested[] = {
    {FailureCause::throttled, "StepFunctions.ExecutionLimitExceededException", "Starts are over the account's rate."},
};

template <std::size_t N>
const CauseName* find(const CauseName (&table)[N], FailureCause cause) {
    for (const CauseName& row : table)
        if (row.cause == cause) return &row;
    return nullptr;
}

const CauseName* rowOf(FailureCause cause, NodeKind kind) {
    switch (kind) {
        case NodeKind::function: return find(kFunction, cause);
        case NodeKind::workflow: return find(kNested, cause);
        case NodeKind::database: return find(kDynamo, cause);
        case NodeKind::service:
        case NodeKind::external:
        case NodeKind::gateway:
        case NodeKind::load_balancer:
        case NodeKind::cdn:
        case NodeKind::edge_worker:
        case NodeKind::backend: return find(kHttp, cause);
        default: return nullptr;
    }
}

}  // namespace

TaskError taskErrorOf(FailureCause cause, const NodeModel& target) {
    if (cause == FailureCause::timeout) return {"States.Timeout", ""};
    if (const CauseName* row = rowOf(cause, target.kind)) return {row->error, row->text};
    return {"States.TaskFailed", "The call of " + target.id + " failed: " +
                                     std::string{names(FailureCause{})[static_cast<std::size_t>(cause)].word}};
}

}  // namespace spillway
