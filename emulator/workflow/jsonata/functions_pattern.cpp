#include "workflow/jsonata/evaluator.h"
#include "workflow/jsonata/text_points.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace spillway::workflow::jsonata {
namespace {

constexpr double kNoLimit = 1e9;

double limitOf(const Value& value, const char* code) {
    if (value.isUndefined()) return kNoLimit;
    if (value.number() < 0) throw Problem{code, "the limit must not be negative"};
    return std::floor(value.number());
}

const Regex& regexOf(const Value& value) {
    if (!value.isFunction() || !value.function().regex)
        throw Problem{"T1010", "The matcher function argument passed must be a regular expression"};
    return *value.function().regex;
}

bool find(Evaluator& evaluator, const Regex& regex, const std::string& text, std::size_t from, Regex::Match& match) {
    evaluator.charge(16 + text.size() / 256);
    const Regex::Found found = regex.search(text, from, match);
    if (found == Regex::Found::gaveUp) throw Problem{"D1012", "the regular expression takes too many steps"};
    return found == Regex::Found::yes;
}

std::string groupText(const std::string& text, const std::pair<std::size_t, std::size_t>& group) {
    return group.first == std::string::npos || group.second == std::string::npos
               ? ""
               : text.substr(group.first, group.second - group.first);
}

double pointsBefore(const std::string& text, std::size_t position) {
    return static_cast<double>(pointCount(std::string_view{text}.substr(0, position)));
}

Value matchValue(const std::string& text, const Regex::Match& match) {
    Value groups = makeArray();
    for (const auto& group : match.groups) push(groups.array(), groupText(text, group));
    Value result = makeObject();
    result.object().set("match", text.substr(match.begin, match.end - match.begin));
    result.object().set("index", pointsBefore(text, match.begin));
    result.object().set("groups", groups);
    return result;
}

// What a replacing function is given.
Value matcherValue(const std::string& text, const Regex::Match& match) {
    Value result = matchValue(text, match);
    result.object().set("start", pointsBefore(text, match.begin));
    result.object().set("end", pointsBefore(text, match.end));
    return result;
}

Value contains(Evaluator& evaluator, Arguments& a) {
    if (a[0].isUndefined()) return {};
    if (a[1].isString()) return Value{a[0].string().find(a[1].string()) != std::string::npos};
    Regex::Match match;
    return Value{find(evaluator, regexOf(a[1]), a[0].string(), 0, match)};
}

Value match(Evaluator& evaluator, Arguments& a) {
    if (a[0].isUndefined()) return {};
    const std::string& text = a[0].string();
    const double most = limitOf(a[2], "D3040");
    Value found = makeSequence();
    Regex::Match one;
    std::size_t from = 0;
    for (double count = 0; count < most && from <= text.size() && find(evaluator, regexOf(a[1]), text, from, one);
         ++count) {
        if (one.end == one.begin) throw Problem{"D1004", "Regular expression matches zero length string"};
        push(found.array(), matchValue(text, one));
        from = one.end;
    }
    return found;
}

// $1 is what a group matched, $0 the whole, $$ a dollar.
std::string expanded(const std::string& replacement, const std::string& text, const Regex::Match& match) {
    std::string result;
    for (std::size_t i = 0; i < replacement.size(); ++i) {
        if (replacement[i] != '$' || i + 1 == replacement.size()) {
            result += replacement[i];
            continue;
        }
        const char next = replacement[i + 1];
        if (next == '$') {
            result += '$';
            ++i;
        } else if (next == '0') {
            result += text.substr(match.begin, match.end - match.begin);
            ++i;
        } else if (next >= '1' && next <= '9') {
            std::size_t index = static_cast<std::size_t>(next - '0');
            ++i;
            // As many digits as there are groups for.
            while (i + 1 < replacement.size() && replacement[i + 1] >= '0' && replacement[i + 1] <= '9' &&
                   index * 10 + static_cast<std::size_t>(replacement[i + 1] - '0') <= match.groups.size())
                index = index * 10 + static_cast<std::size_t>(replacement[++i] - '0');
            if (index <= match.groups.size()) result += groupText(text, match.groups[index - 1]);
        } else {
            result += '$';
        }
    }
    return result;
}

std::string replacementOf(Evaluator& evaluator, const Value& replacement, const std::string& text,
                          const Regex::Match& match) {
    if (replacement.isString()) return expanded(replacement.string(), text, match);
    const Value result = evaluator.applyTrimmed(replacement, {matcherValue(text, match)});
    if (!result.isString()) throw Problem{"D3012", "Attempted to replace a matched string with a non-string value"};
    return result.string();
}

Value replaceText(const std::string& text, const std::string& pattern, const Value& replacement, double most) {
    if (pattern.empty()) throw Problem{"D3010", "Second argument of replace function cannot be an empty string"};
    std::string result;
    std::size_t from = 0;
    for (double count = 0; count < most; ++count) {
        const std::size_t at = text.find(pattern, from);
        if (at == std::string::npos) break;
        if (!replacement.isString())
            throw Problem{"T0410", "Argument 3 of function \"replace\" does not match function signature"};
        result += text.substr(from, at - from) + replacement.string();
        from = at + pattern.size();
    }
    return result + text.substr(from);
}

Value replace(Evaluator& evaluator, Arguments& a) {
    if (a[0].isUndefined()) return {};
    const double most = limitOf(a[3], "D3011");
    const std::string& text = a[0].string();
    if (a[1].isString()) return replaceText(text, a[1].string(), a[2], most);
    std::string result;
    std::size_t from = 0;
    Regex::Match one;
    for (double count = 0; count < most && find(evaluator, regexOf(a[1]), text, from, one); ++count) {
        if (one.end == one.begin) throw Problem{"D1004", "Regular expression matches zero length string"};
        result += text.substr(from, one.begin - from) + replacementOf(evaluator, a[2], text, one);
        evaluator.charge(result.size() / 256);
        from = one.end;
    }
    return result + text.substr(from);
}

Value split(Evaluator& evaluator, Arguments& a) {
    if (a[0].isUndefined()) return {};
    const double most = limitOf(a[2], "D3020");
    const std::string& text = a[0].string();
    Value parts = makeArray();
    const auto isFull = [&] { return static_cast<double>(parts.items().size()) >= most; };
    std::size_t from = 0;
    if (a[1].isString()) {
        const std::string& separator = a[1].string();
        if (separator.empty()) {
            for (std::size_t i = 0; i < text.size() && !isFull();) {
                std::size_t end = i + 1;
                while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
                push(parts.array(), text.substr(i, end - i));
                i = end;
            }
            return parts;
        }
        for (std::size_t at = text.find(separator); at != std::string::npos && !isFull();
             at = text.find(separator, from)) {
            push(parts.array(), text.substr(from, at - from));
            from = at + separator.size();
        }
    } else {
        Regex::Match one;
        while (!isFull() && find(evaluator, regexOf(a[1]), text, from, one)) {
            if (one.end == one.begin) throw Problem{"D1004", "Regular expression matches zero length string"};
            push(parts.array(), text.substr(from, one.begin - from));
            from = one.end;
        }
    }
    if (!isFull()) push(parts.array(), text.substr(from));
    return parts;
}

constexpr std::array kFunctions{
    NativeFunction{"contains", "s-(sf):b", contains, 2},
    NativeFunction{"match", "s-f<s:o>n?:a<o>", match, 3},
    NativeFunction{"replace", "s-(sf)(sf)n?:s", replace, 4},
    NativeFunction{"split", "s-(sf)n?:a<s>", split, 3},
};

}  // namespace

std::span<const NativeFunction> patternFunctions() { return kFunctions; }

}  // namespace spillway::workflow::jsonata
