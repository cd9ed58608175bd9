#include "workflow/choice.h"

#include "workflow/fault.h"
#include "workflow/timestamp.h"

#include <array>

namespace spillway::workflow {
namespace {

using Type = Condition::Type;
using Order = Condition::Order;

constexpr std::array<std::pair<std::string_view, Type>, 4> kFamilies{
    {{"String", Type::text}, {"Numeric", Type::number}, {"Timestamp", Type::timestamp}, {"Boolean", Type::boolean}}};
constexpr std::array<std::pair<std::string_view, Order>, 5> kOrders{{{"Equals", Order::equals},
                                                                     {"LessThan", Order::less},
                                                                     {"LessThanEquals", Order::lessEquals},
                                                                     {"GreaterThan", Order::greater},
                                                                     {"GreaterThanEquals", Order::greaterEquals}}};
constexpr std::array<std::pair<std::string_view, Type>, 6> kTypeTests{{{"IsPresent", Type::isPresent},
                                                                       {"IsNull", Type::isNull},
                                                                       {"IsBoolean", Type::isBoolean},
                                                                       {"IsNumeric", Type::isNumeric},
                                                                       {"IsString", Type::isString},
                                                                       {"IsTimestamp", Type::isTimestamp}}};

bool inOrder(Order order, int compared) {
    switch (order) {
        case Order::equals: return compared == 0;
        case Order::less: return compared < 0;
        case Order::lessEquals: return compared <= 0;
        case Order::greater: return compared > 0;
        case Order::greaterEquals: return compared >= 0;
    }
    return false;
}

std::optional<std::int64_t> instant(const Json& value) {
    if (!value.is_string()) return std::nullopt;
    return parseTimestamp(value.get_ref<const std::string&>());
}

int sign(bool less, bool greater) { return less ? -1 : (greater ? 1 : 0); }

// Values of another type than the operator's make it false, never an error.
bool compares(const Condition& condition, const Json& value, const Json& expected) {
    switch (condition.type) {
        case Type::text:
            return value.is_string() && expected.is_string() &&
                   inOrder(condition.order,
                           value.get_ref<const std::string&>().compare(expected.get_ref<const std::string&>()));
        case Type::number:
            return value.is_number() && expected.is_number() &&
                   inOrder(condition.order, sign(value < expected, expected < value));
        case Type::boolean: return value.is_boolean() && expected.is_boolean() && value == expected;
        case Type::timestamp: {
            const auto left = instant(value), right = instant(expected);
            return left && right && inOrder(condition.order, sign(*left < *right, *right < *left));
        }
        case Type::matches:
            return value.is_string() && expected.is_string() &&
                   matchesPattern(value.get_ref<const std::string&>(), expected.get_ref<const std::string&>());
        default: return false;
    }
}

bool isOfType(Type type, const Json& value) {
    switch (type) {
        case Type::isNull: return value.is_null();
        case Type::isBoolean: return value.is_boolean();
        case Type::isNumeric: return value.is_number();
        case Type::isString: return value.is_string();
        case Type::isTimestamp: return instant(value).has_value();
        default: return true;
    }
}

Json required(const Path& path, const DataScope& scope) {
    PathValue found = evaluate(path, scope.paths);
    if (found.value) return std::move(*found.value);
    throw runtimeFault("Invalid path '" + path.text +
                       "': The choice state's condition path references an invalid value.");
}

// A variable that does not exist is absent, as a member that does not exist is.
bool isPresent(const Path& path, const DataScope& scope) {
    if (path.root == Path::Root::variable && scope.paths.variables.find(path.variable) == nullptr) return false;
    return evaluate(path, scope.paths).value.has_value();
}

bool tests(const Condition& condition, const DataScope& scope) {
    if (condition.type >= Type::isPresent) {
        const bool wanted = condition.expected.get<bool>();
        if (condition.type == Type::isPresent) return isPresent(condition.variable, scope) == wanted;
        return isOfType(condition.type, required(condition.variable, scope)) == wanted;
    }
    const Json value = required(condition.variable, scope);
    if (!condition.expectedPath) return compares(condition, value, condition.expected);
    return compares(condition, value, required(*condition.expectedPath, scope));
}

}  // namespace

std::optional<ChoiceOperator> choiceOperator(std::string_view name) {
    if (name == "StringMatches") return ChoiceOperator{Type::matches, Order::equals, false};
    for (const auto& [word, type] : kTypeTests) {
        if (name == word) return ChoiceOperator{type, Order::equals, false};
    }
    const bool isPath = name.ends_with("Path");
    if (isPath) name.remove_suffix(4);
    for (const auto& [family, type] : kFamilies) {
        if (!name.starts_with(family)) continue;
        for (const auto& [word, order] : kOrders) {
            if (name.substr(family.size()) != word || (type == Type::boolean && order != Order::equals)) continue;
            return ChoiceOperator{type, order, isPath};
        }
    }
    return std::nullopt;
}

std::vector<std::string> choiceOperatorNames() {
    std::vector<std::string> names{"StringMatches", "And", "Or", "Not"};
    for (const auto& [word, type] : kTypeTests) names.emplace_back(word);
    for (const auto& [family, type] : kFamilies) {
        for (const auto& [word, order] : kOrders) {
            if (type == Type::boolean && order != Order::equals) continue;
            names.push_back(std::string{family} + std::string{word});
            names.push_back(names.back() + "Path");
        }
    }
    return names;
}

bool holds(const Condition& condition, const DataScope& scope) {
    const auto part = [&](const Condition& one) { return holds(one, scope); };
    switch (condition.kind) {
        case Condition::Kind::all: return std::ranges::all_of(condition.parts, part);
        case Condition::Kind::any: return std::ranges::any_of(condition.parts, part);
        case Condition::Kind::none: return std::ranges::none_of(condition.parts, part);
        case Condition::Kind::test: return tests(condition, scope);
        case Condition::Kind::expression: break;
    }
    const Json value = evaluate(*condition.expression, scope, "Condition");
    if (value.is_boolean()) return value.get<bool>();
    throw Fault{
        .error = kQueryEvaluationError,
        .cause =
            "The JSONata expression '" + condition.expression->text() +
            "' specified for the field 'Condition' returned an unexpected result type. Expected 'boolean', but was '" +
            std::string{jsonTypeWord(value)} + "' for value: " + jsonText(value),
        .isEvaluation = true,
        .expression = condition.expression->text(),
        .field = "Condition"};
}

bool matchesPattern(std::string_view text, std::string_view pattern) {
    // Greedy with one place to come back to: the last star suffices, whatever came before it has matched.
    std::size_t at = 0, p = 0, starPattern = std::string_view::npos, starText = 0;
    for (;;) {
        const bool escaped =
            p + 1 < pattern.size() && pattern[p] == '\\' && (pattern[p + 1] == '*' || pattern[p + 1] == '\\');
        if (p < pattern.size() && pattern[p] == '*') {
            starPattern = ++p;
            starText = at;
            continue;
        }
        if (p == pattern.size() && at == text.size()) return true;
        if (p < pattern.size() && at < text.size() && pattern[p + (escaped ? 1 : 0)] == text[at]) {
            p += escaped ? 2 : 1;
            ++at;
            continue;
        }
        if (starPattern == std::string_view::npos || starText >= text.size()) return false;
        p = starPattern;
        at = ++starText;
    }
}

}  // namespace spillway::workflow
