#pragma once

#include "command/command_line.h"

#include <sstream>

// What a command says, and to whom.
struct Told {
    spillway::ExitCode code;
    std::string out;
    std::string err;
};

inline Told tell(const std::vector<std::string>& arguments) {
    std::ostringstream out, err;
    spillway::Streams streams{out, err};
    const spillway::ExitCode code = spillway::runCommandLine(arguments, streams);
    return {code, out.str(), err.str()};
}
