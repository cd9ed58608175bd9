#include "workflow/interpreter.h"

#include <algorithm>
#include <cmath>

namespace spillway::workflow {
namespace {

bool canRecover(const State& state) { return !state.retriers.empty() || !state.catchers.empty(); }

// What the service itself found wrong starts with where; what a task or a Fail state says does not.
bool isOurs(const Fault& fault) {
    static constexpr std::string_view kOurs[] = {kRuntimeError, kQueryEvaluationError, kIntrinsicFailure,
                                                 "States.ResultPathMatchFailure"};
    return std::ranges::find(kOurs, fault.error) != std::end(kOurs) &&
           !fault.cause.starts_with("An error occurred while executing");
}

}  // namespace

bool covers(const std::vector<std::string>& names, const Fault& fault) {
    return std::ranges::any_of(names, [&](const std::string& name) {
        if (name == kAllErrors) return true;
        if (!fault.hasError) return false;
        if (name == kTaskFailed) return fault.error != kTimeoutError && fault.error != kHeartbeatTimeout;
        // A missed heartbeat is a timeout too.
        if (name == kTimeoutError && fault.error == kHeartbeatTimeout) return true;
        return name == fault.error;
    });
}

void Interpreter::fail(Strand& strand, Fault fault, bool fromChild) {
    const State& state = *strand.state;
    if (isOurs(fault))
        fault.cause = "An error occurred while executing the state '" + state.name + "' (entered at the event id #" +
                      std::to_string(strand.enteredEvent) + "). " + fault.cause;
    if (fault.isEvaluation) {
        Json details;
        if (history.keepsDetails())
            details["evaluationFailedEventDetails"] = {
                {"error", fault.error}, {"cause", fault.cause}, {"location", fault.field}, {"state", state.name}};
        event(strand, "EvaluationFailed", std::move(details));
        fault.isEvaluation = false;
    }
    if (std::exchange(strand.runsMap, false)) {
        Json details;
        if (history.keepsDetails()) details["mapRunFailedEventDetails"] = faultDetails(fault);
        event(strand, "MapRunFailed", std::move(details));
    }
    if (strand.holds) dissolve(m_fanOuts.at(*strand.holds));
    // A result that was too large is not made smaller by the children that are still missing in it.
    if (!fromChild && fault.error == kDataLimitExceeded) strand.remains.reset();
    // Nobody can handle what States.Runtime stands for: the definition does not fit its data.
    const bool isFinal = fault.error == kRuntimeError && fault.hasError;
    if (!isFinal && canRecover(state) && retried(strand, fault)) return;
    if ((!isFinal || fromChild) && (state.type == StateType::map || state.type == StateType::parallel)) {
        Json details;
        const bool isMap = state.type == StateType::map;
        if (history.keepsDetails() && isMap) details["mapStateFailedEventDetails"] = faultDetails(fault);
        event(strand, isMap ? "MapStateFailed" : "ParallelStateFailed", std::move(details));
    }
    if (!isFinal && canRecover(state)) {
        try {
            if (caught(strand, fault)) return;
        } catch (const Fault& second) {
            // The handling of the error failed itself; that is not handled again.
            Fault last = second;
            if (isOurs(last))
                last.cause = "An error occurred while executing the state '" + state.name +
                             "' (entered at the event id #" + std::to_string(strand.enteredEvent) + "). " + last.cause;
            if (last.isEvaluation) event(strand, "EvaluationFailed");
            return failStrand(strand, last);
        }
    }
    failStrand(strand, fault);
}

bool Interpreter::retried(Strand& strand, const Fault& fault) {
    const State& state = *strand.state;
    for (std::size_t i = 0; i < state.retriers.size(); ++i) {
        const Retrier& retrier = state.retriers[i];
        if (!covers(retrier.errors, fault)) continue;
        // Each retrier counts for itself; the first that matches decides.
        if (strand.retries[i] >= retrier.attemptsMax) return false;
        // interval * rate^(n-1), cut to the maximum, then anywhere below it with full jitter.
        double seconds =
            retrier.intervalSeconds * std::pow(retrier.backoffRate, static_cast<double>(strand.retries[i]));
        constexpr double kLongest = 31'622'400;
        seconds = std::min(seconds, retrier.delayMaxSeconds.value_or(kLongest));
        if (retrier.fullJitter) seconds *= m_random.uniform();
        ++strand.retries[i];
        ++strand.attempt;
        strand.remains.reset();
        note(strand, StateNote::What::retried);
        strand.timer = startTimer(strand, secondsToDuration(seconds));
        return true;
    }
    return false;
}

bool Interpreter::caught(Strand& strand, const Fault& fault) {
    const State& state = *strand.state;
    const auto found =
        std::ranges::find_if(state.catchers, [&](const Catcher& catcher) { return covers(catcher.errors, fault); });
    if (found == state.catchers.end()) return false;
    const Json problem{{"Error", fault.hasError ? fault.error : ""}, {"Cause", fault.hasCause ? fault.cause : ""}};
    View here = view(strand);
    if (state.language == QueryLanguage::jsonata) here.states["errorOutput"] = problem;
    const DataScope data = scope(strand, here, problem);
    std::map<std::string, Json> variables = assigned(found->assign, data);
    Json out = found->output ? evaluate(*found->output, data, "Output") : problem;
    if (state.language == QueryLanguage::jsonPath && (found->resultPath || found->discardsResult)) {
        out = strand.input;
        if (found->resultPath) place(out, *found->resultPath, problem);
    }
    pass(strand, std::move(out), found->next, std::move(variables));
    strand.isCaught = true;
    return true;
}

void Interpreter::failStrand(Strand& strand, const Fault& fault) {
    note(strand, StateNote::What::failed);
    if (!strand.inside) {
        if (m_settings.keepsForRedrive) m_remains = remainsOf(strand);
        return finish(ExecutionStatus::failed, &fault);
    }
    childFailed(strand, fault);
}

}  // namespace spillway::workflow
