#include "viewmodel/states/state_graph.h"

#include <algorithm>
#include <array>
#include <map>

namespace spillway::states {
namespace {

std::string textOf(const Json& object, std::string_view key) {
    const Json* value = object.is_object() ? workflow::member(object, key) : nullptr;
    return value != nullptr && value->is_string() ? value->get<std::string>() : std::string{};
}

std::string shortJson(const Json& value) {
    return value.is_string() ? value.get<std::string>() : workflow::jsonText(value);
}

// "{% $states.input.total > 100 %}" without its braces.
std::string bare(const std::string& expression) {
    if (!expression.starts_with("{%") || !expression.ends_with("%}") || expression.size() < 4) return expression;
    const std::string inner = expression.substr(2, expression.size() - 4);
    const auto first = inner.find_first_not_of(" \n\t");
    return first == std::string::npos ? std::string{}
                                      : inner.substr(first, inner.find_last_not_of(" \n\t") - first + 1);
}

std::string joined(const Json& rules, const char* word) {
    std::string all;
    for (const Json& rule : rules) {
        if (!all.empty()) all += word;
        all += conditionText(rule);
    }
    return all;
}

std::string orderSign(const std::string& name) {
    using Sign = std::pair<std::string_view, const char*>;
    constexpr std::array<Sign, 5> kSigns{{{"LessThanEquals", " ≤ "},
                                          {"GreaterThanEquals", " ≥ "},
                                          {"LessThan", " < "},
                                          {"GreaterThan", " > "},
                                          {"Equals", " = "}}};
    for (const auto& [part, sign] : kSigns) {
        if (name.find(part) != std::string::npos) return sign;
    }
    return name == "StringMatches" ? " ~ " : " " + name + " ";
}

// "IsPresent": true -> "is present"; false -> "is not present".
std::string kindTest(const std::string& name, const Json& expected) {
    std::string word = name.substr(2);
    std::ranges::transform(word, word.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const bool wanted = !expected.is_boolean() || expected.get<bool>();
    return (wanted ? " is " : " is not ") + word;
}

std::string errorsText(const Json& catcher) {
    const Json* errors = workflow::member(catcher, "ErrorEquals");
    std::string all;
    if (errors == nullptr || !errors->is_array()) return all;
    for (const Json& error : *errors) {
        if (!all.empty()) all += ", ";
        const std::string name = shortJson(error);
        all += name == "States.ALL" ? "any error" : name.starts_with("States.") ? name.substr(7) : name;
    }
    return all;
}

std::string lastPart(const std::string& name) {
    const auto at = name.find_last_of(":/");
    return at == std::string::npos ? name : name.substr(at + 1);
}

std::string detailOf(const Json& state, const std::string& type) {
    if (type == "Task") return resourceText(state);
    if (type == "Wait") {
        if (const Json* seconds = workflow::member(state, "Seconds")) return bare(shortJson(*seconds)) + " s";
        for (const char* key : {"SecondsPath", "Timestamp", "TimestampPath"}) {
            if (const std::string text = textOf(state, key); !text.empty()) return bare(text);
        }
    }
    if (type == "Fail") return textOf(state, "Error");
    if (type == "Map") {
        const Json* most = workflow::member(state, "MaxConcurrency");
        return most == nullptr ? "each item" : "each item, at most " + shortJson(*most) + " at once";
    }
    return {};
}

class Reader {
public:
    Graph graph;

    void readMachine(const Json& machine, const std::string& pointer, std::size_t owner, std::string title) {
        const std::size_t index = graph.machines.size();
        graph.machines.push_back({pointer, owner, std::move(title)});
        const Json* all = machine.is_object() ? workflow::member(machine, "States") : nullptr;
        if (all == nullptr || !all->is_object()) return;
        const std::string start = textOf(machine, "StartAt");
        std::map<std::string, std::size_t> known;
        const auto add = [&](const std::string& name, const Json& state) {
            known.emplace(name, graph.states.size());
            graph.states.push_back(stateOf(name, state, index, name == start));
        };
        if (const Json* first = workflow::member(*all, start)) add(start, *first);
        for (const auto& [name, state] : all->items()) {
            if (!known.contains(name)) add(name, state);
        }
        for (const auto& [name, state] : all->items()) readTransitions(state, known, known.at(name));
        for (const auto& [name, state] : all->items()) readInside(state, known.at(name));
    }

private:
    State stateOf(const std::string& name, const Json& state, std::size_t machine, bool isStart) const {
        State made{.pointer = statePointer(graph.machines[machine].pointer, name), .machine = machine, .name = name};
        made.type = textOf(state, "Type");
        made.detail = state.is_object() ? detailOf(state, made.type) : std::string{};
        made.isStart = isStart;
        const Json* end = state.is_object() ? workflow::member(state, "End") : nullptr;
        made.isEnd = made.type == "Succeed" || made.type == "Fail" || (end != nullptr && *end == true);
        return made;
    }

    void readTransitions(const Json& state, const std::map<std::string, std::size_t>& known, std::size_t from) {
        if (!state.is_object()) return;
        const std::string at = graph.states[from].pointer;
        const auto add = [&](const Json& holder, const char* key, const std::string& pointer, Transition::Kind kind,
                             std::string label) {
            const auto to = known.find(textOf(holder, key));
            if (to != known.end())
                graph.transitions.push_back({pointer + "/" + key, from, to->second, kind, std::move(label)});
        };
        const auto list = [&](const char* key, const auto& read) {
            const Json* items = workflow::member(state, key);
            if (items == nullptr || !items->is_array()) return;
            for (std::size_t i = 0; i < items->size(); ++i) {
                if ((*items)[i].is_object()) read((*items)[i], at + "/" + key + "/" + std::to_string(i));
            }
        };
        add(state, "Next", at, Transition::Kind::next, {});
        list("Choices", [&](const Json& rule, const std::string& pointer) {
            add(rule, "Next", pointer, Transition::Kind::choice, conditionText(rule));
        });
        add(state, "Default", at, Transition::Kind::otherwise, "else");
        list("Catch", [&](const Json& catcher, const std::string& pointer) {
            add(catcher, "Next", pointer, Transition::Kind::error, errorsText(catcher));
        });
    }

    void readInside(const Json& state, std::size_t owner) {
        if (!state.is_object()) return;
        const std::string pointer = graph.states[owner].pointer;
        const auto enter = [&](const Json& machine, const std::string& at, std::string title) {
            graph.states[owner].inside.push_back(graph.machines.size());
            readMachine(machine, at, owner + 1, std::move(title));
        };
        if (const Json* branches = workflow::member(state, "Branches"); branches != nullptr && branches->is_array()) {
            for (std::size_t i = 0; i < branches->size(); ++i)
                enter((*branches)[i], pointer + "/Branches/" + std::to_string(i), "branch " + std::to_string(i + 1));
        }
        for (const char* key : {"ItemProcessor", "Iterator"}) {
            if (const Json* machine = workflow::member(state, key)) enter(*machine, pointer + "/" + key, "each item");
        }
    }
};

}  // namespace

std::size_t Graph::find(const std::string& pointer) const {
    const auto at = std::ranges::find(states, pointer, &State::pointer);
    return static_cast<std::size_t>(at - states.begin());
}

std::vector<std::size_t> Graph::statesOf(std::size_t machine) const {
    std::vector<std::size_t> own;
    for (std::size_t i = 0; i < states.size(); ++i) {
        if (states[i].machine == machine) own.push_back(i);
    }
    return own;
}

Graph graphOf(const Json& definition) {
    Reader reader;
    reader.readMachine(definition, {}, 0, {});
    return std::move(reader.graph);
}

std::string conditionText(const Json& rule) {
    if (!rule.is_object()) return {};
    if (const Json* all = workflow::member(rule, "And"); all != nullptr && all->is_array())
        return joined(*all, " and ");
    if (const Json* any = workflow::member(rule, "Or"); any != nullptr && any->is_array()) return joined(*any, " or ");
    if (const Json* none = workflow::member(rule, "Not")) return "not " + conditionText(*none);
    if (const std::string expression = textOf(rule, "Condition"); !expression.empty()) return bare(expression);
    const std::string variable = textOf(rule, "Variable");
    for (const auto& [name, expected] : rule.items()) {
        if (name == "Variable" || name == "Next" || name == "Comment" || name == "Assign" || name == "Output") continue;
        if (name.starts_with("Is")) return variable + kindTest(name, expected);
        return variable + orderSign(name) + shortJson(expected);
    }
    return variable;
}

std::string resourceText(const Json& state) {
    for (const char* arguments : {"Parameters", "Arguments"}) {
        const Json* given = workflow::member(state, arguments);
        if (given == nullptr || !given->is_object()) continue;
        for (const char* key : {"FunctionName", "StateMachineArn", "QueueUrl", "TopicArn", "TableName"}) {
            if (const std::string name = textOf(*given, key); !name.empty()) return lastPart(name);
        }
    }
    std::string resource = textOf(state, "Resource");
    const std::string service = ":states:::";
    const auto at = resource.find(service);
    if (at == std::string::npos) return lastPart(resource);
    resource = resource.substr(at + service.size());
    std::ranges::replace(resource, ':', ' ');
    return resource;
}

StatePlace placeOfState(const std::string& pointer) {
    const auto at = pointer.rfind("/States/");
    if (at == std::string::npos) return {};
    std::string name = pointer.substr(at + 8);
    for (const auto& [escaped, plain] : {std::pair{"~1", "/"}, std::pair{"~0", "~"}}) {
        for (auto found = name.find(escaped); found != std::string::npos; found = name.find(escaped, found + 1))
            name.replace(found, 2, plain);
    }
    return {pointer.substr(0, at), name};
}

std::string statePointer(const std::string& machine, const std::string& name) {
    return workflow::pointerStep(machine + "/States", name);
}

}  // namespace spillway::states
