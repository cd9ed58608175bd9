#pragma once

#include "manifests/plan.h"

#include <string>
#include <variant>
#include <vector>

// What starts the executions of a workflow, as far as the service can be told of it: clocks, rules on events, readers
// of queues and streams, ways of an API. Everything else calls StartExecution itself.
namespace spillway::step_functions {

// By the clock, in EventBridge Scheduler's words.
struct ClockTrigger {
    std::string expression;  // "rate(5 minutes)"
    std::string timeZone;    // may be empty
};
// A rule on a bus, or on what is put into a bucket.
struct RuleTrigger {
    bool isBucket = false;
};
// A pipe that reads one message or record for each execution.
struct PipeTrigger {
    bool isQueue = false;
    bool isTable = false;  // the changes of a DynamoDB table, else a Kinesis stream
};
// A POST to /NAME.
struct ApiTrigger {};

struct Trigger {
    std::string from;  // node id
    std::variant<ClockTrigger, RuleTrigger, PipeTrigger, ApiTrigger> how;
};

struct Triggers {
    std::vector<Trigger> written;
    std::vector<std::string> others;  // ids of what starts executions and is not written
    Diagnostics losses;
};

Triggers triggersOf(const DeploymentPlan& plan, const PlannedWorkload& workflow);

// "*/5 * * * *" is "cron(*/5 * * * ? *)"; empty where the service has no words for it.
std::string schedulerExpression(const std::string& cron);

}  // namespace spillway::step_functions
