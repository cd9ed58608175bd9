#include "topology/policy_text.h"

namespace spillway {
namespace {

Error backoffExpected(std::string_view text) {
    return {"expected a backoff such as exponential(50ms, x2, cap 2s) or constant(50ms), not \"" + std::string{text} +
            '"'};
}

// exponential(base), exponential(base, xFACTOR), exponential(base, xFACTOR, cap MOST), exponential(base, cap MOST)
Result<Backoff> exponential(const CallText& call, std::string_view text) {
    Backoff backoff;
    SPILLWAY_TRY(base, fromText<Duration>(call.arguments[0]));
    backoff.base = base;
    for (std::size_t i = 1; i < call.arguments.size(); ++i) {
        const std::string_view argument = call.arguments[i];
        if (argument.starts_with('x') && i == 1) {
            SPILLWAY_TRY(factor, fromText<double>(argument.substr(1)));
            if (factor < 1) return Error{"the factor of a backoff is at least 1: exponential(50ms, x2, cap 2s)"};
            backoff.factor = factor;
        } else if (argument.starts_with("cap ") && i + 1 == call.arguments.size()) {
            SPILLWAY_TRY(cap, fromText<Duration>(argument.substr(4)));
            backoff.cap = cap;
        } else {
            return backoffExpected(text);
        }
    }
    return backoff;
}

}  // namespace

template <>
Result<Backoff> fromText<Backoff>(std::string_view given) {
    const std::string_view text = trimmed(given);
    const auto call = callText(text);
    if (call && call->name == "exponential") return exponential(*call, text);
    if (!call || call->name != "constant" || call->arguments.size() != 1) return backoffExpected(text);
    SPILLWAY_TRY(wait, fromText<Duration>(call->arguments[0]));
    // The cap of a constant wait is the wait itself, so that equal texts are equal values.
    return Backoff{wait, 1, wait};
}

std::string toText(const Backoff& value) {
    if (value.factor == 1 && value.cap == value.base) return "constant(" + toText(value.base) + ')';
    return "exponential(" + toText(value.base) + ", x" + toText(value.factor) + ", cap " + toText(value.cap) + ')';
}

template <>
Result<BreakerWindow> fromText<BreakerWindow>(std::string_view given) {
    std::string_view text = trimmed(given);
    const Error expected{"expected a window such as 100 calls or 10s, not \"" + std::string{text} + '"'};
    for (const std::string_view word : {"calls", "call"}) {
        if (!text.ends_with(word)) continue;
        text.remove_suffix(word.size());
        const auto calls = fromText<std::int64_t>(text);
        if (!calls) return expected;
        return BreakerWindow{*calls, std::nullopt};
    }
    const auto time = fromText<Duration>(text);
    if (!time) return expected;
    return BreakerWindow{BreakerWindow{}.calls, *time};
}

std::string toText(const BreakerWindow& value) {
    return value.time ? toText(*value.time) : toText(value.calls) + " calls";
}

}  // namespace spillway
