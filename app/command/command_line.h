#pragma once

#include "command/exit_code.h"
#include "command/streams.h"

#include <string>
#include <string_view>
#include <vector>

namespace spillway {

// The command line without any window: needs no display and no event loop.
// `arguments` are those after the program's name. Nothing here throws.
ExitCode runCommandLine(const std::vector<std::string>& arguments, Streams& streams);

// Whether the first argument is a word or an option of the command line, or would be one but for a typo; otherwise the
// arguments belong to the window (`spillway FILE`, or none at all).
bool isCommandLine(std::string_view firstArgument);

}  // namespace spillway
