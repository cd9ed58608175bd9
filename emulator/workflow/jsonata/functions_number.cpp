#include "workflow/jsonata/evaluator.h"
#include "workflow/jsonata/integer_picture.h"
#include "workflow/jsonata/number_picture.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace spillway::workflow::jsonata {
namespace {

// JSON's grammar for a number and nothing around it.
std::optional<double> decimal(const std::string& text) {
    // Digits, a fraction and an exponent; zeros may lead, a point may neither begin nor end it.
    std::size_t at = text.starts_with('-') ? 1 : 0;
    const auto digits = [&] {
        const std::size_t begin = at;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
        return at > begin;
    };
    if (!digits()) return std::nullopt;
    if (at < text.size() && text[at] == '.' && (++at, !digits())) return std::nullopt;
    if (at < text.size() && (text[at] | 0x20) == 'e') {
        ++at;
        if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
        if (!digits()) return std::nullopt;
    }
    if (at != text.size()) return std::nullopt;
    double value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    return problem == std::errc{} ? std::optional{value} : std::nullopt;
}

std::optional<double> inBase(std::string_view digits, int base) {
    std::uint64_t value = 0;
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    if (problem != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return static_cast<double>(value);
}

Value number(Evaluator&, Arguments& a) {
    if (a[0].isUndefined() || a[0].isNumber()) return a[0];
    if (a[0].isBool()) return a[0].boolean() ? 1.0 : 0.0;
    const std::string& text = a[0].isString() ? a[0].string() : "";
    std::optional<double> value = decimal(text);
    if (!value && text.size() > 2 && text[0] == '0') {
        const char kind = static_cast<char>(text[1] | 0x20);
        if (kind == 'x' || kind == 'o' || kind == 'b')
            value = inBase(std::string_view{text}.substr(2), kind == 'x' ? 16 : (kind == 'o' ? 8 : 2));
    }
    if (!value || !std::isfinite(*value)) throw Problem{"D3030", "Unable to cast value to a number: " + stringOf(a[0])};
    return *value;
}

template <class Change>
Value changed(const Value& value, Change change) {
    return value.isUndefined() ? Value{} : Value{static_cast<double>(change(value.number()))};
}

Value absolute(Evaluator&, Arguments& a) {
    return changed(a[0], [](double x) { return std::abs(x); });
}
Value floorOf(Evaluator&, Arguments& a) {
    return changed(a[0], [](double x) { return std::floor(x); });
}
Value ceilOf(Evaluator&, Arguments& a) {
    return changed(a[0], [](double x) { return std::ceil(x); });
}

Value round(Evaluator&, Arguments& a) {
    if (a[0].isUndefined()) return {};
    const double places = a[1].isNumber() ? std::clamp(std::trunc(a[1].number()), -300.0, 300.0) : 0;
    return roundedHalfEven(a[0].number(), static_cast<int>(places));
}

Value squareRoot(Evaluator&, Arguments& a) {
    if (a[0].isUndefined()) return {};
    if (a[0].number() < 0)
        throw Problem{"D3060", "The sqrt function cannot be applied to a negative number: " + stringOf(a[0])};
    return std::sqrt(a[0].number());
}

Value power(Evaluator&, Arguments& a) {
    if (a[0].isUndefined() || a[1].isUndefined()) return {};
    const double result = std::pow(a[0].number(), a[1].number());
    if (!std::isfinite(result))
        throw Problem{"D3061",
                      "The power function has resulted in a value that cannot be represented as a JSON number"};
    return result;
}

Value formatBase(Evaluator&, Arguments& a) {
    if (a[0].isUndefined()) return {};
    const int base = a[1].isUndefined() ? 10 : static_cast<int>(a[1].number());
    if (base < 2 || base > 36)
        throw Problem{"D3100", "The radix of the formatBase function must be between 2 and 36.  It was given " +
                                   std::to_string(base)};
    const double rounded = std::floor(a[0].number() + 0.5);
    if (std::abs(rounded) > 9e15) throw Problem{"D1001", "Number out of range: " + stringOf(a[0])};
    char text[80];
    const char* end = std::to_chars(std::begin(text), std::end(text), static_cast<std::int64_t>(rounded), base).ptr;
    return std::string{static_cast<const char*>(text), end};
}

Value formatNumber(Evaluator&, Arguments& a) {
    return a[0].isUndefined() ? Value{} : Value{formattedNumber(a[0].number(), a[1].string(), a[2])};
}

Value formatInteger(Evaluator&, Arguments& a) {
    return a[0].isUndefined() ? Value{} : Value{integerText(a[0].number(), a[1].string())};
}
Value parseInteger(Evaluator&, Arguments& a) {
    if (a[0].isUndefined()) return {};
    const double value = parsedInteger(a[0].string(), a[1].string());
    return std::isnan(value) ? Value{} : Value{value};
}

template <class Fold>
Value folded(const Value& value, Fold fold) {
    if (value.isUndefined()) return {};
    if (value.items().empty()) return {};
    double result = value.items().front().number();
    for (std::size_t i = 1; i < value.items().size(); ++i) result = fold(result, value.items()[i].number());
    return result;
}

Value sum(Evaluator&, Arguments& a) {
    if (a[0].isUndefined()) return {};
    double total = 0;
    for (const Value& one : a[0].items()) total += one.number();
    return total;
}
Value largest(Evaluator&, Arguments& a) {
    return folded(a[0], [](double x, double y) { return std::max(x, y); });
}
Value smallest(Evaluator&, Arguments& a) {
    return folded(a[0], [](double x, double y) { return std::min(x, y); });
}
Value average(Evaluator& evaluator, Arguments& a) {
    if (a[0].isUndefined() || a[0].items().empty()) return {};
    return sum(evaluator, a).number() / static_cast<double>(a[0].items().size());
}

constexpr std::array kFunctions{
    NativeFunction{"number", "(nsb)-:n", number, 1},
    NativeFunction{"abs", "n-:n", absolute, 1},
    NativeFunction{"floor", "n-:n", floorOf, 1},
    NativeFunction{"ceil", "n-:n", ceilOf, 1},
    NativeFunction{"round", "n-n?:n", round, 2},
    NativeFunction{"sqrt", "n-:n", squareRoot, 1},
    NativeFunction{"power", "n-n:n", power, 2},
    NativeFunction{"formatBase", "n-n?:s", formatBase, 2},
    NativeFunction{"formatNumber", "n-so?:s", formatNumber, 3},
    NativeFunction{"formatInteger", "n-s:s", formatInteger, 2},
    NativeFunction{"parseInteger", "s-s:n", parseInteger, 2},
    NativeFunction{"sum", "a<n>:n", sum, 1},
    NativeFunction{"max", "a<n>:n", largest, 1},
    NativeFunction{"min", "a<n>:n", smallest, 1},
    NativeFunction{"average", "a<n>:n", average, 1},
};

}  // namespace

std::span<const NativeFunction> numberFunctions() { return kFunctions; }

}  // namespace spillway::workflow::jsonata
