#include "workflow/jsonata/evaluator.h"
#include "workflow/jsonata/time_picture.h"

#include <array>
#include <cmath>

namespace spillway::workflow::jsonata {
namespace {

// What a date of JavaScript reaches.
constexpr double kMillisecondsMax = 8.64e15;

std::string formatted(std::int64_t milliseconds, const Value& picture, const Value& zone) {
    return timeText(milliseconds,
                    picture.isString() ? picture.string() : "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]",
                    zone.isString() ? zone.string() : "");
}

Value now(Evaluator& evaluator, Arguments& a) { return formatted(evaluator.now(), a[0], a[1]); }

Value millis(Evaluator& evaluator, Arguments&) { return static_cast<double>(evaluator.now()); }

Value fromMillis(Evaluator&, Arguments& a) {
    if (a[0].isUndefined()) return {};
    if (!(std::abs(a[0].number()) <= kMillisecondsMax)) throw Problem{"D3110", "the time lies too far off"};
    return formatted(static_cast<std::int64_t>(std::floor(a[0].number())), a[1], a[2]);
}

Value toMillis(Evaluator& evaluator, Arguments& a) {
    if (a[0].isUndefined()) return {};
    if (a[1].isUndefined()) {
        const auto milliseconds = isoMilliseconds(a[0].string());
        if (!milliseconds)
            throw Problem{"D3110",
                          "The argument of the toMillis function must be an ISO 8601 formatted timestamp. Given \"" +
                              a[0].string() + "\""};
        return static_cast<double>(*milliseconds);
    }
    const auto milliseconds = parsedTime(a[0].string(), a[1].string(), evaluator.now());
    return milliseconds ? Value{static_cast<double>(*milliseconds)} : Value{};
}

constexpr std::array kFunctions{
    NativeFunction{"now", "s?s?:s", now, 2},
    NativeFunction{"millis", ":n", millis, 0},
    NativeFunction{"fromMillis", "n-s?s?:s", fromMillis, 3},
    NativeFunction{"toMillis", "s-s?:n", toMillis, 2},
};

}  // namespace

std::span<const NativeFunction> timeFunctions() { return kFunctions; }

}  // namespace spillway::workflow::jsonata
