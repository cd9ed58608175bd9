#include "workflow/interpreter.h"
#include "workflow/timestamp.h"

#include <cmath>

namespace spillway::workflow {
namespace {

// The service counts a delay in 31 bits.
constexpr std::int64_t kDelaySecondsMax = 2'147'483'647;

[[noreturn]] void unexpected(const Template& part, const std::string& field, const char* wanted, const Json& value) {
    throw Fault{.error = kQueryEvaluationError,
                .cause = "The JSONata expression '" + part.text() + "' specified for the field '" + field +
                         "' returned an unexpected result type. Expected '" + wanted + "', but was '" +
                         std::string{jsonTypeWord(value)} + "' for value: " + jsonText(value),
                .isEvaluation = true,
                .expression = part.text(),
                .field = field};
}

Duration secondsOf(const Json& value, const Quantity& quantity) {
    const bool isPath = quantity.field == "SecondsPath";
    const std::string shown = quantity.value.text() + " == " + plainText(value);
    const bool isWhole = value.is_number_integer() ||
                         (!isPath && value.is_number() && std::floor(value.get<double>()) == value.get<double>());
    if (!isWhole && !isPath) unexpected(quantity.value, "Seconds", "integer", value);
    if (!isWhole) throw runtimeFault("The SecondsPath parameter cannot be parsed as a long value: " + shown);
    const double seconds = value.get<double>();
    if (seconds < 0 && !isPath) unexpected(quantity.value, "Seconds", "non-negative integer", value);
    if (seconds < 0) throw runtimeFault("The " + quantity.field + " parameter references a negative value: " + shown);
    if (seconds > static_cast<double>(kDelaySecondsMax)) throw runtimeFault("Wait state delay is too long.");
    return std::chrono::seconds{static_cast<std::int64_t>(seconds)};
}

}  // namespace

void Interpreter::perform(Strand& strand) {
    switch (strand.state->type) {
        case StateType::pass: return performPass(strand);
        case StateType::succeed: {
            const View here = view(strand);
            return completeWith(strand, effectiveInput(strand, here), nullptr);
        }
        case StateType::choice: return performChoice(strand);
        case StateType::wait: return performWait(strand);
        case StateType::fail: return performFail(strand);
        case StateType::task: return performTask(strand);
        case StateType::parallel: return performParallel(strand);
        case StateType::map: return performMap(strand);
    }
}

void Interpreter::performPass(Strand& strand) {
    const State& state = *strand.state;
    if (state.language == QueryLanguage::jsonata) return completeWith(strand, strand.input, nullptr);
    const View here = view(strand);
    Json result = effectiveInput(strand, here);
    if (state.parameters) result = evaluate(*state.parameters, scope(strand, here, result), "Parameters");
    if (state.result) result = *state.result;
    completeWith(strand, strand.input, std::move(result));
}

void Interpreter::performChoice(Strand& strand) {
    const State& state = *strand.state;
    const View here = view(strand);
    const Json input = effectiveInput(strand, here);
    const DataScope data = scope(strand, here, input);
    if (const auto forced = m_settings.forcedChoices.find(state.name); forced != m_settings.forcedChoices.end()) {
        strand.next = forced->second;
        return completeWith(strand, input, nullptr);
    }
    for (const ChoiceRule& rule : state.choices) {
        if (!holds(rule.condition, data)) continue;
        std::map<std::string, Json> variables = assigned(rule.assign, data);
        Json out = rule.output ? evaluate(*rule.output, data, "Output") : input;
        if (state.language == QueryLanguage::jsonPath)
            out = state.discardsOutput ? Json::object() : selected(strand, here, input, state.outputPath, "OutputPath");
        return pass(strand, std::move(out), rule.next, std::move(variables));
    }
    if (!state.otherwise)
        throw Fault{.error = "States.NoChoiceMatched",
                    .cause = "An error occurred while executing the state '" + state.name +
                             "' (entered at the event id #" + std::to_string(strand.enteredEvent) +
                             "). Failed to transition out of the state. The state does not point to a next state."};
    strand.next = *state.otherwise;
    completeWith(strand, input, nullptr);
}

Duration Interpreter::waitOf(const Strand& strand, const View& view) {
    const State& state = *strand.state;
    Interpreter& self = *this;
    const Json input = self.effectiveInput(strand, view);
    const Quantity& quantity = state.seconds ? *state.seconds : *state.timestamp;
    const bool isPath = std::holds_alternative<Path>(quantity.value.content);
    Json value;
    if (isPath) {
        const Path& path = std::get<Path>(quantity.value.content);
        PathValue found = evaluate(path, self.scope(strand, view, input).paths);
        if (!found.value)
            throw runtimeFault("The " + quantity.field + " parameter does not reference an input value: " + path.text);
        value = std::move(*found.value);
    } else {
        value = evaluate(quantity.value, self.scope(strand, view, input), quantity.field);
    }
    if (state.seconds) return secondsOf(value, quantity);
    const auto instant = value.is_string() ? parseTimestamp(value.get_ref<const std::string&>()) : std::nullopt;
    if (!instant && isPath)
        throw runtimeFault(
            "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format "
            "string: " +
            quantity.value.text() + " == " + plainText(value));
    if (!instant) unexpected(quantity.value, "Timestamp", "timestamp", value);
    const Duration delay = Duration{*instant} - m_settings.epoch - m_now.time_since_epoch();
    if (delay > std::chrono::seconds{kDelaySecondsMax}) throw runtimeFault("Wait state delay is too long.");
    return std::max(delay, Duration{0});
}

void Interpreter::performWait(Strand& strand) {
    const View here = view(strand);
    const Duration delay = waitOf(strand, here);
    if (delay == Duration{0}) return completeWith(strand, effectiveInput(strand, here), nullptr);
    strand.timer = startTimer(strand, delay);
}

void Interpreter::performFail(Strand& strand) {
    const State& state = *strand.state;
    const View here = view(strand);
    const DataScope data = scope(strand, here, strand.input);
    Fault fault{.hasError = false, .hasCause = false};
    const auto text = [&](const Template& part, const char* field) {
        const Json value = evaluate(part, data, field);
        if (value.is_string()) return value.get<std::string>();
        if (state.language == QueryLanguage::jsonata) unexpected(part, field, "string", value);
        throw runtimeFault(std::string{"The "} + field +
                           "Path field refers to a value that is not a string: " + jsonText(value));
    };
    if (state.error) fault.error = text(*state.error, "Error"), fault.hasError = true;
    if (state.cause) fault.cause = text(*state.cause, "Cause"), fault.hasCause = true;
    failStrand(strand, fault);
}

}  // namespace spillway::workflow
