#pragma once

#include "base/result.h"
#include "viewmodel/field_row.h"
#include "viewmodel/states/state_graph.h"

#include <vector>

// The inspector's fields of a state or a transition, as functions of values. Paths: "Seconds", "Retry.0.MaxAttempts".
namespace spillway::states {

// `pointer` of a state: all its fields; of a transition: those it is made of. Empty for neither.
std::vector<FieldRow> stateRows(const Json& definition, const std::string& pointer);

// Why a text does not fit, or the definition with it. An empty text takes a field away. `pointer` of a state.
Result<Json> setStateField(const Json& definition, const std::string& pointer, const std::string& path,
                           const std::string& text);
// "Retry", "Catch", "Choices": a new item with what it needs.
Json addStateItem(const Json& definition, const std::string& pointer, const std::string& list);
// "Retry.0"
Json removeStateItem(const Json& definition, const std::string& pointer, const std::string& item);

// The state that a pointer of a transition belongs to; a state's own is itself.
std::string ownerOf(const std::string& pointer);

}  // namespace spillway::states
