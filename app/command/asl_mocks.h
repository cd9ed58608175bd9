#pragma once

#include "base/result.h"
#include "workflow/standalone.h"

#include <map>
#include <string>
#include <vector>

namespace spillway {

// What `--mock` may say of a state: answers to its calls, or where a Choice goes.
struct AslMocks {
    workflow::Mocks answers;
    std::map<std::string, std::string> forcedChoices;
};

// STATE=JSON, STATE=@FILE, STATE=error:NAME:CAUSE, STATE=silent and, for a Choice, STATE=next:OTHER; several of one
// state are its answers in a row. The file of a Map's reader may be JSON or text; the files that a manifest names are
// looked for around it. The error names what was expected and the nearest state.
Result<AslMocks> parseMocks(const std::vector<std::string>& texts, const workflow::StateMachine& machine);

// JSON, or @FILE.
Result<workflow::Json> jsonArgument(const std::string& text);

}  // namespace spillway
