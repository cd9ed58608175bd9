#include "workflow/jsonata/evaluator.h"
#include "workflow/jsonata/text_points.h"

#include "workflow/digest.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace spillway::workflow::jsonata {
namespace {

constexpr std::string_view kUriSafe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()";
constexpr std::size_t kTextMax = 4'000'000;

Value string(Evaluator& evaluator, Arguments& a) {
    if (a[0].isUndefined()) return {};
    std::string text = stringOf(a[0], a[1].isBool() && a[1].boolean());
    evaluator.charge(text.size() / 64);
    return text;
}

Value substring(Evaluator&, Arguments& a) {
    if (a[0].isUndefined()) return {};
    const std::string& text = a[0].string();
    const auto length = static_cast<double>(pointCount(text));
    const double given = a[1].isUndefined() ? 0 : std::trunc(a[1].number());
    // Before the text is at its start.
    const double first = std::clamp(given < 0 ? length + given : given, 0.0, length);
    double count = length - first;
    if (a[2].isNumber()) count = std::clamp(std::trunc(a[2].number()), 0.0, count);
    return pointSlice(text, static_cast<std::size_t>(first), static_cast<std::size_t>(count));
}

Value substringBefore(Evaluator&, Arguments& a) {
    if (a[0].isUndefined()) return {};
    if (a[1].isUndefined()) return a[0];
    return a[0].string().substr(0, a[0].string().find(a[1].string()));
}

Value substringAfter(Evaluator&, Arguments& a) {
    if (a[0].isUndefined()) return {};
    if (a[1].isUndefined()) return a[0];
    const std::size_t found = a[0].string().find(a[1].string());
    return found == std::string::npos ? a[0] : Value{a[0].string().substr(found + a[1].string().size())};
}

Value lowercase(Evaluator&, Arguments& a) { return a[0].isUndefined() ? Value{} : Value{lowerCase(a[0].string())}; }

Value uppercase(Evaluator&, Arguments& a) { return a[0].isUndefined() ? Value{} : Value{upperCase(a[0].string())}; }

Value length(Evaluator&, Arguments& a) {
    return a[0].isUndefined() ? Value{} : Value{static_cast<double>(pointCount(a[0].string()))};
}

Value trim(Evaluator&, Arguments& a) {
    if (a[0].isUndefined()) return {};
    std::string text;
    for (const char c : a[0].string()) {
        const bool isBlank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (!isBlank)
            text += c;
        else if (!text.empty() && text.back() != ' ')
            text += ' ';
    }
    if (text.ends_with(' ')) text.pop_back();
    return text;
}

Value pad(Evaluator& evaluator, Arguments& a) {
    if (a[0].isUndefined()) return {};
    const std::string filler = a[2].isString() && !a[2].string().empty() ? a[2].string() : " ";
    const double width = std::trunc(a[1].number());
    const double missing = std::abs(width) - static_cast<double>(pointCount(a[0].string()));
    if (missing <= 0) return a[0];
    if (missing > static_cast<double>(kTextMax)) throw Problem{"D1012", "the text becomes too long"};
    evaluator.charge(static_cast<std::size_t>(missing) / 64);
    const auto count = static_cast<std::size_t>(missing);
    std::string padding;
    while (pointCount(padding) < count) padding += filler;
    padding = pointSlice(padding, 0, count);
    return width < 0 ? padding + a[0].string() : a[0].string() + padding;
}

Value join(Evaluator& evaluator, Arguments& a) {
    if (a[0].isUndefined()) return {};
    std::string text;
    bool isFirst = true;
    for (const Value& one : a[0].items()) {
        if (!isFirst && a[1].isString()) text += a[1].string();
        isFirst = false;
        text += one.string();
    }
    evaluator.charge(text.size() / 64);
    return text;
}

Value base64encode(Evaluator&, Arguments& a) {
    return a[0].isUndefined() ? Value{} : Value{base64Encoded(a[0].string())};
}

Value base64decode(Evaluator&, Arguments& a) {
    if (a[0].isUndefined()) return {};
    const auto data = base64Decoded(a[0].string());
    if (!data) throw Problem{"D3137", "the text is not base64"};
    return *data;
}

std::string encoded(const std::string& text, std::string_view safe) {
    std::string result;
    for (const char c : text) {
        if (safe.find(c) != std::string_view::npos) {
            result += c;
            continue;
        }
        result += '%';
        result += "0123456789ABCDEF"[static_cast<unsigned char>(c) >> 4U];
        result += "0123456789ABCDEF"[static_cast<unsigned char>(c) & 15U];
    }
    return result;
}

std::string decoded(const std::string& text, std::string_view keep, const char* function) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            result += text[i];
            continue;
        }
        constexpr std::string_view kDigits = "0123456789abcdef";
        const std::size_t high =
            i + 2 < text.size() ? kDigits.find(static_cast<char>(text[i + 1] | 0x20)) : std::string_view::npos;
        const std::size_t low =
            i + 2 < text.size() ? kDigits.find(static_cast<char>(text[i + 2] | 0x20)) : std::string_view::npos;
        if (high == std::string_view::npos || low == std::string_view::npos)
            throw Problem{"D3140", "Malformed URL passed to " + std::string{function} + "(): \"" + text + "\""};
        const auto c = static_cast<char>(high * 16 + low);
        if (keep.find(c) != std::string_view::npos)
            result += text.substr(i, 3);
        else
            result += c;
        i += 2;
    }
    return result;
}

constexpr std::string_view kUriReserved = ";/?:@&=+$,#";

Value encodeUrlComponent(Evaluator&, Arguments& a) {
    return a[0].isUndefined() ? Value{} : Value{encoded(a[0].string(), kUriSafe)};
}
Value encodeUrl(Evaluator&, Arguments& a) {
    return a[0].isUndefined() ? Value{}
                              : Value{encoded(a[0].string(), std::string{kUriSafe} + std::string{kUriReserved})};
}
Value decodeUrlComponent(Evaluator&, Arguments& a) {
    return a[0].isUndefined() ? Value{} : Value{decoded(a[0].string(), "", "decodeUrlComponent")};
}
Value decodeUrl(Evaluator&, Arguments& a) {
    return a[0].isUndefined() ? Value{} : Value{decoded(a[0].string(), kUriReserved, "decodeUrl")};
}

constexpr std::array kFunctions{
    NativeFunction{"string", "x-b?:s", string, 1},
    NativeFunction{"substring", "s-nn?:s", substring, 3},
    NativeFunction{"substringBefore", "s-s:s", substringBefore, 2},
    NativeFunction{"substringAfter", "s-s:s", substringAfter, 2},
    NativeFunction{"lowercase", "s-:s", lowercase, 1},
    NativeFunction{"uppercase", "s-:s", uppercase, 1},
    NativeFunction{"length", "s-:n", length, 1},
    NativeFunction{"trim", "s-:s", trim, 1},
    NativeFunction{"pad", "s-ns?:s", pad, 3},
    NativeFunction{"join", "a<s>s?:s", join, 2},
    NativeFunction{"base64encode", "s-:s", base64encode, 1},
    NativeFunction{"base64decode", "s-:s", base64decode, 1},
    NativeFunction{"encodeUrlComponent", "s-:s", encodeUrlComponent, 1},
    NativeFunction{"encodeUrl", "s-:s", encodeUrl, 1},
    NativeFunction{"decodeUrlComponent", "s-:s", decodeUrlComponent, 1},
    NativeFunction{"decodeUrl", "s-:s", decodeUrl, 1},
};

}  // namespace

std::span<const NativeFunction> stringFunctions() { return kFunctions; }

}  // namespace spillway::workflow::jsonata
