#pragma once

#include "workflow/template.h"

namespace spillway::workflow {

// One condition of a JSONPath Choice state, or a tree of them.
struct Condition {
    enum class Kind : std::uint8_t { all, any, none, test, expression };
    enum class Type : std::uint8_t {
        text,
        number,
        boolean,
        timestamp,
        matches,
        isPresent,
        isNull,
        isBoolean,
        isNumeric,
        isString,
        isTimestamp
    };
    enum class Order : std::uint8_t { equals, less, lessEquals, greater, greaterEquals };
    Kind kind = Kind::test;
    Type type = Type::text;
    Order order = Order::equals;
    Path variable;
    Json expected;
    std::optional<Path> expectedPath;
    std::vector<Condition> parts;
    std::optional<Template> expression;  // JSONata's Condition
};

struct ChoiceRule {
    Condition condition;
    std::string next;
    std::optional<Template> assign;
    std::optional<Template> output;
};

// The test that an operator's name stands for: "StringEqualsPath"; nothing for an unknown name.
struct ChoiceOperator {
    Condition::Type type = Condition::Type::text;
    Condition::Order order = Condition::Order::equals;
    bool isPath = false;
};
std::optional<ChoiceOperator> choiceOperator(std::string_view name);
std::vector<std::string> choiceOperatorNames();

// Throws Fault States.Runtime where a path leads nowhere; only IsPresent may look there.
bool holds(const Condition& condition, const DataScope& scope);

// `*` stands for any text, `\*` for itself, `\\` for a backslash.
bool matchesPattern(std::string_view text, std::string_view pattern);

}  // namespace spillway::workflow
