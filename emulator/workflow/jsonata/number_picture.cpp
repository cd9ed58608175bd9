#include "workflow/jsonata/number_picture.h"

#include "workflow/jsonata/text_points.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <optional>

namespace spillway::workflow::jsonata {
namespace {

// The signs a picture is written with, and those it is answered with; section 4.7.2 of XPath F&O 3.1.
struct Signs {
    char32_t point = U'.', group = U',', exponent = U'e', zero = U'0', digit = U'#', pattern = U';';
    char32_t percent = U'%', perMille = U'\u2030';
    std::u32string minus = U"-";

    bool isDecimal(char32_t c) const { return c >= zero && c <= zero + 9; }
    bool isPlace(char32_t c) const { return isDecimal(c) || c == digit; }
    bool isActive(char32_t c) const { return isPlace(c) || c == point || c == exponent || c == group || c == pattern; }
};

Signs signsOf(const Value& options) {
    Signs signs;
    const auto option = [&](const char* name, char32_t& sign) {
        const Value* given = options.isObject() ? options.object().find(name) : nullptr;
        if (given != nullptr && given->isString() && !given->string().empty()) sign = toPoints(given->string()).front();
    };
    option("decimal-separator", signs.point);
    option("grouping-separator", signs.group);
    option("exponent-separator", signs.exponent);
    option("zero-digit", signs.zero);
    option("digit", signs.digit);
    option("pattern-separator", signs.pattern);
    option("percent", signs.percent);
    option("per-mille", signs.perMille);
    if (const Value* minus = options.isObject() ? options.object().find("minus-sign") : nullptr;
        minus != nullptr && minus->isString())
        signs.minus = toPoints(minus->string());
    return signs;
}

// One half of a picture, cut into its parts.
struct Parts {
    std::u32string text, prefix, suffix, active, mantissa, whole, fraction;
    std::optional<std::u32string> exponent;

    Parts(std::u32string_view picture, const Signs& signs) : text{picture} {
        const auto bounds = [&](char32_t c) { return signs.isActive(c) && c != signs.exponent; };
        const auto begin = std::ranges::find_if(text, bounds);
        if (begin == text.end()) throw Problem{"D3085", "The picture string must contain a digit or an optional digit"};
        auto end = text.end();
        while (!bounds(*(end - 1))) --end;
        prefix.assign(text.begin(), begin);
        suffix.assign(end, text.end());
        active.assign(begin, end);
        const std::size_t e = active.find(signs.exponent);
        mantissa = active.substr(0, e);
        if (e != std::u32string::npos) exponent = active.substr(e + 1);
        // The sign alone, with nothing to show behind it, is a fault, not a suffix.
        if (!exponent && suffix.starts_with(signs.exponent)) exponent.emplace();
        const std::size_t at = mantissa.find(signs.point);
        whole = mantissa.substr(0, at);
        if (at != std::u32string::npos) fraction = mantissa.substr(at + 1);
    }
    bool has(char32_t sign) const { return text.find(sign) != std::u32string::npos; }
    bool repeats(char32_t sign) const { return text.find(sign) != text.rfind(sign); }
};

bool optionalAfterDecimal(std::u32string_view part, const Signs& signs) {
    const std::size_t digit = part.find(signs.digit);
    return digit != std::u32string_view::npos &&
           std::ranges::any_of(part.substr(0, digit), [&](char32_t c) { return signs.isDecimal(c); });
}

// Section 4.7.3; of several faults the one with the greatest number, as the language's own implementation says it.
void check(const Parts& parts, const Signs& signs) {
    const auto refuse = [](bool isWrong, const char* code, const char* sentence) {
        if (isWrong) throw Problem{code, std::string{"The sub-picture "} + sentence};
    };
    const bool isShare = parts.has(signs.percent) || parts.has(signs.perMille);
    const auto isDecimal = [&](char32_t c) { return signs.isDecimal(c); };
    refuse(parts.exponent && (parts.exponent->empty() || !std::ranges::all_of(*parts.exponent, isDecimal)), "D3093",
           "that contains an exponent-separator must have digits and nothing else behind it");
    refuse(parts.exponent && isShare, "D3092",
           "must not contain both an exponent-separator and a percent or per-mille");
    const std::u32string reversed{parts.fraction.rbegin(), parts.fraction.rend()};
    refuse(optionalAfterDecimal(reversed, signs), "D3091",
           "must not have a digit behind an optional digit in its fraction");
    refuse(optionalAfterDecimal(parts.whole, signs), "D3090",
           "must not have a digit before an optional digit in its integer part");
    const std::u32string twice{signs.group, signs.group};
    refuse(parts.text.find(twice) != std::u32string::npos, "D3089",
           "must not contain two grouping-separators in a row");
    const std::size_t point = parts.text.find(signs.point);
    refuse(point == std::u32string::npos && parts.whole.ends_with(signs.group), "D3088",
           "must not have a grouping-separator at the end of its integer part");
    const auto groupAt = [&](std::size_t at) { return at < parts.text.size() && parts.text[at] == signs.group; };
    refuse(point != std::u32string::npos && (groupAt(point + 1) || (point > 0 && groupAt(point - 1))), "D3087",
           "must not have a grouping-separator beside its decimal-separator");
    refuse(!std::ranges::all_of(parts.active, [&](char32_t c) { return signs.isActive(c); }), "D3086",
           "must not contain a passive character between two active ones");
    refuse(std::ranges::none_of(parts.mantissa, [&](char32_t c) { return signs.isPlace(c); }), "D3085",
           "must contain a digit or an optional digit");
    refuse(parts.has(signs.percent) && parts.has(signs.perMille), "D3084",
           "must not contain a percent and a per-mille");
    refuse(parts.repeats(signs.perMille), "D3083", "must not contain more than one per-mille");
    refuse(parts.repeats(signs.percent), "D3082", "must not contain more than one percent");
    refuse(parts.repeats(signs.point), "D3081", "must not contain more than one decimal-separator");
}

std::size_t countOf(std::u32string_view part, auto&& wanted) {
    return static_cast<std::size_t>(std::ranges::count_if(part, wanted));
}

// Section 4.7.4: what the picture asks for.
struct Picture {
    std::u32string prefix, suffix;
    std::size_t wholeLeast = 0, scaling = 0, fractionLeast = 0, fractionMost = 0, exponentLeast = 0;
    std::vector<std::size_t> groups;          // places to the right of each separator of the integer part
    std::vector<std::size_t> fractionGroups;  // places to the left of each in the fraction
    std::size_t every = 0;
    double scale = 1;
    bool hasPoint = false;

    Picture(const Parts& parts, const Signs& signs)
        : prefix{parts.prefix}, suffix{parts.suffix}, hasPoint{parts.has(signs.point)} {
        const auto isDecimal = [&](char32_t c) { return signs.isDecimal(c); };
        const auto isPlace = [&](char32_t c) { return signs.isPlace(c); };
        scaling = wholeLeast = countOf(parts.whole, isDecimal);
        fractionLeast = countOf(parts.fraction, isDecimal);
        fractionMost = std::min<std::size_t>(countOf(parts.fraction, isPlace), 100);
        if (wholeLeast == 0 && fractionMost == 0) {
            if (parts.exponent)
                fractionLeast = fractionMost = 1;
            else
                wholeLeast = 1;
        }
        if (parts.exponent && wholeLeast == 0 && parts.whole.find(signs.digit) != std::u32string::npos) wholeLeast = 1;
        if (wholeLeast == 0 && fractionLeast == 0) fractionLeast = 1;
        if (parts.exponent) exponentLeast = parts.exponent->size();
        for (std::size_t i = 0; i < parts.whole.size(); ++i)
            if (parts.whole[i] == signs.group)
                groups.push_back(countOf(std::u32string_view{parts.whole}.substr(i), isPlace));
        for (std::size_t i = 0; i < parts.fraction.size(); ++i)
            if (parts.fraction[i] == signs.group)
                fractionGroups.push_back(countOf(std::u32string_view{parts.fraction}.substr(0, i), isPlace));
        every = regular();
        if (parts.has(signs.percent)) scale = 100;
        if (parts.has(signs.perMille)) scale = 1000;
    }

private:
    std::size_t regular() const {
        const std::size_t factor = std::accumulate(groups.begin(), groups.end(), std::size_t{0},
                                                   [](std::size_t a, std::size_t b) { return std::gcd(a, b); });
        for (std::size_t i = 1; i <= groups.size(); ++i)
            if (factor == 0 || std::ranges::find(groups, i * factor) == groups.end()) return 0;
        return factor;
    }
};

// Moves the decimal point of the shortest text that stands for the number.
double shifted(double value, int by) {
    char text[64];
    const char* end = std::to_chars(std::begin(text), std::end(text), value, std::chars_format::scientific).ptr;
    std::string written{static_cast<const char*>(text), end};
    const std::size_t e = written.find('e');
    written = written.substr(0, e) + "e" + std::to_string(std::stoi(written.substr(e + 1)) + by);
    double result = 0;
    std::from_chars(written.data(), written.data() + written.size(), result);
    return result;
}

std::u32string digitsOf(const std::string& text, const Signs& signs) {
    std::u32string digits = toPoints(text);
    for (char32_t& c : digits)
        if (c >= U'0' && c <= U'9') c = c - U'0' + signs.zero;
    return digits;
}

// Mantissa and exponent such that the mantissa has as many places before the point as the picture. Nothing is 0e0.
int takeExponent(double& mantissa, std::size_t scaling) {
    if (mantissa == 0 || !std::isfinite(mantissa)) return 0;
    const double most = std::pow(10, static_cast<double>(scaling)), least = most / 10;
    int exponent = 0;
    for (; mantissa < least; --exponent) mantissa *= 10;
    for (; mantissa > most; ++exponent) mantissa /= 10;
    return exponent;
}

void groupWhole(std::u32string& whole, const Picture& picture, const Signs& signs) {
    const std::size_t length = whole.size();
    if (picture.every > 0) {
        for (std::size_t at = picture.every; at < length; at += picture.every)
            whole.insert(length - at, 1, signs.group);
        return;
    }
    for (auto at = picture.groups.rbegin(); at != picture.groups.rend(); ++at)
        if (*at < length) whole.insert(length - *at, 1, signs.group);
}

void groupFraction(std::u32string& fraction, const Picture& picture, const Signs& signs) {
    for (std::size_t i = 0; i < picture.fractionGroups.size(); ++i) {
        const std::size_t at = picture.fractionGroups[i] + i;
        if (at < fraction.size()) fraction.insert(at, 1, signs.group);
    }
}

}  // namespace

double roundedHalfEven(double number, int places) {
    if (!std::isfinite(number)) return number;
    if (places != 0 && number != 0) number = shifted(number, places);
    double rounded = std::floor(number + 0.5);
    if (std::abs(rounded - number) == 0.5 && std::fmod(std::abs(rounded), 2.0) == 1) --rounded;
    if (places != 0 && rounded != 0) rounded = shifted(rounded, -places);
    return rounded == 0 ? 0.0 : rounded;
}

std::string formattedNumber(double number, const std::string& text, const Value& options) {
    const Signs signs = signsOf(options);
    const std::u32string whole = toPoints(text);
    const std::size_t split = whole.find(signs.pattern);
    if (split != std::u32string::npos && whole.find(signs.pattern, split + 1) != std::u32string::npos)
        throw Problem{"D3080", "The picture string must only contain a maximum of two sub-pictures"};
    const Parts positive{std::u32string_view{whole}.substr(0, split), signs};
    check(positive, signs);
    Picture picture{positive, signs};
    if (split != std::u32string::npos) {
        const Parts negative{std::u32string_view{whole}.substr(split + 1), signs};
        check(negative, signs);
        if (number < 0) picture = Picture{negative, signs};
    } else if (number < 0) {
        picture.prefix = signs.minus + picture.prefix;
    }
    double mantissa = std::abs(number) * picture.scale;
    const int exponent = picture.exponentLeast > 0 ? takeExponent(mantissa, picture.scaling) : 0;
    mantissa = roundedHalfEven(mantissa, static_cast<int>(picture.fractionMost));
    const std::string written = fmt::format("{:.{}f}", mantissa, picture.fractionMost);
    const std::size_t point = written.find('.');
    std::u32string before = digitsOf(written.substr(0, point), signs);
    std::u32string behind = point == std::string::npos ? U"" : digitsOf(written.substr(point + 1), signs);
    while (before.starts_with(signs.zero)) before.erase(0, 1);
    while (behind.ends_with(signs.zero)) behind.pop_back();
    if (before.size() < picture.wholeLeast) before.insert(0, picture.wholeLeast - before.size(), signs.zero);
    if (behind.size() < picture.fractionLeast) behind.append(picture.fractionLeast - behind.size(), signs.zero);
    groupWhole(before, picture, signs);
    groupFraction(behind, picture, signs);
    std::u32string result = picture.prefix + before;
    if (picture.hasPoint && !behind.empty()) result += signs.point + behind;
    if (picture.exponentLeast > 0) {
        std::u32string digits = digitsOf(std::to_string(std::abs(exponent)), signs);
        if (digits.size() < picture.exponentLeast) digits.insert(0, picture.exponentLeast - digits.size(), signs.zero);
        result += signs.exponent + (exponent < 0 ? signs.minus : U"") + digits;
    }
    return toUtf8(result + picture.suffix);
}

}  // namespace spillway::workflow::jsonata
