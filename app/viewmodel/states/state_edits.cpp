#include "viewmodel/states/state_edits.h"

#include "workflow/state_fields.h"

#include <algorithm>
#include <functional>

namespace spillway::states {
namespace {

constexpr std::size_t kNameMax = 80;  // characters, as the service has it

// Null where nothing is; the library throws at what is no pointer.
auto valueAt(auto& definition, const std::string& pointer) -> decltype(&definition) {
    try {
        const Json::json_pointer path(pointer);
        return definition.contains(path) ? &definition.at(path) : nullptr;
    } catch (const nlohmann::json::exception&) {
        return nullptr;
    }
}

void removeMember(Json& object, const char* key) {
    if (object.is_object()) object.erase(key);
}

// Every field of a state that names another state of its machine.
void eachTarget(Json& state, const std::function<void(Json& holder, const char* key)>& visit) {
    if (!state.is_object()) return;
    for (const char* key : {"Next", "Default"}) {
        if (state.contains(key)) visit(state, key);
    }
    for (const char* list : {"Choices", "Catch"}) {
        if (!state.contains(list) || !state[list].is_array()) continue;
        for (Json& item : state[list]) {
            if (item.is_object() && item.contains("Next")) visit(item, "Next");
        }
    }
}

bool hasName(const Json& value, const std::string& name) {
    if (value.is_array())
        return std::any_of(value.begin(), value.end(), [&](const Json& each) { return hasName(each, name); });
    if (!value.is_object()) return false;
    if (const Json* all = workflow::member(value, "States"); all != nullptr && all->is_object() && all->contains(name))
        return true;
    return std::any_of(value.begin(), value.end(), [&](const Json& each) { return hasName(each, name); });
}

std::string freeName(const Json& definition, const std::string& wanted) {
    if (!hasName(definition, wanted)) return wanted;
    for (int number = 2;; ++number) {
        const std::string name = wanted + " " + std::to_string(number);
        if (!hasName(definition, name)) return name;
    }
}

// A state whose way on is one field.
bool goesOn(const Json& state) {
    const Json* type = workflow::member(state, "Type");
    return type != nullptr && *type != "Choice" && *type != "Succeed" && *type != "Fail";
}

void leadTo(Json& state, const std::string& next) {
    removeMember(state, "End");
    state["Next"] = next;
}

// What pointed to `gone` points to `next`, or to nothing.
void forget(Json& state, const std::string& gone, const std::string& next) {
    const auto loses = [&](const Json& item) {
        const Json* to = item.is_object() ? workflow::member(item, "Next") : nullptr;
        return to != nullptr && *to == gone;
    };
    if (!next.empty()) {
        eachTarget(state, [&](Json& holder, const char* key) {
            if (holder[key] == gone) holder[key] = next;
        });
        return;
    }
    for (const char* list : {"Choices", "Catch"}) {
        if (!state.contains(list) || !state[list].is_array()) continue;
        Json kept = Json::array();
        for (Json& item : state[list]) {
            if (!loses(item)) kept.push_back(item);
        }
        state[list] = kept;
        if (kept.empty() && std::string_view(list) == "Catch") state.erase(list);
    }
    if (state.contains("Default") && state["Default"] == gone) state.erase("Default");
    if (!loses(state)) return;
    state.erase("Next");
    state["End"] = true;
}

Json machineOf(const std::string& name) {
    Json machine = Json::object();
    machine["StartAt"] = name;
    machine["States"][name] = Json::object({{"Type", "Pass"}, {"End", true}});
    return machine;
}

}  // namespace

const Json* at(const Json& definition, const std::string& pointer) { return valueAt(definition, pointer); }
Json* at(Json& definition, const std::string& pointer) { return valueAt(definition, pointer); }

Json freshDefinition() { return machineOf("Start"); }

Json freshState(const std::string& type, const std::string& calls, bool jsonata) {
    Json state = Json::object();
    state["Type"] = type;
    if (type == "Task") {
        state["Resource"] = "arn:aws:states:::lambda:invoke";
        state[jsonata ? "Arguments" : "Parameters"]["FunctionName"] = calls.empty() ? "function" : calls;
    } else if (type == "Choice") {
        state["Choices"] = Json::array();
    } else if (type == "Wait") {
        state["Seconds"] = 10;
    } else if (type == "Fail") {
        state["Error"] = "Failed";
    } else if (type == "Parallel") {
        state["Branches"] = Json::array();
    }
    if (goesOn(state)) state["End"] = true;
    return state;
}

Json freshRule(bool jsonata) {
    Json rule = Json::object();
    if (jsonata) {
        rule["Condition"] = "{% false %}";
    } else {
        rule["Variable"] = "$.value";
        rule["IsPresent"] = true;
    }
    return rule;
}

Added addState(const Json& definition, const std::string& machine, const std::string& after, const std::string& type,
               const std::string& calls) {
    Json next = definition;
    Json* around = at(next, machine);
    if (around == nullptr || !around->is_object()) return {definition, {}};
    const std::string name = freeName(next, type);
    Json state = freshState(type, calls, isJsonata(next, after.empty() ? machine : after));
    if (Json* before = after.empty() ? nullptr : at(next, after); before != nullptr && goesOn(*before)) {
        if (goesOn(state) && before->contains("Next")) leadTo(state, (*before)["Next"].get<std::string>());
        if (type == "Choice" && before->contains("Next")) state["Default"] = (*before)["Next"];
        leadTo(*before, name);
    }
    around = at(next, machine);
    if (!around->contains("States") || !(*around)["States"].is_object()) (*around)["States"] = Json::object();
    if (!around->contains("StartAt") || (*around)["States"].empty()) (*around)["StartAt"] = name;
    (*around)["States"][name] = state;
    const std::string pointer = statePointer(machine, name);
    Json& added = *at(next, pointer);
    if (type == "Parallel") {
        added["Branches"].push_back(machineOf(freeName(next, "Pass")));
        added["Branches"].push_back(machineOf(freeName(next, "Pass")));
    } else if (type == "Map") {
        added["ItemProcessor"] = machineOf(freeName(next, "Pass"));
    }
    return {next, pointer};
}

Json removeState(const Json& definition, const std::string& pointer, bool reconnects) {
    const StatePlace place = placeOfState(pointer);
    Json next = definition;
    const Json* gone = at(next, pointer);
    Json* machine = at(next, place.machine);
    if (gone == nullptr || machine == nullptr) return definition;
    const Json* after = workflow::member(*gone, goesOn(*gone) ? "Next" : "Default");
    std::string onwards = after != nullptr && after->is_string() ? after->get<std::string>() : std::string{};
    if (onwards == place.name) onwards.clear();
    (*machine)["States"].erase(place.name);
    for (Json& state : (*machine)["States"]) forget(state, place.name, reconnects ? onwards : std::string{});
    if (const Json* start = workflow::member(*machine, "StartAt"); start != nullptr && *start == place.name) {
        const Json& left = (*machine)["States"];
        if (!onwards.empty())
            (*machine)["StartAt"] = onwards;
        else if (!left.empty())
            (*machine)["StartAt"] = left.items().begin().key();
    }
    return next;
}

std::optional<Json> renameState(const Json& definition, const std::string& pointer, const std::string& name) {
    const StatePlace place = placeOfState(pointer);
    if (name == place.name) return definition;
    if (name.empty() || name.size() > kNameMax || hasName(definition, name)) return std::nullopt;
    Json next = definition;
    Json* machine = at(next, place.machine);
    if (machine == nullptr || at(next, pointer) == nullptr) return std::nullopt;
    Json renamed = Json::object();
    for (auto& [key, state] : (*machine)["States"].items()) {
        Json& kept = renamed[key == place.name ? name : key] = state;
        eachTarget(kept, [&](Json& holder, const char* field) {
            if (holder[field] == place.name) holder[field] = name;
        });
    }
    (*machine)["States"] = renamed;
    if (machine->contains("StartAt") && (*machine)["StartAt"] == place.name) (*machine)["StartAt"] = name;
    return next;
}

std::optional<Json> connect(const Json& definition, const std::string& from, const std::string& to, Link link) {
    const StatePlace start = placeOfState(from), end = placeOfState(to);
    Json next = definition;
    Json* state = at(next, from);
    if (state == nullptr || at(next, to) == nullptr || start.machine != end.machine) return std::nullopt;
    const Json* typeOf = workflow::member(*state, "Type");
    const std::string type = typeOf != nullptr && typeOf->is_string() ? typeOf->get<std::string>() : std::string{};
    if (link == Link::error) {
        if (type != "Task" && type != "Parallel" && type != "Map") return std::nullopt;
        Json catcher = Json::object();
        catcher["ErrorEquals"] = Json::array({"States.ALL"});
        catcher["Next"] = end.name;
        (*state)["Catch"].push_back(catcher);
        return next;
    }
    if (type == "Choice") {
        if (!state->contains("Default")) {
            (*state)["Default"] = end.name;
            return next;
        }
        Json rule = freshRule(isJsonata(definition, from));
        rule["Next"] = end.name;
        (*state)["Choices"].push_back(rule);
        return next;
    }
    if (!goesOn(*state)) return std::nullopt;
    leadTo(*state, end.name);
    return next;
}

Json disconnect(const Json& definition, const std::string& pointer) {
    Json next = definition;
    const auto slash = pointer.rfind('/');
    Json* holder = at(next, pointer.substr(0, slash));
    if (slash == std::string::npos || holder == nullptr || !holder->is_object()) return definition;
    const std::string field = pointer.substr(slash + 1), owner = pointer.substr(0, slash);
    if (const Json* type = workflow::member(*holder, "Type"); type != nullptr && type->is_string()) {
        holder->erase(field);
        if (field == "Next") (*holder)["End"] = true;
        return next;
    }
    // A rule or a catcher: it goes, and an empty list of catchers with it.
    const auto index = owner.rfind('/');
    Json* list = at(next, owner.substr(0, index));
    if (list == nullptr || !list->is_array()) return definition;
    list->erase(static_cast<std::size_t>(std::stoul(owner.substr(index + 1))));
    const std::string listAt = owner.substr(0, index);
    if (list->empty() && listAt.ends_with("/Catch")) at(next, listAt.substr(0, listAt.rfind('/')))->erase("Catch");
    return next;
}

Json startAt(const Json& definition, const std::string& pointer) {
    const StatePlace place = placeOfState(pointer);
    Json next = definition;
    if (Json* machine = at(next, place.machine)) (*machine)["StartAt"] = place.name;
    return next;
}

Json changeType(const Json& definition, const std::string& pointer, const std::string& type) {
    Json next = definition;
    Json* state = at(next, pointer);
    const auto known = workflow::stateType(type);
    if (state == nullptr || !known) return definition;
    Json made = freshState(type, {}, isJsonata(definition, pointer));
    const auto allowed = workflow::fieldsOf(*known);
    for (const auto& [key, value] : state->items()) {
        const bool fits = key != "Type" && std::ranges::any_of(allowed, [&, name = key](const auto& field) {
                              return field.name == name;
                          });
        if (fits) made[key] = value;
    }
    if (made.contains("Next")) made.erase("End");
    if (type == "Choice" && state->contains("Next")) made["Default"] = (*state)["Next"];
    if (type == "Parallel" && made["Branches"].empty()) made["Branches"].push_back(machineOf(freeName(next, "Pass")));
    if (type == "Map" && !made.contains("ItemProcessor") && !made.contains("Iterator"))
        made["ItemProcessor"] = machineOf(freeName(next, "Pass"));
    *state = made;
    return next;
}

bool isJsonata(const Json& definition, const std::string& pointer) {
    const auto language = [](const Json* holder) {
        const Json* word =
            holder != nullptr && holder->is_object() ? workflow::member(*holder, "QueryLanguage") : nullptr;
        return word != nullptr && word->is_string() ? word->get<std::string>() : std::string{};
    };
    if (const std::string own = language(at(definition, pointer)); !own.empty()) return own == "JSONata";
    return language(&definition) == "JSONata";
}

}  // namespace spillway::states
