#pragma once

#include <string>
#include <vector>

namespace spillway {

enum class Severity {
    error,    // the job cannot be done
    warning,  // it is done, but probably not as meant
    note,     // an assumption or a loss the user should know of
};

// Where a problem is: in a text, in the drawing, or both. Line and column count from 1; 0 is "not known".
struct Place {
    std::string file;
    int line = 0;
    int column = 0;
    std::string item;   // "order-api", or "order-api -> charge-card" for a flow; empty if none
    std::string field;  // "retry.attempts"; empty if none
    friend bool operator==(const Place&, const Place&) = default;
};

// One problem of the user's input. Problems are collected, never thrown: all at once.
struct Diagnostic {
    std::string code;  // stable, kebab-case: "unknown-key". Exists only if somebody can react to it differently
    Severity severity = Severity::error;
    Place place;
    std::string sentence;  // what is wrong: "unknown key \"timout\""
    std::string hint;      // what instead: "did you mean \"timeout\"?"; may be empty
    friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

using Diagnostics = std::vector<Diagnostic>;

bool hasErrors(const Diagnostics& diagnostics);

// `file:line:column: error: sentence (hint)`; the parts that are not known are left out.
std::string format(const Diagnostic& diagnostic);

}  // namespace spillway
