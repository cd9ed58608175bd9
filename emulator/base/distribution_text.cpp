#include "base/text.h"

#include <algorithm>
#include <array>

namespace spillway {
namespace {

constexpr bool isBlank(char c) { return c == ' ' || c == '\t'; }

std::string quoted(std::string_view text) { return '"' + std::string{text} + '"'; }

struct ShapeWord {
    Shape shape;
    std::string_view word;
};
constexpr std::array<ShapeWord, 7> kShapes{{{Shape::constant, "constant"},
                                            {Shape::uniform, "uniform"},
                                            {Shape::exponential, "exponential"},
                                            {Shape::lognormal, "lognormal"},
                                            {Shape::erlang, "erlang"},
                                            {Shape::hyperexponential, "hyperexponential"},
                                            {Shape::pareto, "pareto"}}};

std::string_view shapeForm(Shape shape) {
    switch (shape) {
        case Shape::constant: return "constant(10ms)";
        case Shape::uniform: return "uniform(5ms, 20ms)";
        case Shape::exponential: return "exponential(10ms)";
        case Shape::lognormal: return "lognormal(p50 12ms, p99 60ms)";
        case Shape::erlang: return "erlang(2, 10ms)";
        case Shape::hyperexponential: return "hyperexponential(10ms, scv 4)";
        case Shape::pareto: return "pareto(p50 10ms, p99 400ms)";
    }
    return "";
}

// The quantity after a label: "12ms" of "p50 12ms".
std::optional<std::string_view> labelled(std::string_view argument, std::string_view label) {
    if (!argument.starts_with(label)) return std::nullopt;
    argument.remove_prefix(label.size());
    if (argument.empty() || !isBlank(argument.front())) return std::nullopt;
    return trimmed(argument);
}

struct ShapeArguments {
    Shape shape;
    std::vector<std::string_view> values;

    Error expected() const { return {"expected " + std::string{shapeForm(shape)}}; }
};

Result<Distribution> oneTime(const ShapeArguments& from) {
    if (from.values.size() != 1) return from.expected();
    SPILLWAY_TRY(value, fromText<Duration>(from.values[0]));
    return Distribution{from.shape, value, Duration{0}, 0};
}

Result<Distribution> twoTimes(const ShapeArguments& from, std::string_view lowWord, std::string_view highWord) {
    if (from.values.size() != 2) return from.expected();
    const auto lowText = lowWord.empty() ? from.values[0] : labelled(from.values[0], lowWord);
    const auto highText = highWord.empty() ? from.values[1] : labelled(from.values[1], highWord);
    if (!lowText || !highText) return from.expected();
    SPILLWAY_TRY(low, fromText<Duration>(*lowText));
    SPILLWAY_TRY(high, fromText<Duration>(*highText));
    if (low > high)
        return Error{lowWord.empty() ? "the low end of uniform is above its high end"
                                     : "the p50 of " + std::string{shapeWord(from.shape)} + " is above its p99"};
    if (!lowWord.empty() && low.count() == 0)
        return Error{"the p50 of " + std::string{shapeWord(from.shape)} + " must be above zero"};
    return Distribution{from.shape, low, high, 0};
}

Result<Distribution> erlang(const ShapeArguments& from) {
    if (from.values.size() != 2) return from.expected();
    const auto phases = fromText<std::int64_t>(from.values[0]);
    if (!phases || *phases < 1 || *phases > 1000) return Error{"erlang needs 1 to 1000 phases: erlang(2, 10ms)"};
    SPILLWAY_TRY(mean, fromText<Duration>(from.values[1]));
    return Distribution{Shape::erlang, mean, Duration{0}, static_cast<double>(*phases)};
}

Result<Distribution> hyperexponential(const ShapeArguments& from) {
    if (from.values.size() != 2) return from.expected();
    SPILLWAY_TRY(mean, fromText<Duration>(from.values[0]));
    const auto text = labelled(from.values[1], "scv");
    if (!text) return from.expected();
    const auto variation = fromText<double>(*text);
    if (!variation || *variation <= 1)
        return Error{"the scv of hyperexponential must be above 1: hyperexponential(10ms, scv 4)"};
    return Distribution{Shape::hyperexponential, mean, Duration{0}, *variation};
}

Result<Distribution> shaped(const ShapeArguments& from) {
    switch (from.shape) {
        case Shape::constant:
        case Shape::exponential: return oneTime(from);
        case Shape::uniform: return twoTimes(from, "", "");
        case Shape::lognormal:
        case Shape::pareto: return twoTimes(from, "p50", "p99");
        case Shape::erlang: return erlang(from);
        case Shape::hyperexponential: return hyperexponential(from);
    }
    return from.expected();
}

Error distributionExpected(std::string_view text) {
    return {"expected a time or a distribution such as 10ms, exponential(10ms) or lognormal(p50 12ms, p99 60ms), not " +
            quoted(text)};
}

}  // namespace

template <>
Result<Distribution> fromText<Distribution>(std::string_view given) {
    const std::string_view text = trimmed(given);
    const auto call = callText(text);
    if (!call) {
        const auto value = fromText<Duration>(text);
        if (!value && fromText<double>(text)) return value.error();  // a number: says which units there are
        if (!value) return distributionExpected(text);
        return Distribution::constant(*value);
    }
    const auto found = std::ranges::find(kShapes, call->name, &ShapeWord::word);
    if (found != kShapes.end()) return shaped({found->shape, call->arguments});
    std::vector<std::string> known;
    std::string list;
    for (const ShapeWord& shape : kShapes) {
        known.emplace_back(shape.word);
        list += (list.empty() ? "" : ", ") + known.back();
    }
    const std::string hint = didYouMean(call->name, known);
    return Error{"unknown distribution " + quoted(call->name) + (hint.empty() ? ": known are " + list : ": " + hint)};
}

std::string toText(const Distribution& value) {
    std::string first = toText(value.first);
    const std::string name{shapeWord(value.shape)};
    switch (value.shape) {
        case Shape::constant: return first;
        case Shape::exponential: return name + '(' + first + ')';
        case Shape::uniform: return name + '(' + first + ", " + toText(value.second) + ')';
        case Shape::lognormal:
        case Shape::pareto: return name + "(p50 " + first + ", p99 " + toText(value.second) + ')';
        case Shape::erlang: return name + '(' + toText(value.parameter) + ", " + first + ')';
        case Shape::hyperexponential: return name + '(' + first + ", scv " + toText(value.parameter) + ')';
    }
    return first;
}

std::string_view shapeWord(Shape shape) { return std::ranges::find(kShapes, shape, &ShapeWord::shape)->word; }

}  // namespace spillway
