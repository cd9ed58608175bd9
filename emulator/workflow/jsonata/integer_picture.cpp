#include "workflow/jsonata/integer_picture.h"

#include "workflow/jsonata/value.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

namespace spillway::workflow::jsonata {
namespace {

constexpr std::array kFew{"Zero",     "One",     "Two",     "Three",     "Four",     "Five",    "Six",
                          "Seven",    "Eight",   "Nine",    "Ten",       "Eleven",   "Twelve",  "Thirteen",
                          "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen", "Nineteen"};
constexpr std::array kFewth{"Zeroth",    "First",     "Second",      "Third",      "Fourth",
                            "Fifth",     "Sixth",     "Seventh",     "Eighth",     "Ninth",
                            "Tenth",     "Eleventh",  "Twelfth",     "Thirteenth", "Fourteenth",
                            "Fifteenth", "Sixteenth", "Seventeenth", "Eighteenth", "Nineteenth"};
constexpr std::array kTens{"Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety"};
constexpr std::array kMagnitudes{"Thousand", "Million", "Billion", "Trillion"};
constexpr std::array<std::pair<int, const char*>, 13> kRoman{{{1000, "m"},
                                                              {900, "cm"},
                                                              {500, "d"},
                                                              {400, "cd"},
                                                              {100, "c"},
                                                              {90, "xc"},
                                                              {50, "l"},
                                                              {40, "xl"},
                                                              {10, "x"},
                                                              {9, "ix"},
                                                              {5, "v"},
                                                              {4, "iv"},
                                                              {1, "i"}}};

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

struct Separator {
    std::size_t position;  // digits to its right
    char sign;
};

struct IntegerPicture {
    enum class Form { decimal, letters, roman, words };
    Form form = Form::decimal;
    bool isUpper = false, isTitle = false, isOrdinal = false;
    std::size_t digits = 0;
    std::vector<Separator> separators;  // from the right
    std::size_t every = 0;              // regular grouping

    explicit IntegerPicture(std::string picture) {
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

private:
    void readDigits(const std::string& picture) {
        std::size_t position = 0;
        for (std::size_t i = picture.size(); i-- > 0;) {
            const char c = picture[i];
            if (c >= '0' && c <= '9')
                ++digits, ++position;
            else if (c == '#')
                ++position;
            else
                separators.push_back({position, c});
        }
        if (digits == 0)
            throw Problem{"D3130", "Formatting or parsing an integer as a sequence starting with \"" + picture +
                                       "\" is not supported by this implementation"};
        every = regular();
    }
    // The same sign at every multiple of one distance.
    std::size_t regular() const {
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
};

std::string words(double number, bool follows, bool isOrdinal) {
    if (number <= 19) {
        const auto small = static_cast<std::size_t>(number);
        return std::string{follows ? " and " : ""} + (isOrdinal ? kFewth[small] : kFew[small]);
    }
    if (number < 100) {
        const auto tens = static_cast<std::size_t>(number / 10);
        const double rest = std::fmod(number, 10);
        std::string text = std::string{follows ? " and " : ""} + kTens[tens - 2];
        if (rest > 0) return text + "-" + words(rest, false, isOrdinal);
        if (isOrdinal) text.replace(text.size() - 1, 1, "ieth");
        return text;
    }
    double factor = 100;
    std::string unit = "Hundred";
    if (number >= 1000) {
        const auto step = std::min<std::size_t>(static_cast<std::size_t>(std::log10(number) / 3), kMagnitudes.size());
        factor = std::pow(10, static_cast<double>(step) * 3);
        unit = kMagnitudes[step - 1];
    }
    const double count = std::floor(number / factor), rest = number - count * factor;
    std::string text = std::string{follows ? ", " : ""} + words(count, false, false) + " " + unit;
    if (rest > 0) return text + words(rest, true, isOrdinal);
    return text + (isOrdinal ? "th" : "");
}

double wordValue(const std::string& word) {
    const auto in = [&](const auto& table, double base, double step) -> double {
        for (std::size_t i = 0; i < table.size(); ++i) {
            const std::string plain = lower(table[i]);
            const std::string ordinal =
                plain.ends_with('y') ? plain.substr(0, plain.size() - 1) + "ieth" : plain + "th";
            if (word == plain || word == ordinal) return base + step * static_cast<double>(i);
        }
        return -1;
    };
    for (const double value : {in(kFew, 0, 1), in(kFewth, 0, 1), in(kTens, 20, 10)})
        if (value >= 0) return value;
    if (word == "hundred" || word == "hundredth") return 100;
    const double magnitude = in(kMagnitudes, 1, 1);
    return magnitude > 0 ? std::pow(10, 3 * magnitude) : std::nan("");
}

double fromWords(const std::string& text) {
    std::vector<double> parts{0};
    std::string word;
    const auto take = [&] {
        const std::string taken = std::exchange(word, {});
        if (taken.empty() || taken == "and") return;
        const double value = wordValue(taken);
        if (value >= 100) {
            parts.back() *= value;
        } else {
            if (parts.back() >= 1000) parts.push_back(0);
            parts.back() += value;
        }
    };
    for (const char c : text + " ") {
        if (c == ' ' || c == ',' || c == '-')
            take();
        else
            word += c;
    }
    return std::accumulate(parts.begin(), parts.end(), 0.0);
}

std::string letters(double number, char first) {
    std::string text;
    for (; number > 0; number = std::floor((number - 1) / 26))
        text.insert(text.begin(), static_cast<char>(first + static_cast<int>(std::fmod(number - 1, 26))));
    return text;
}

std::string roman(double number) {
    constexpr double kMost = 1'000'000;  // a thousand M's is all anybody can want
    if (number > kMost) throw Problem{"D3130", "The number is too large for Roman numerals"};
    std::string text;
    for (const auto& [value, sign] : kRoman)
        for (; number >= value; number -= value) text += sign;
    return text;
}

double fromRoman(const std::string& text) {
    double total = 0, greatest = 0;
    for (std::size_t i = text.size(); i-- > 0;) {
        double value = 0;
        for (const auto& [worth, sign] : kRoman)
            if (sign == std::string(1, text[i])) value = worth;
        total += value < greatest ? -value : value;
        greatest = std::max(greatest, value);
    }
    return total;
}

std::string decimal(double number, const IntegerPicture& picture) {
    std::string text = numberText(number);
    if (text.size() < picture.digits) text.insert(0, picture.digits - text.size(), '0');
    const std::size_t length = text.size();
    if (picture.every > 0) {
        for (std::size_t at = picture.every; at < length; at += picture.every)
            text.insert(length - at, 1, picture.separators.front().sign);
    } else {
        for (const Separator& one : picture.separators)
            if (one.position <= length) text.insert(length - one.position, 1, one.sign);
    }
    if (!picture.isOrdinal) return text;
    const bool isTeen = text.size() > 1 && text[text.size() - 2] == '1';
    const char last = text.back();
    return text + (isTeen ? "th" : last == '1' ? "st" : last == '2' ? "nd" : last == '3' ? "rd" : "th");
}

}  // namespace

std::string integerText(double number, const std::string& text) {
    const IntegerPicture picture{text};
    number = std::floor(number);
    const std::string sign = number < 0 ? "-" : "";
    number = std::abs(number);
    using Form = IntegerPicture::Form;
    switch (picture.form) {
        case Form::letters: return sign + letters(number, picture.isUpper ? 'A' : 'a');
        case Form::roman: return sign + (picture.isUpper ? upper(roman(number)) : roman(number));
        case Form::words: {
            const std::string spelled = words(number, false, picture.isOrdinal);
            return sign + (picture.isUpper ? upper(spelled) : picture.isTitle ? spelled : lower(spelled));
        }
        case Form::decimal: break;
    }
    return sign + decimal(number, picture);
}

double parsedInteger(const std::string& text, const std::string& pictureText) {
    const IntegerPicture picture{pictureText};
    using Form = IntegerPicture::Form;
    if (picture.form == Form::letters) {
        double value = 0;
        for (const char c : lower(text)) value = value * 26 + (c - 'a' + 1);
        return value;
    }
    if (picture.form == Form::roman) return fromRoman(lower(text));
    if (picture.form == Form::words) return fromWords(lower(text));
    double value = 0;
    bool isNegative = false;
    for (const char c : text) {
        if (c == '-') isNegative = true;
        if (c >= '0' && c <= '9') value = value * 10 + (c - '0');
    }
    return isNegative ? -value : value;
}

}  // namespace spillway::workflow::jsonata
