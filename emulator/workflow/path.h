#pragma once

#include "base/result.h"
#include "workflow/json.h"
#include "workflow/variables.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spillway::workflow {

struct PathFilter;

// One step of a JSONPath.
struct PathStep {
    enum class Kind : std::uint8_t { name, index, slice, wildcard, names, indices, filter, fromEnd, function };
    Kind kind = Kind::name;
    bool descends = false;  // written with two dots: this step at any depth
    std::string name;       // name, function
    std::int64_t index = 0;
    std::optional<std::int64_t> first, last;  // slice
    std::vector<std::string> names;
    std::vector<std::int64_t> indices;
    std::shared_ptr<const PathFilter> filter;
};

// A JSONPath as the language has it (the syntax of Jayway's JsonPath): `$` is the data, `$$` the context object,
// `$name` a variable. A regular value; made once, evaluated often.
struct Path {
    enum class Root : std::uint8_t { input, context, variable, current };  // current: `@` inside a filter
    Root root = Root::input;
    std::string variable;
    std::vector<PathStep> steps;
    std::string text;

    // Names one place at most: only such a path may be written to, and only it can be missing.
    bool isDefinite() const;
};

// The values a path may start from.
struct PathScope {
    const Json& input;
    const Json& context;
    const Variables& variables;
};

// The error is a sentence that says what was expected and where.
Result<Path> parsePath(std::string_view text);
// The same inside a longer text, from `position`, which it moves behind the path.
Result<Path> parsePathAt(std::string_view text, std::size_t& position);

// What a definite path that leads nowhere says, as the real service does; empty when there is a value.
struct PathValue {
    std::optional<Json> value;
    std::string missing;
};

// An indefinite path gives an array, possibly empty. Throws Fault when the search grows beyond all bounds or the
// variable does not exist.
PathValue evaluate(const Path& path, const PathScope& scope);

// Puts `value` where `path` points, making the objects on the way. Throws Fault States.ResultPathMatchFailure.
void place(Json& target, const Path& path, Json value);

}  // namespace spillway::workflow
