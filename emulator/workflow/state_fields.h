#pragma once

#include "workflow/definition.h"

#include <string>
#include <string_view>
#include <vector>

namespace spillway::workflow {

// Which fields a state of this type may have, and in which query language.
enum class FieldOf : std::uint8_t { both, jsonPath, jsonata };
struct StateField {
    std::string_view name;
    FieldOf language;
};

std::vector<StateField> fieldsOf(StateType type);
std::optional<StateType> stateType(std::string_view word);
std::vector<std::string> stateTypeWords();

}  // namespace spillway::workflow
