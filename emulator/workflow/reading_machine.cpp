#include "workflow/json_places.h"
#include "workflow/load.h"
#include "workflow/reading.h"
#include "workflow/reading_state.h"

#include "base/text.h"

#include <algorithm>
#include <set>

namespace spillway::workflow {
namespace {

std::vector<std::string> namesOf(const StateMachine& machine) {
    std::vector<std::string> names;
    for (const State& state : machine.states) names.push_back(state.name);
    return names;
}

// Where an execution may go from a state, with the field that says so.
std::vector<std::pair<std::string, std::string>> targetsOf(const State& state) {
    std::vector<std::pair<std::string, std::string>> targets;
    if (!state.next.empty()) targets.emplace_back("/Next", state.next);
    for (std::size_t i = 0; i < state.catchers.size(); ++i)
        targets.emplace_back("/Catch/" + std::to_string(i) + "/Next", state.catchers[i].next);
    for (std::size_t i = 0; i < state.choices.size(); ++i)
        targets.emplace_back("/Choices/" + std::to_string(i) + "/Next", state.choices[i].next);
    if (state.otherwise) targets.emplace_back("/Default", *state.otherwise);
    return targets;
}

void checkTargets(const StateMachine& machine, const Site& site) {
    const std::vector<std::string> names = namesOf(machine);
    for (const State& state : machine.states) {
        for (const auto& [field, target] : targetsOf(state)) {
            if (target.empty() || machine.find(target) != nullptr) continue;
            Site here = site;
            here.state = state.name;
            here.pointer = state.pointer + field;
            std::string hint = didYouMean(target, names);
            if (hint.empty()) hint = "only states of the same level can follow";
            here.error("no-such-state", "there is no state \"" + target + "\" here", hint);
        }
    }
}

void checkReach(const StateMachine& machine, const Site& site) {
    std::set<std::string> reached;
    std::vector<std::string> open{machine.startAt};
    bool ends = false, isBroken = false;  // a way leads nowhere: that has been said, and may be the way to the end
    while (!open.empty()) {
        const State* state = machine.find(open.back());
        open.pop_back();
        isBroken = isBroken || state == nullptr;
        if (state == nullptr || !reached.insert(state->name).second) continue;
        const bool isLast = state->type == StateType::succeed || state->type == StateType::fail;
        ends = ends || isLast || (state->next.empty() && state->type != StateType::choice);
        for (const auto& [field, target] : targetsOf(*state)) open.push_back(target);
    }
    for (const State& state : machine.states) {
        if (reached.contains(state.name)) continue;
        Site here = site;
        here.state = state.name;
        here.pointer = state.pointer;
        here.report(Severity::warning, "unreachable", "no state leads to \"" + state.name + "\"");
    }
    if (!ends && !isBroken && !reached.empty())
        site.error("no-terminal",
                   "no state that can be reached ends the machine: none has \"End\": true, and none is a Succeed or "
                   "Fail state");
}

void readStates(StateMachine& machine, const Json& json, const Site& site, int depth) {
    const Json* states = member(json, "States");
    if (states == nullptr) return site.error("missing-field", "States is missing");
    if (!states->is_object() || states->empty())
        return site.at("States").error("wrong-kind", "States must be an object with at least one state");
    for (const auto& [name, state] : states->items()) {
        const Site here = site.at("States").at(name);
        constexpr std::size_t kNameMax = 80;
        if (name.size() > kNameMax && depth >= 0)
            here.report(Severity::warning, "long-name", "the service takes names of at most 80 characters");
        machine.index.emplace(name, machine.states.size());
        machine.states.push_back(readState(name, state, here, depth));
    }
}

// Names must differ in the whole definition, not only in one machine.
void checkNames(const StateMachine& machine, std::set<std::string>& seen, const Site& site) {
    for (const State& state : machine.states) {
        if (!seen.insert(state.name).second) {
            Site here = site;
            here.state = state.name;
            here.pointer = state.pointer;
            here.report(Severity::warning, "duplicate-name",
                        "the state name \"" + state.name + "\" is used twice in this definition",
                        "the service wants every name once");
        }
        for (const auto& branch : state.branches) {
            if (branch) checkNames(*branch, seen, site);
        }
        if (state.map && state.map->processor) checkNames(*state.map->processor, seen, site);
    }
}

// $$ in a path; $states.context, or $states as a whole, in an expression.
bool mayUseContext(const std::string& text) {
    if (text.find("$$") != std::string::npos || text.find("context") != std::string::npos) return true;
    constexpr std::string_view kStates = "$states";
    for (std::size_t at = text.find(kStates); at != std::string::npos; at = text.find(kStates, at + 1)) {
        if (text.compare(at + kStates.size(), 1, ".") != 0) return true;
    }
    return false;
}

}  // namespace

std::shared_ptr<const StateMachine> readMachine(const Json& json, const Site& site, int depth) {
    if (depth > kMachineDepthMax) return site.error("too-deep", "state machines are nested more than 20 deep"), nullptr;
    if (!json.is_object()) return site.error("wrong-kind", "a state machine must be an object"), nullptr;
    static const std::vector<std::string> kTopFields{"Comment", "StartAt",        "States",
                                                     "Version", "TimeoutSeconds", "QueryLanguage"};
    static const std::vector<std::string> kInnerFields{"Comment", "StartAt", "States", "ProcessorConfig",
                                                       "QueryLanguage"};
    refuseUnknown(json, depth == 0 ? kTopFields : kInnerFields, site);
    auto machine = std::make_shared<StateMachine>();
    Site inside = site;
    if (const auto language = readLanguage(json, site)) inside.machine = *language;
    inside.language = inside.machine;
    machine->language = inside.language;
    if (depth == 0) machine->usesContext = mayUseContext(jsonText(json));
    machine->startAt = readText(json, "StartAt", site).value_or("");
    machine->comment = depth == 0 ? readText(json, "Comment", site).value_or("") : "";
    if (const auto version = depth == 0 ? readText(json, "Version", site) : std::nullopt; version && *version != "1.0")
        site.at("Version").error("out-of-range", "Version is \"" + *version + "\": only 1.0 is known");
    if (const auto timeout = depth == 0 ? readNumber(json, "TimeoutSeconds", 1, 99'999'999, site) : std::nullopt)
        machine->timeoutSeconds = static_cast<std::int64_t>(*timeout);
    readStates(*machine, json, inside, depth);
    if (member(json, "StartAt") == nullptr)
        site.error("missing-field", "StartAt is missing: the name of the first state");
    else if (machine->find(machine->startAt) == nullptr && !machine->states.empty())
        site.at("StartAt").error("no-such-state", "there is no state \"" + machine->startAt + "\" here",
                                 didYouMean(machine->startAt, namesOf(*machine)));
    checkTargets(*machine, site);
    checkReach(*machine, site);
    return machine;
}

namespace {

void appendStates(const StateMachine& machine, std::vector<const State*>& all) {
    for (const State& state : machine.states) {
        all.push_back(&state);
        for (const auto& branch : state.branches) appendStates(*branch, all);
        if (state.map && state.map->processor) appendStates(*state.map->processor, all);
    }
}

}  // namespace

std::vector<const State*> allStates(const StateMachine& machine) {
    std::vector<const State*> all;
    appendStates(machine, all);
    return all;
}

Loaded loadDefinition(const Json& definition) {
    Loaded loaded;
    const Site site{.problems = loaded.diagnostics, .pointer = {}, .state = {}};
    loaded.machine = readMachine(definition, site, 0);
    if (loaded.machine) {
        std::set<std::string> seen;
        checkNames(*loaded.machine, seen, site);
    }
    const bool isBroken = std::ranges::any_of(loaded.diagnostics, [](const Diagnostic& problem) {
        return problem.severity == Severity::error && problem.code != kStyleCode;
    });
    if (isBroken) loaded.machine = nullptr;
    return loaded;
}

namespace {

// Of two members of one name a reader of JSON keeps the last and says nothing: a state is gone.
void reportDuplicates(std::string_view text, Loaded& loaded) {
    for (const std::string& pointer : jsonDuplicates(text)) {
        Diagnostic problem;
        problem.code = "duplicate-name";
        problem.place.field = pointer;
        const std::string name = pointer.substr(pointer.rfind('/') + 1);
        problem.sentence = "\"" + name + "\" is given twice in one object: the second hides the first";
        problem.hint = "rename or remove one of them";
        loaded.diagnostics.push_back(std::move(problem));
        loaded.machine = nullptr;
    }
}

}  // namespace

Loaded loadDefinition(std::string_view text) {
    const Result<Json> definition = readJson(text);
    if (definition) {
        Loaded loaded = loadDefinition(*definition);
        reportDuplicates(text, loaded);
        return loaded;
    }
    Loaded loaded;
    Diagnostic& problem = loaded.diagnostics.emplace_back();
    problem.code = "not-json";
    problem.sentence = "not JSON: " + definition.error().message;
    return loaded;
}

}  // namespace spillway::workflow
