#include "workflow/reading_state.h"

#include "base/text.h"
#include "workflow/state_fields.h"
#include "workflow/timestamp.h"

#include <algorithm>

namespace spillway::workflow {
namespace {

constexpr double kSecondsMax = 99'999'999;

// A letter or _, then letters, digits and _: at most 80 characters in all.
void checkVariableNames(const Json& assign, const Site& site) {
    if (!assign.is_object()) return;
    for (const auto& item : assign.items()) {
        std::string name = item.key();
        if (site.language == QueryLanguage::jsonPath && name.ends_with(".$")) name.resize(name.size() - 2);
        const auto isLetter = [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
                   static_cast<unsigned char>(c) >= 0x80;
        };
        const bool isName = !name.empty() && name.size() <= 80 && isLetter(name.front()) &&
                            std::ranges::all_of(name, [&](char c) { return isLetter(c) || (c >= '0' && c <= '9'); });
        if (!isName)
            site.at(item.key())
                .report(Severity::warning, "bad-name",
                        "\"" + name + "\" cannot be the name of a variable: no path or expression can ask for it",
                        "a letter, then letters, digits and _, 80 at most");
    }
}

void checkFields(const Json& json, StateType type, const Site& site) {
    const std::vector<StateField> fields = fieldsOf(type);
    std::vector<std::string> names;
    for (const StateField& field : fields) names.emplace_back(field.name);
    const FieldOf own = site.language == QueryLanguage::jsonata ? FieldOf::jsonata : FieldOf::jsonPath;
    for (const auto& item : json.items()) {
        const std::string& key = item.key();
        const auto known = std::ranges::find(fields, key, &StateField::name);
        const Site here = site.at(key);
        if (known == fields.end()) {
            const bool anywhere = key == "Next" || key == "End";
            here.error("unknown-field",
                       "unknown field \"" + key + "\" in a " + std::string{stateTypeWord(type)} + " state",
                       anywhere ? std::string{stateTypeWord(type)} + " states have no Next and no End"
                                : didYouMean(key, names));
        } else if (known->language != FieldOf::both && known->language != own) {
            const bool isJsonata = own == FieldOf::jsonata;
            here.error("wrong-language",
                       key + " is a field of " + (isJsonata ? "JSONPath" : "JSONata") + " states, this is a " +
                           (isJsonata ? "JSONata" : "JSONPath") + " state",
                       isJsonata ? "use Arguments, Output and Assign with {% expressions %}"
                                 : "set QueryLanguage to JSONata, or use the JSONPath fields");
        }
    }
}

void readFlow(State& state, const Json& json, const Site& site) {
    if (state.type == StateType::choice || state.type == StateType::succeed || state.type == StateType::fail) return;
    state.next = readText(json, "Next", site).value_or("");
    const Json* next = member(json, "Next");
    const std::optional<bool> end = readBool(json, "End", site);
    if (next != nullptr && end == true)
        return site.error("one-of", "Next and End exclude each other: a state goes on or ends");
    if (next == nullptr && end != true)
        site.error("no-transition", "neither Next nor End: where does the execution go from here?",
                   "add \"End\": true or \"Next\": \"...\"");
}

void readData(State& state, const Json& json, const Site& site) {
    if (state.language == QueryLanguage::jsonPath) {
        state.inputPath = readPathOrNull(json, "InputPath", state.discardsInput, site);
        state.outputPath = readPathOrNull(json, "OutputPath", state.discardsOutput, site);
        state.resultPath = readResultPath(json, state.discardsResult, site);
        if (state.type != StateType::map) state.parameters = readTemplate(json, "Parameters", site);
        state.resultSelector = readTemplate(json, "ResultSelector", site);
    } else {
        state.parameters = readTemplate(json, "Arguments", site);
        state.output = readTemplate(json, "Output", site);
    }
    state.assign = readTemplate(json, "Assign", site);
    if (const Json* assign = member(json, "Assign"); assign != nullptr && !assign->is_object())
        site.at("Assign").error("wrong-kind", "Assign must be an object: the names of variables and their values");
    if (const Json* assign = member(json, "Assign"); assign != nullptr && member(*assign, "states") != nullptr)
        site.at("Assign").error("reserved", "the variable name \"states\" is reserved");
    if (const Json* assign = member(json, "Assign"); assign != nullptr) checkVariableNames(*assign, site.at("Assign"));
}

void readCredentials(const Json& json, const Site& site) {
    const Json* credentials = member(json, "Credentials");
    if (credentials == nullptr) return;
    if (credentials->is_string() && site.language == QueryLanguage::jsonata) return;
    if (!credentials->is_object()) return site.at("Credentials").error("wrong-kind", "Credentials must be an object");
    readTemplate(json, "Credentials", site);
}

void readTask(State& state, const Json& json, const Site& site) {
    state.resource = readText(json, "Resource", site).value_or("");
    if (member(json, "Resource") == nullptr) site.error("missing-field", "Resource is missing: what the task calls");
    const std::size_t opened = state.resource.rfind("${");
    if (opened != std::string::npos && state.resource.find('}', opened) == std::string::npos)
        site.at("Resource")
            .error("bad-substitution", "the substitution ${ in \"" + state.resource + "\" is not closed with }");
    if (member(json, "Resource") != nullptr && state.resource.empty())
        site.at("Resource").error("empty", "Resource is empty");
    state.timeout = readQuantity(json, "TimeoutSeconds", 1, kSecondsMax, site);
    state.heartbeat = readQuantity(json, "HeartbeatSeconds", 1, kSecondsMax, site);
    const auto seconds = [](const std::optional<Quantity>& quantity) {
        const Json* literal = quantity ? std::get_if<Json>(&quantity->value.content) : nullptr;
        return literal != nullptr && literal->is_number() ? literal->get<double>() : -1;
    };
    if (seconds(state.timeout) > 0 && seconds(state.heartbeat) >= seconds(state.timeout))
        site.at("HeartbeatSeconds").error("out-of-range", "HeartbeatSeconds must be smaller than TimeoutSeconds");
    readCredentials(json, site);
}

void readWait(State& state, const Json& json, const Site& site) {
    refuseTogether(json, {"Seconds", "Timestamp", "SecondsPath", "TimestampPath"}, site);
    if (member(json, "Seconds") != nullptr || member(json, "SecondsPath") != nullptr) {
        state.seconds = readQuantity(json, "Seconds", 0, kSecondsMax, site);
        return;
    }
    if (std::optional<Path> path = readPath(json, "TimestampPath", site)) {
        state.timestamp = Quantity{{std::move(*path)}, "TimestampPath"};
    } else if (member(json, "Timestamp") != nullptr) {
        const auto text = readText(json, "Timestamp", site);
        Template value = templateOf(*member(json, "Timestamp"), site.at("Timestamp"));
        if (text && value.isLiteral() && !parseTimestamp(*text))
            site.at("Timestamp")
                .error("bad-timestamp", "\"" + *text + "\" is no timestamp", "write it as 2016-03-14T01:59:00Z");
        state.timestamp = Quantity{std::move(value), "Timestamp"};
    } else if (member(json, "TimestampPath") == nullptr) {
        site.error("missing-field", "a Wait state needs Seconds, Timestamp, SecondsPath or TimestampPath");
    }
}

void readFail(State& state, const Json& json, const Site& site) {
    refuseTogether(json, {"Error", "ErrorPath"}, site);
    refuseTogether(json, {"Cause", "CausePath"}, site);
    readText(json, "Error", site);
    readText(json, "Cause", site);
    state.error = member(json, "ErrorPath") != nullptr ? readPathOrCall(json, "ErrorPath", site)
                                                       : readTemplate(json, "Error", site);
    state.cause = member(json, "CausePath") != nullptr ? readPathOrCall(json, "CausePath", site)
                                                       : readTemplate(json, "Cause", site);
}

void readBranches(State& state, const Json& json, const Site& site, int depth) {
    const Json* branches = member(json, "Branches");
    if (branches == nullptr)
        return site.error("missing-field", "Branches is missing: the state machines to run side by side");
    const Site all = site.at("Branches");
    if (!branches->is_array() || branches->empty())
        return all.error("wrong-kind", "Branches must be an array of state machines, at least one");
    for (std::size_t i = 0; i < branches->size(); ++i)
        state.branches.push_back(readMachine((*branches)[i], all.at(i), depth + 1));
}

void readOwn(State& state, const Json& json, const Site& site, int depth) {
    switch (state.type) {
        case StateType::task: readTask(state, json, site); break;
        case StateType::pass:
            if (const Json* result = member(json, "Result")) state.result = *result;
            break;
        case StateType::choice:
            state.choices = readChoices(json, site);
            state.otherwise = readText(json, "Default", site);
            break;
        case StateType::wait: readWait(state, json, site); break;
        case StateType::parallel: readBranches(state, json, site, depth); break;
        case StateType::map: state.map = readMapFields(json, site, depth); break;
        case StateType::succeed: break;
        case StateType::fail: readFail(state, json, site); break;
    }
    if (state.type == StateType::task || state.type == StateType::parallel || state.type == StateType::map) {
        state.retriers = readRetriers(json, site);
        state.catchers = readCatchers(json, site);
    }
}

}  // namespace

State readState(const std::string& name, const Json& json, Site site, int depth) {
    State state{.name = name, .pointer = site.pointer};
    site.state = name;
    if (!json.is_object()) return site.error("wrong-kind", "a state must be an object"), state;
    const std::optional<std::string> word = readText(json, "Type", site);
    if (!word) {
        if (member(json, "Type") == nullptr) site.error("missing-field", "Type is missing");
        return state;
    }
    const std::optional<StateType> type = stateType(*word);
    if (!type) {
        site.at("Type").error("unknown-word", "unknown state type \"" + *word + "\"",
                              didYouMean(*word, stateTypeWords()));
        return state;
    }
    state.type = *type;
    const std::optional<QueryLanguage> own = readLanguage(json, site);
    site.language = own.value_or(site.language);
    state.language = site.language;
    checkFields(json, state.type, site);
    readFlow(state, json, site);
    readData(state, json, site);
    readOwn(state, json, site, depth);
    return state;
}

}  // namespace spillway::workflow
