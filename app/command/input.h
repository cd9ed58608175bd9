#pragma once

#include "base/result.h"
#include "command/exit_code.h"
#include "command/streams.h"
#include "io/architecture_text.h"

#include <optional>
#include <string>
#include <vector>

namespace spillway {

// One document as read.
struct Input {
    std::string file;
    std::string bytes;
    ArchitectureText text;
};

// Reads and parses every file before anything is done with any of them.
struct Inputs {
    std::vector<Input> items;
    // ok, or why the command must not go on: problems (some text has errors) or world (some file cannot be read).
    ExitCode code = ExitCode::ok;
};

// Prints all diagnostics of all files, errors, warnings and notes, in the order of files and lines.
Inputs readInputs(const std::vector<std::string>& files, Streams& streams);

// The scenario asked for, or the first one; null after saying why there is none.
const Scenario* chooseScenario(const Input& input, const std::string& id, Streams& streams);

void print(const Diagnostics& diagnostics, Streams& streams);
// Prints them with the file they belong to, where a place has none.
void print(Diagnostics diagnostics, const std::string& file, Streams& streams);

// Of what was made of the document: with the lines that it is about.
void print(Diagnostics diagnostics, const Input& input, Streams& streams);

// Prints an error of the world and says so.
ExitCode refuse(const Error& error, Streams& streams);

// "1 error, 2 warnings"; "no problems" when there are none (notes do not count).
std::string countText(const Diagnostics& diagnostics);

}  // namespace spillway
