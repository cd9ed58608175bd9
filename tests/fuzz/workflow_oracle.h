#pragma once

#include <string>
#include <string_view>

// What must hold for any bytes that somebody takes for a state machine, an expression, a path, a call, a regular
// expression, a picture or a file of items. The first byte chooses which; a line of "---" parts it from its data.
// Empty, or a sentence that says what did not hold.
std::string whatFailsForWorkflow(std::string_view bytes);
