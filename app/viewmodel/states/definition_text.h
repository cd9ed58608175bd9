#pragma once

#include "base/diagnostic.h"
#include "workflow/json.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// A definition as text beside the drawing: JSON or YAML, as its author likes it.
namespace spillway::states {

enum class TextForm : std::uint8_t { json, yaml };

struct ReadDefinition {
    std::optional<workflow::Json> value;  // nothing: the text cannot be read at all
    Diagnostics problems;                 // with line, the state's name and the JSON pointer
};

// JSON when it starts with a brace, YAML otherwise.
TextForm formOf(std::string_view text);
// Reads and checks; every problem with its line. Never throws; YAML's anchors are followed up to 100,000 values.
ReadDefinition readDefinition(std::string_view text);
// Only what the checker says of a value that is there.
Diagnostics checkDefinition(const workflow::Json& definition);
// The line, from 1, at which the value at `pointer` begins; 0 when the text has none.
int lineOf(std::string_view text, const std::string& pointer);
std::string writeDefinition(const workflow::Json& definition, TextForm form);

}  // namespace spillway::states
