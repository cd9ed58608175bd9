#include "workflow/interpreter.h"

#include <cmath>

namespace spillway::workflow {
namespace {

const Json kNothing = nullptr;

Fault unexpected(const Quantity& quantity, const std::string& wanted, const Json& value) {
    return {.error = kQueryEvaluationError,
            .cause = "The JSONata expression '" + quantity.value.text() + "' specified for the field '" +
                     quantity.field + "' returned an unexpected result type. Expected '" + wanted + "', but was '" +
                     std::string{jsonTypeWord(value)} + "' for value: " + jsonText(value),
            .isEvaluation = true,
            .expression = quantity.value.text(),
            .field = quantity.field};
}

}  // namespace

Interpreter::View Interpreter::view(const Strand& strand) const {
    View view;
    const bool isJsonata = strand.state->language == QueryLanguage::jsonata;
    if (!m_machine->usesContext) {
        if (isJsonata) view.states = {{"input", strand.input}};
        return view;
    }
    view.context["Execution"] = {{"Id", arn("execution", m_settings.stateMachine + ":" + m_settings.name)},
                                 {"Input", m_executionInput},
                                 {"StartTime", instantText(m_startedAt)},
                                 {"Name", m_settings.name},
                                 {"RoleArn", m_settings.role},
                                 {"RedriveCount", m_redrives}};
    if (m_redrives > 0) view.context["Execution"]["RedriveTime"] = instantText(m_redrivenAt);
    view.context["StateMachine"] = {{"Id", arn("stateMachine", m_settings.stateMachine)},
                                    {"Name", m_settings.stateMachine}};
    view.context["State"] = {{"Name", strand.state->name}, {"EnteredTime", instantText(strand.enteredAt)}};
    const StateType type = strand.state->type;
    if (type == StateType::task || type == StateType::parallel || type == StateType::map)
        view.context["State"]["RetryCount"] = strand.attempt;
    if (!strand.token.empty()) view.context["Task"] = {{"Token", strand.token}};
    if (!strand.mapItem.is_null()) view.context["Map"] = {{"Item", strand.mapItem}};
    if (isJsonata) view.states = {{"input", strand.input}, {"context", view.context}};
    return view;
}

DataScope Interpreter::scope(const Strand& strand, const View& view, const Json& input) {
    const std::int64_t now = (m_settings.epoch + m_now.time_since_epoch()).count() / 1'000'000;
    return {{input, view.context, strand.variables}, view.states, m_random, now};
}

Json Interpreter::selected(const Strand& strand, const View& view, const Json& input, const std::optional<Path>& path,
                           const std::string&) {
    if (!path) return input;
    PathValue found = evaluate(*path, scope(strand, view, input).paths);
    if (!found.value) throw runtimeFault("Invalid path '" + path->text + "' : " + found.missing);
    return std::move(*found.value);
}

Json Interpreter::effectiveInput(const Strand& strand, const View& view) {
    if (strand.state->discardsInput) return Json::object();
    return selected(strand, view, strand.input, strand.state->inputPath, "InputPath");
}

std::map<std::string, Json> Interpreter::assigned(const std::optional<Template>& assign, const DataScope& scope) {
    std::map<std::string, Json> variables;
    if (!assign) return variables;
    const Json values = evaluate(*assign, scope, "Assign");
    limit(values, "Assign");
    for (const auto& [name, value] : values.items()) variables[name] = value;
    return variables;
}

// The state has come to `result`; for states without one (Wait, Succeed, a Choice) it is the input.
void Interpreter::complete(Strand& strand, Json result) {
    const View here = view(strand);
    const State& state = *strand.state;
    if (state.language == QueryLanguage::jsonPath) return completeWith(strand, strand.input, std::move(result));
    View after = here;
    after.states["result"] = result;
    const DataScope data = scope(strand, after, kNothing);
    std::map<std::string, Json> variables = assigned(state.assign, data);
    Json out = state.output ? evaluate(*state.output, data, "Output") : std::move(result);
    pass(strand, std::move(out), state.next, std::move(variables));
}

// `input` is what the result is put into. Null for `result` in a JSONPath state without one: the input is the result.
void Interpreter::completeWith(Strand& strand, const Json& input, Json result) {
    const View here = view(strand);
    const State& state = *strand.state;
    const bool hasResult =
        state.type != StateType::wait && state.type != StateType::succeed && state.type != StateType::choice;
    if (state.language == QueryLanguage::jsonata) {
        const DataScope data = scope(strand, here, kNothing);
        std::map<std::string, Json> variables = assigned(state.assign, data);
        Json out = state.output ? evaluate(*state.output, data, "Output") : strand.input;
        return pass(strand, std::move(out), strand.next, std::move(variables));
    }
    if (hasResult && state.resultSelector)
        result = evaluate(*state.resultSelector, scope(strand, here, result), "ResultSelector");
    const Json& seen = hasResult ? result : input;
    std::map<std::string, Json> variables = assigned(state.assign, scope(strand, here, seen));
    Json out = input;
    if (hasResult && !state.discardsResult) {
        if (state.resultPath)
            place(out, *state.resultPath, std::move(result));
        else
            out = std::move(result);
    }
    out = state.discardsOutput ? Json::object() : selected(strand, here, out, state.outputPath, "OutputPath");
    pass(strand, std::move(out), strand.next, std::move(variables));
}

void Interpreter::pass(Strand& strand, Json out, std::string next, std::map<std::string, Json> variables) {
    limit(out, strand.state->name);
    if (strand.holds) {
        m_fanOuts.erase(*strand.holds);
        strand.holds.reset();
    }
    for (auto& [name, value] : variables) strand.variables.set(name, std::move(value));
    strand.remains.reset();
    strand.output = std::move(out);
    strand.next = std::move(next);
    wake(strand, Phase::leave);
}

void Interpreter::limit(const Json& value, const std::string& what) const {
    if (jsonDepth(value) > kJsonDepthMax)
        throw runtimeFault("The data is nested more than " + std::to_string(kJsonDepthMax) + " levels deep.");
    if (jsonTextSize(value) <= m_settings.quotas.payloadBytesMax) return;
    // "arn:aws:states:::lambda:invoke" is called lambda, a function by its whole name.
    std::string name = what;
    if (constexpr std::string_view kService = "arn:aws:states:::"; name.starts_with(kService)) {
        name.erase(0, kService.size());
        name.resize(std::min(name.find(':'), name.size()));
    }
    throw Fault{.error = kDataLimitExceeded,
                .cause = "The state/task '" + name +
                         "' returned a result with a size exceeding the maximum number of bytes service limit."};
}

std::optional<double> Interpreter::quantity(const Strand& strand, const View& view, const Json& input,
                                            const std::optional<Quantity>& quantity, bool isWhole) {
    if (!quantity) return std::nullopt;
    Json value = evaluate(quantity->value, scope(strand, view, input), quantity->field);
    // A text with a number in it is taken for the number.
    if (value.is_string()) {
        const Result<Json> number = readJson(value.get_ref<const std::string&>());
        if (number && number->is_number()) value = *number;
    }
    const bool isNumber = value.is_number() && (!isWhole || std::floor(value.get<double>()) == value.get<double>());
    if (isNumber) return value.get<double>();
    if (strand.state->language == QueryLanguage::jsonata)
        throw unexpected(*quantity, isWhole ? "integer" : "number", value);
    throw runtimeFault("The " + quantity->field + " field refers to value \"" +
                       (value.is_string() ? value.get<std::string>() : jsonText(value)) + "\" which is not a valid " +
                       (isWhole ? "integer" : "float") + ": " + quantity->value.text());
}

Fault Interpreter::outOfRange(const Strand& strand, const Quantity& quantity, double value, const std::string& wanted,
                              const std::string& otherwise) const {
    if (strand.state->language != QueryLanguage::jsonata) return runtimeFault(otherwise);
    const bool isWhole = std::floor(value) == value && std::abs(value) < 1e15;
    return unexpected(quantity, wanted, isWhole ? Json(static_cast<std::int64_t>(value)) : Json(value));
}

}  // namespace spillway::workflow
