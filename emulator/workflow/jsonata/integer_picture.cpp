#include "workflow/jsonata/integer_picture.h"

#include "workflow/jsonata/number_words.h"
#include "workflow/jsonata/text_points.h"
#include "workflow/jsonata/value.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace spillway::workflow::jsonata {
namespace {

// Where the ten digits of each script begin.
constexpr std::array<char32_t, 37> kZeros{
    0x30,   0x660,  0x6F0,  0x7C0,  0x966,  0x9E6,  0xA66,  0xAE6,  0xB66,  0xBE6,  0xC66,  0xCE6,  0xD66,
    0xDE6,  0xE50,  0xED0,  0xF20,  0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50,
    0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10};

char32_t zeroOf(char32_t c) {
    const auto found = std::ranges::find_if(kZeros, [&](char32_t zero) { return c >= zero && c <= zero + 9; });
    return found == kZeros.end() ? 0 : *found;
}

std::string upper(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return text;
}
std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

}  // namespace

IntegerPicture::IntegerPicture(std::string picture) {
    if (const std::size_t semicolon = picture.rfind(';'); semicolon != std::string::npos) {
        isOrdinal = picture.compare(semicolon + 1, 1, "o") == 0;
        picture.erase(semicolon);
    }
    isUpper = picture == "A" || picture == "I" || picture == "W";
    isTitle = picture == "Ww";
    if (picture == "A" || picture == "a")
        form = Form::letters;
    else if (picture == "I" || picture == "i")
        form = Form::roman;
    else if (picture == "W" || picture == "w" || isTitle)
        form = Form::words;
    else
        readDigits(picture);
}

void IntegerPicture::readDigits(const std::string& picture) {
    const std::u32string points = toPoints(picture);
    std::size_t position = 0;
    char32_t script = 0;
    for (std::size_t i = points.size(); i-- > 0;) {
        const char32_t c = points[i];
        if (const char32_t zeroHere = zeroOf(c); zeroHere != 0) {
            if (script != 0 && script != zeroHere)
                throw Problem{"D3131", "In a decimal digit pattern, all digits must be from the same decimal group"};
            script = zeroHere;
            ++digitsLeast, ++position;
        } else if (c == U'#') {
            ++digitsOptional, ++position;
        } else {
            separators.push_back({position, c});
        }
    }
    if (digitsLeast == 0)
        throw Problem{"D3130", "Formatting or parsing an integer as a sequence starting with \"" + picture +
                                   "\" is not supported by this implementation"};
    zero = script;
    every = regular();
}

// The same sign at every multiple of one distance.
std::size_t IntegerPicture::regular() const {
    if (separators.empty()) return 0;
    std::size_t factor = 0;
    for (const Separator& one : separators) {
        if (one.sign != separators.front().sign) return 0;
        factor = std::gcd(factor, one.position);
    }
    if (factor == 0) return 0;
    for (std::size_t i = 1; i <= separators.size(); ++i) {
        if (std::ranges::find(separators, i * factor, &Separator::position) == separators.end()) return 0;
    }
    return factor;
}

std::string IntegerPicture::decimal(double number) const {
    std::u32string text = toPoints(numberText(number));
    if (text.size() < digitsLeast) text.insert(0, digitsLeast - text.size(), U'0');
    for (char32_t& c : text)
        if (c >= U'0' && c <= U'9') c = c - U'0' + zero;
    const std::size_t length = text.size();
    if (every > 0) {
        for (std::size_t at = every; at < length; at += every) text.insert(length - at, 1, separators.front().sign);
    } else {
        for (const Separator& one : separators)
            if (one.position <= length) text.insert(length - one.position, 1, one.sign);
    }
    if (!isOrdinal) return toUtf8(text);
    const bool isTeen = text.size() > 1 && text[text.size() - 2] == U'1';
    const char32_t last = text.back();
    return toUtf8(text) + (isTeen ? "th" : last == U'1' ? "st" : last == U'2' ? "nd" : last == U'3' ? "rd" : "th");
}

std::string IntegerPicture::text(double number) const {
    const std::string sign = number < 0 ? "-" : "";
    number = std::abs(number);
    switch (form) {
        case Form::letters: return sign + lettersOf(number, isUpper ? 'A' : 'a');
        case Form::roman: return sign + (isUpper ? upper(romanOf(number)) : romanOf(number));
        case Form::words: {
            const std::string spelled = wordsOf(number, isOrdinal);
            return sign + (isUpper ? upper(spelled) : isTitle ? spelled : lower(spelled));
        }
        case Form::decimal: break;
    }
    return sign + decimal(number);
}

double IntegerPicture::fromDecimal(const std::string& text) const {
    std::u32string points = toPoints(text);
    if (isOrdinal) points.resize(points.size() - std::min<std::size_t>(2, points.size()));
    double value = std::nan("");
    bool isNegative = false, isFirst = true;
    for (const char32_t c : points) {
        // Regular grouping is by commas, whatever the picture says: so the language's own implementation reads it.
        const bool isSeparator =
            every > 0 ? c == U',' : std::ranges::find(separators, c, &Separator::sign) != separators.end();
        if (isSeparator) continue;
        if (isFirst && (c == U'-' || c == U'+')) {
            isNegative = c == U'-';
            isFirst = false;
            continue;
        }
        isFirst = false;
        if (c < zero || c > zero + 9) break;
        value = (std::isnan(value) ? 0 : value * 10) + static_cast<double>(c - zero);
    }
    return isNegative ? -value : value;
}

double IntegerPicture::number(const std::string& text) const {
    switch (form) {
        case Form::letters: return fromLetters(text);
        case Form::roman: return fromRoman(lower(text));
        case Form::words: return fromWords(lower(text));
        case Form::decimal: break;
    }
    return fromDecimal(text);
}

std::string IntegerPicture::pattern(const std::string& digits) const {
    switch (form) {
        case Form::letters: return isUpper ? "[A-Z]+" : "[a-z]+";
        case Form::roman: return isUpper ? "[MDCLXVI]+" : "[mdclxvi]+";
        case Form::words: return spelledPattern();
        case Form::decimal: break;
    }
    return "[0-9]" + digits + (isOrdinal ? "(?:th|st|nd|rd)" : "");
}

std::string integerText(double number, const std::string& picture) {
    return IntegerPicture{picture}.text(std::floor(number));
}

double parsedInteger(const std::string& text, const std::string& picture) {
    return IntegerPicture{picture}.number(text);
}

}  // namespace spillway::workflow::jsonata
