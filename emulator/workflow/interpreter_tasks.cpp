#include "workflow/interpreter.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace spillway::workflow {
namespace {

// A function or an activity that a task names by its own address is told of in events of its own; every service
// integration in the general ones.
enum class Family : std::uint8_t { task, function, activity };

Family familyOf(std::string_view resource) {
    if (resource.starts_with("arn:") && resource.find(":lambda:") != std::string_view::npos &&
        resource.find(":states:::") == std::string_view::npos)
        return Family::function;
    if (resource.starts_with("arn:") && resource.find(":activity:") != std::string_view::npos) return Family::activity;
    return Family::task;
}

struct Names {
    std::string_view what, task, function, activity, taskDetails, functionDetails, activityDetails;
};
constexpr std::array<Names, 6> kNames{
    {{"Scheduled", "TaskScheduled", "LambdaFunctionScheduled", "ActivityScheduled", "taskScheduledEventDetails",
      "lambdaFunctionScheduledEventDetails", "activityScheduledEventDetails"},
     {"Started", "TaskStarted", "LambdaFunctionStarted", "ActivityStarted", "taskStartedEventDetails", "",
      "activityStartedEventDetails"},
     {"Submitted", "TaskSubmitted", "", "", "taskSubmittedEventDetails", "", ""},
     {"Succeeded", "TaskSucceeded", "LambdaFunctionSucceeded", "ActivitySucceeded", "taskSucceededEventDetails",
      "lambdaFunctionSucceededEventDetails", "activitySucceededEventDetails"},
     {"Failed", "TaskFailed", "LambdaFunctionFailed", "ActivityFailed", "taskFailedEventDetails",
      "lambdaFunctionFailedEventDetails", "activityFailedEventDetails"},
     {"TimedOut", "TaskTimedOut", "LambdaFunctionTimedOut", "ActivityTimedOut", "taskTimedOutEventDetails",
      "lambdaFunctionTimedOutEventDetails", "activityTimedOutEventDetails"}}};

// "arn:aws:states:::sqs:sendMessage.sync" -> {"resourceType": "sqs", "resource": "sendMessage.sync"}
Json integration(std::string_view resource) {
    constexpr std::string_view kService = "arn:aws:states:::";
    if (!resource.starts_with(kService)) return {{"resource", resource}};
    resource.remove_prefix(kService.size());
    const std::size_t colon = resource.rfind(':', resource.find(".sync:2"));
    if (colon == std::string_view::npos) return {{"resource", resource}};
    return {{"resourceType", resource.substr(0, colon)}, {"resource", resource.substr(colon + 1)}};
}

}  // namespace

CallPattern patternOf(std::string_view resource) {
    if (resource.ends_with(".waitForTaskToken")) return CallPattern::waitForToken;
    if (resource.ends_with(".sync") || resource.ends_with(".sync:2")) return CallPattern::runJob;
    return CallPattern::requestResponse;
}

void Interpreter::taskEvent(Strand& strand, std::string_view what, Json details) {
    const Family family = familyOf(strand.state->resource);
    for (const Names& names : kNames) {
        if (names.what != what) continue;
        const std::string_view type = family == Family::task       ? names.task
                                      : family == Family::function ? names.function
                                                                   : names.activity;
        const std::string_view key = family == Family::task       ? names.taskDetails
                                     : family == Family::function ? names.functionDetails
                                                                  : names.activityDetails;
        if (type.empty()) return;
        Json whole;
        if (history.keepsDetails() && !key.empty()) {
            Json& inside = whole[std::string{key}] = Json::object();
            if (family == Family::task || what == "Scheduled") inside.update(integration(strand.state->resource));
            if (details.is_object()) inside.update(details);
        }
        event(strand, type, std::move(whole));
        return;
    }
}

void Interpreter::performTask(Strand& strand) {
    const State& state = *strand.state;
    const CallPattern pattern = patternOf(state.resource);
    const TaskId task = nextTask();
    if (pattern == CallPattern::waitForToken) strand.token = "token-" + m_settings.name + "-" + std::to_string(task);
    const View here = view(strand);
    Json payload = effectiveInput(strand, here);
    if (state.parameters)
        payload = evaluate(*state.parameters, scope(strand, here, payload),
                           state.language == QueryLanguage::jsonata ? "Arguments" : "Parameters");
    guardTask(strand, here);
    strand.task = task;
    strand.isSubmitted = false;
    m_waiting[task] = strand.id;
    Json details;
    if (history.keepsDetails())
        details[familyOf(state.resource) == Family::task ? "parameters" : "input"] = jsonText(payload);
    taskEvent(strand, "Scheduled", std::move(details));
    taskEvent(strand, "Started");
    commands.push_back({.kind = Command::Kind::callTask,
                        .task = task,
                        .state = state.name,
                        .origin = &state,
                        .resource = state.resource,
                        .payload = std::move(payload),
                        .pattern = pattern,
                        .token = strand.token,
                        .attempt = static_cast<int>(strand.attempt),
                        .at = m_now});
}

// The timers that watch over it.
void Interpreter::guardTask(Strand& strand, const View& here) {
    const State& state = *strand.state;
    const Json input = effectiveInput(strand, here);
    const auto span = [&](const std::optional<Quantity>& given) -> std::optional<Duration> {
        const std::optional<double> seconds = quantity(strand, here, input, given, true);
        if (!seconds) return std::nullopt;
        constexpr double kSecondsMax = 99'999'999;
        if (*seconds <= 0 || *seconds > kSecondsMax)
            throw outOfRange(strand, *given, *seconds, "positive integer",
                             "The " + given->field + " field must be between 1 and 99999999, but was " +
                                 jsonText(Json(static_cast<std::int64_t>(std::clamp(*seconds, -1e15, 1e15)))) + ".");
        return std::chrono::seconds{static_cast<std::int64_t>(*seconds)};
    };
    const std::optional<Duration> timeout = span(state.timeout), heartbeat = span(state.heartbeat);
    if (timeout) strand.timeoutTimer = startTimer(strand, *timeout);
    if (!heartbeat) return;
    strand.heartbeatEvery = *heartbeat;
    strand.heartbeatTimer = startTimer(strand, *heartbeat);
}

void Interpreter::endTask(Strand& strand) {
    for (TaskId* id : {&strand.task, &strand.timeoutTimer, &strand.heartbeatTimer}) {
        m_waiting.erase(*id);
        *id = 0;
    }
    strand.readsItems = false;
    strand.token.clear();
}

void Interpreter::submit(Strand& strand) {
    if (strand.isSubmitted || patternOf(strand.state->resource) == CallPattern::requestResponse) return;
    strand.isSubmitted = true;
    taskEvent(strand, "Submitted");
}

}  // namespace spillway::workflow
