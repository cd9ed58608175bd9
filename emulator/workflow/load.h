#pragma once

#include "base/diagnostic.h"
#include "workflow/definition.h"

namespace spillway::workflow {

struct Loaded {
    std::shared_ptr<const StateMachine> machine;  // null when it cannot be executed; there can be errors all the same
    Diagnostics diagnostics;                      // place.item: the state's name; place.field: the JSON pointer
};

// Reads and checks a definition; reports every problem, not the first. Never throws.
Loaded loadDefinition(const Json& definition);
// The same from its text, which may be no JSON.
Loaded loadDefinition(std::string_view text);

}  // namespace spillway::workflow
