#pragma once

#include "base/distribution.h"
#include "base/result.h"
#include "base/units.h"

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Every quantity as the user reads and writes it. toText() gives the canonical text; fromText() of it gives the same
// value, bit for bit. An error is a sentence that says what was expected and which units there are.
namespace spillway {

// Duration      12ms  1.5s  90s  2m  1m30s  1h  4d     ns us ms s m h d; several parts may follow each other
// Rate          1200/s  20/min  5/h                    /s /min /h /d
// Share         30%  99.5%
// ByteCount     512MiB  1.5GiB                         B KiB MiB GiB TiB
// Cpu           500m  2  1.5
// Distribution  10ms  uniform(5ms, 20ms)  exponential(10ms)  lognormal(p50 12ms, p99 60ms)  erlang(2, 10ms)
//               hyperexponential(10ms, scv 4)  pareto(p50 10ms, p99 400ms)
// std::int64_t  a whole number · double: a number, both without unit · bool: true or false · std::string: itself
template <class T>
Result<T> fromText(std::string_view text) = delete;
template <>
Result<Duration> fromText<Duration>(std::string_view text);
template <>
Result<Rate> fromText<Rate>(std::string_view text);
template <>
Result<Share> fromText<Share>(std::string_view text);
template <>
Result<ByteCount> fromText<ByteCount>(std::string_view text);
template <>
Result<Cpu> fromText<Cpu>(std::string_view text);
template <>
Result<Distribution> fromText<Distribution>(std::string_view text);
template <>
Result<std::int64_t> fromText<std::int64_t>(std::string_view text);
template <>
Result<double> fromText<double>(std::string_view text);
template <>
Result<bool> fromText<bool>(std::string_view text);
template <>
Result<std::string> fromText<std::string>(std::string_view text);

std::string toText(Duration value);
std::string toText(Rate value);
std::string toText(Share value);
std::string toText(ByteCount value);
std::string toText(Cpu value);
std::string toText(const Distribution& value);
std::string toText(std::int64_t value);
std::string toText(double value);
std::string toText(const std::string& value);
// A template, so that no pointer becomes a bool on the way.
std::string toText(std::same_as<bool> auto value) { return value ? "true" : "false"; }

// The shape's name as written before its parenthesis: "lognormal". Always eight-bit ASCII, lower case.
std::string_view shapeWord(Shape shape);

// The known word most like `word`: by edit distance (swapped neighbours count once), ignoring case, '-' and '_'.
// Nothing when all are too far off to be meant. The first of equally near ones.
std::optional<std::string> nearestWord(std::string_view word, std::span<const std::string> known);

// `did you mean "timeout"?`, or an empty text.
std::string didYouMean(std::string_view word, std::span<const std::string> known);

// Without the blanks at both ends.
std::string_view trimmed(std::string_view text);

// `name(argument, argument)` taken apart, each part trimmed; nothing when the text has not that form.
struct CallText {
    std::string_view name;
    std::vector<std::string_view> arguments;
};
std::optional<CallText> callText(std::string_view text);

}  // namespace spillway
