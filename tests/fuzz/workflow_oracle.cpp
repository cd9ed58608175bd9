#include "workflow_oracle.h"

#include "workflow/fault.h"
#include "workflow/intrinsic.h"
#include "workflow/jsonata/expression.h"
#include "workflow/load.h"
#include "workflow/regex.h"
#include "workflow/standalone.h"

#include <array>

using namespace spillway;
using namespace spillway::workflow;

namespace {

Json dataOf(std::string_view text) {
    const Result<Json> value = readJson(text);
    return value ? *value : Json(std::string_view{"not JSON"});
}

std::string toldBy(const StandaloneRun& run) {
    std::string text{statusWord(run.status)};
    for (const HistoryEvent& event : run.history) text += ' ' + std::string{event.type};
    return text + jsonText(run.output) + run.error.value_or("-") + run.cause.value_or("-");
}

StandaloneRun executed(const Loaded& loaded, const Json& input) {
    ExecutionSettings settings{.seed = 7};
    settings.quotas.stepsMax = 300;
    settings.quotas.historyEventsMax = 500;
    const Mocks mocks{{"A", {{.error = TaskError{"E", "e"}}, {.result = Json::array({1, "a,b\n1,2", nullptr})}}}};
    return runStandalone(loaded.machine, input, mocks, std::move(settings));
}

// A definition is refused with errors or runs to an end, the same one each time.
std::string ofDefinition(std::string_view text, std::string_view data) {
    const Loaded loaded = loadDefinition(text);
    if (!loaded.machine) return hasErrors(loaded.diagnostics) ? "" : "a definition is refused without a reason";
    if (hasErrors(loaded.diagnostics)) return "a definition with errors is taken";
    const Json input = dataOf(data);
    const StandaloneRun run = executed(loaded, input);
    if (run.status == ExecutionStatus::running) return "an execution does not end";
    return toldBy(run) == toldBy(executed(loaded, input)) ? "" : "an execution goes differently the second time";
}

std::string ofExpression(std::string_view text, std::string_view data) {
    const Result<jsonata::Expression> expression = jsonata::Expression::parse(text);
    if (!expression) return expression.error().message.empty() ? "an expression is refused without a reason" : "";
    const Json input = dataOf(data);
    RngStream first{1}, second{1};
    const jsonata::Outcome outcome = expression->evaluate(input, first), again = expression->evaluate(input, second);
    if (outcome.kind != again.kind || outcome.value != again.value) return "an expression changes its mind";
    if (outcome.kind == jsonata::Outcome::Kind::error && outcome.problem.empty()) return "an error without a sentence";
    return "";
}

std::string ofPath(std::string_view text, std::string_view data) {
    const Json input = dataOf(data), context = Json::object();
    const Variables variables;
    RngStream random{1};
    try {
        if (const Result<Path> path = parsePath(text)) {
            // Blanks after it are not part of it.
            if (path->text != text.substr(0, text.find_last_not_of(' ') + 1))
                return "a path forgets how it was written";
            const PathValue value = evaluate(*path, {input, context, variables});
            if (!value.value && value.missing.empty()) return "a path is missing and does not say what";
            if (path->isDefinite() && path->root == Path::Root::input) {
                Json target = input;
                place(target, *path, 1);
            }
        }
        if (const Result<Intrinsic> call = parseIntrinsic(text)) evaluate(*call, {input, context, variables}, random);
    } catch (const Fault& fault) {
        if (fault.cause.empty() || fault.error.empty()) return "a fault without error or cause";
    }
    return "";
}

std::string ofRegex(std::string_view text, std::string_view data) {
    const Result<Regex> regex = Regex::parse(text, {.ignoreCase = !data.empty() && data[0] == 'i'});
    if (!regex) return "";
    Regex::Match match;
    if (regex->search(data, 0, match) != Regex::Found::yes) return "";
    return match.begin <= match.end && match.end <= data.size() ? "" : "a match lies outside its text";
}

// Pictures of numbers, dates and whole numbers, and texts read by them.
std::string ofPicture(std::string_view text, std::string_view data) {
    static const std::array<const char*, 5> kCalls{"$formatNumber(n, p)", "$formatInteger(n, p)", "$fromMillis(n, p)",
                                                   "$toMillis(t, p)", "$parseInteger(t, p)"};
    Json input{{"p", std::string{text}}, {"t", std::string{data}}, {"n", dataOf(data)}};
    if (!input["n"].is_number()) input["n"] = -1234.5;
    if (!readJson(jsonText(input))) return "";  // bytes that are no text
    for (const char* call : kCalls)
        if (std::string problem = ofExpression(call, jsonText(input)); !problem.empty()) return problem;
    return "";
}

// A Map that reads a file.
std::string ofItems(std::string_view text, std::string_view data) {
    const std::string type = text.starts_with('c') ? "CSV" : text.starts_with('l') ? "JSONL" : "JSON";
    const Json definition{
        {"StartAt", "M"},
        {"States",
         {{"M",
           {{"Type", "Map"},
            {"ItemReader",
             {{"Resource", "arn:aws:states:::s3:getObject"}, {"ReaderConfig", {{"InputType", type}, {"MaxItems", 5}}}}},
            {"ItemProcessor",
             {{"ProcessorConfig", {{"Mode", "DISTRIBUTED"}, {"ExecutionType", "EXPRESS"}}},
              {"StartAt", "P"},
              {"States", {{"P", {{"Type", "Pass"}, {"End", true}}}}}}},
            {"End", true}}}}}};
    const Loaded loaded = loadDefinition(definition);
    if (!loaded.machine) return "the Map itself is refused";
    const Mocks mocks{{"M", {{.result = Json(std::string{data})}}}};
    const StandaloneRun run = runStandalone(loaded.machine, Json::object(), mocks, {});
    if (run.status == ExecutionStatus::succeeded) return run.output.size() <= 5 ? "" : "more items than MaxItems";
    return run.error == "States.ItemReaderFailed" ? "" : "items fail otherwise than by States.ItemReaderFailed";
}

}  // namespace

std::string whatFailsForWorkflow(std::string_view bytes) {
    if (bytes.empty()) return "";
    const std::string_view all = bytes.substr(1);
    const std::size_t cut = all.find("---\n");
    const std::string_view text = all.substr(0, cut);
    const std::string_view data = cut == std::string_view::npos ? std::string_view{} : all.substr(cut + 4);
    switch (static_cast<unsigned char>(bytes.front()) % 6) {
        case 0: return ofDefinition(text, data);
        case 1: return ofExpression(text, data);
        case 2: return ofPath(text, data);
        case 3: return ofRegex(text, data);
        case 4: return ofPicture(text, data);
        default: return ofItems(text, data);
    }
}
