#pragma once

#include "command/exit_code.h"
#include "command/streams.h"

#include <functional>

namespace CLI {
class App;
}

namespace spillway {

// One word of the command line: its options, filled by the parser, and what it then does. Every subcommand is one
// function `Subcommand add...(CLI::App& parent)` in a file of its own, and one row in command_line.cpp.
struct Subcommand {
    CLI::App* parser;                           // owned by the parent parser
    std::function<ExitCode(Streams&)> execute;  // called after parsing, if this word was given
};

}  // namespace spillway
