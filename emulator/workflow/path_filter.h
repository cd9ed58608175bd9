#pragma once

#include "workflow/path.h"
#include "workflow/regex.h"

#include <optional>
#include <vector>

namespace spillway::workflow {

// `?( ... )` of a JSONPath: a condition on one element.
struct PathFilter {
    enum class Kind : std::uint8_t { exists, compare, all, any, none };
    enum class Operator : std::uint8_t { equal, unequal, less, lessEqual, greater, greaterEqual, matches, in, notIn };
    struct Operand {
        std::optional<Path> path;  // from `@` or `$`
        Json literal;
        std::optional<Regex> regex;
    };
    Kind kind = Kind::exists;
    Operator op = Operator::equal;
    Operand left, right;
    std::vector<PathFilter> parts;
};

// From behind `?(` to the matching `)`, which it consumes.
Result<PathFilter> parsePathFilter(std::string_view text, std::size_t& position, int depth = 0);

bool holds(const PathFilter& filter, const Json& element, const PathScope& scope);

}  // namespace spillway::workflow
