#pragma once

#include "base/result.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>

// JSON as workflows carry it: members keep the order in which they were written, as the real service does.
namespace spillway::workflow {

using Json = nlohmann::ordered_json;

// Deeper values are refused, so that no walk over one can exhaust the stack.
inline constexpr int kJsonDepthMax = 256;

// Refuses text that is no JSON or is nested too deeply; the sentence says where. Never throws.
Result<Json> readJson(std::string_view text);

// Equal as JSON values: members in any order, 1 and 1.0 alike.
bool sameJson(const Json& left, const Json& right);

// Nesting of a value: 0 for a scalar. Stops counting at kJsonDepthMax + 1.
int jsonDepth(const Json& value);

// Bytes of the compact text, without building it.
std::size_t jsonTextSize(const Json& value);

// Compact text; bytes that are not UTF-8 are replaced.
std::string jsonText(const Json& value);

// "number", "string", "boolean", "array", "object" or "null".
std::string_view jsonTypeWord(const Json& value);

// A member, or nothing.
const Json* member(const Json& object, std::string_view key);

// One more step of a JSON pointer (RFC 6901).
std::string pointerStep(const std::string& pointer, std::string_view key);

}  // namespace spillway::workflow
