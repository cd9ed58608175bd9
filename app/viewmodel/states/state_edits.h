#pragma once

#include "viewmodel/states/state_graph.h"

#include <optional>

// What can be done to a definition, as functions of values: each returns what the definition is afterwards. Members
// keep their order. References to a state (StartAt, Next, Default, rules, catchers) lie in its own machine and follow.
namespace spillway::states {

// A definition that does nothing yet: one Pass state.
Json freshDefinition();

// A new state as its type needs it; `calls` is what a Task calls.
Json freshState(const std::string& type, const std::string& calls, bool jsonata);

// A rule of a Choice, without where it leads.
Json freshRule(bool jsonata);

struct Added {
    Json definition;
    std::string pointer;  // of the new state
};
// After the state `after` (what came after it comes after the new one), or loose in `machine` when `after` is empty.
// `calls` is what a new Task calls. The name is free in the whole definition.
Added addState(const Json& definition, const std::string& machine, const std::string& after, const std::string& type,
               const std::string& calls);

// What led to it leads to what came after it when `reconnects`; else those ends are loose.
Json removeState(const Json& definition, const std::string& pointer, bool reconnects);

// Nothing when the name is empty, too long or taken.
std::optional<Json> renameState(const Json& definition, const std::string& pointer, const std::string& name);

enum class Link { plain, error };
// From one state to another of the same machine: Next; a Choice gets a Default and then rules. `error`: a catcher.
// Nothing when the language has no such way.
std::optional<Json> connect(const Json& definition, const std::string& from, const std::string& to, Link link);
// `pointer` of a transition. A Choice loses the rule, a catcher goes, a Next becomes an End.
Json disconnect(const Json& definition, const std::string& pointer);

Json startAt(const Json& definition, const std::string& pointer);

// The type with what the old and the new have in common.
Json changeType(const Json& definition, const std::string& pointer, const std::string& type);

// Whether expressions of this state are JSONata.
bool isJsonata(const Json& definition, const std::string& pointer);

// The value at a pointer, or nothing.
const Json* at(const Json& definition, const std::string& pointer);
Json* at(Json& definition, const std::string& pointer);

}  // namespace spillway::states
