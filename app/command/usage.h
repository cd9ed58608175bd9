#pragma once

#include "command/streams.h"

#include <string>
#include <vector>

namespace CLI {
class App;
class ParseError;
class Validator;
}  // namespace CLI

// What a wrong command line is answered with: what is wrong, the nearest known word, and where to read on.
namespace spillway {

void printUsageError(const CLI::App& app, const CLI::ParseError& error, Streams& streams);

// Accepts these words only; the answer to another one names the nearest.
CLI::Validator oneOf(std::vector<std::string> words);

// Decimal digits, no sign, not more than fit: the parser alone would take -1 for a large number and 010 for eight.
CLI::Validator wholeNumber();

}  // namespace spillway
