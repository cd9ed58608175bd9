#include "workflow/history.h"

#include <algorithm>
#include <array>

namespace spillway::workflow {
namespace {

// All types of GetExecutionHistory, in order of name.
constexpr std::array<std::string_view, 62> kEventWords{
    "ActivityFailed",
    "ActivityScheduleFailed",
    "ActivityScheduled",
    "ActivityStarted",
    "ActivitySucceeded",
    "ActivityTimedOut",
    "ChoiceStateEntered",
    "ChoiceStateExited",
    "EvaluationFailed",
    "ExecutionAborted",
    "ExecutionFailed",
    "ExecutionRedriven",
    "ExecutionStarted",
    "ExecutionSucceeded",
    "ExecutionTimedOut",
    "FailStateEntered",
    "LambdaFunctionFailed",
    "LambdaFunctionScheduleFailed",
    "LambdaFunctionScheduled",
    "LambdaFunctionStartFailed",
    "LambdaFunctionStarted",
    "LambdaFunctionSucceeded",
    "LambdaFunctionTimedOut",
    "MapIterationAborted",
    "MapIterationFailed",
    "MapIterationStarted",
    "MapIterationSucceeded",
    "MapRunAborted",
    "MapRunFailed",
    "MapRunRedriven",
    "MapRunStarted",
    "MapRunSucceeded",
    "MapStateAborted",
    "MapStateEntered",
    "MapStateExited",
    "MapStateFailed",
    "MapStateStarted",
    "MapStateSucceeded",
    "ParallelStateAborted",
    "ParallelStateEntered",
    "ParallelStateExited",
    "ParallelStateFailed",
    "ParallelStateStarted",
    "ParallelStateSucceeded",
    "PassStateEntered",
    "PassStateExited",
    "SucceedStateEntered",
    "SucceedStateExited",
    "TaskFailed",
    "TaskScheduled",
    "TaskStartFailed",
    "TaskStarted",
    "TaskStateAborted",
    "TaskStateEntered",
    "TaskStateExited",
    "TaskSubmitFailed",
    "TaskSubmitted",
    "TaskSucceeded",
    "TaskTimedOut",
    "WaitStateAborted",
    "WaitStateEntered",
    "WaitStateExited",
};

void cutTexts(Json& details) {
    for (Json& inside : details) {
        if (inside.is_structured())
            cutTexts(inside);
        else if (inside.is_string() && inside.get_ref<const std::string&>().size() > kBriefBytes)
            inside = cutText(inside.get<std::string>(), kBriefBytes);
    }
}

}  // namespace

std::string cutText(std::string text, std::size_t bytesMax) {
    if (text.size() <= bytesMax) return text;
    while (bytesMax > 0 && (static_cast<unsigned char>(text[bytesMax]) & 0xC0U) == 0x80U) --bytesMax;
    text.resize(bytesMax);
    return text;
}

std::string_view eventWord(std::string_view type) {
    const auto found = std::ranges::lower_bound(kEventWords, type);
    return found != kEventWords.end() && *found == type ? *found : std::string_view{};
}

std::int64_t History::add(std::string_view type, std::int64_t previous, Duration at, Json details, const State* state) {
    ++m_count;
    if (m_detail == HistoryDetail::countOnly || m_events.size() >= m_keptMax) return m_count;
    if (!keepsDetails()) details = nullptr;
    if (m_detail == HistoryDetail::brief) cutTexts(details);
    m_events.push_back({m_count, previous, type, at, state, std::move(details)});
    return m_count;
}

}  // namespace spillway::workflow
