#include "workflow/jsonata/number_words.h"

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

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

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

}  // namespace

std::string wordsOf(double number, bool isOrdinal) { return words(number, false, isOrdinal); }

std::string spelledPattern() {
    std::string all = "(?:";
    const auto add = [&](const auto& table) {
        for (const char* word : table) all += lower(word) + "|";
    };
    // The longer of two words that begin alike comes first.
    for (const char* ten : kTens) all += lower(ten).substr(0, std::string_view{ten}.size() - 1) + "(?:ieth|y)|";
    add(kFewth);
    for (std::size_t i = kFew.size(); i-- > 0;) all += lower(kFew[i]) + "|";
    for (const char* word : kMagnitudes) all += lower(word) + "(?:th)?|";
    return all + "hundred(?:th)?|and|[-, ])+";
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

std::string lettersOf(double number, char first) {
    std::string text;
    for (; number > 0; number = std::floor((number - 1) / 26))
        text.insert(text.begin(), static_cast<char>(first + static_cast<int>(std::fmod(number - 1, 26))));
    return text;
}

std::string romanOf(double number) {
    constexpr double kMost = 1'000'000;  // a thousand M's is all anybody can want
    if (number > kMost) throw Problem{"D3130", "The number is too large for Roman numerals"};
    std::string text;
    for (const auto& [value, sign] : kRoman)
        for (; number >= value; number -= value) text += sign;
    return text;
}

double fromLetters(const std::string& text) {
    double value = 0;
    for (const char c : lower(text)) value = value * 26 + (c - 'a' + 1);
    return value;
}

double fromRoman(const std::string& text) {
    double total = 0, greatest = 0;
    for (std::size_t i = text.size(); i-- > 0;) {
        double value = std::nan("");
        for (const auto& [worth, sign] : kRoman)
            if (sign == std::string(1, text[i])) value = worth;
        total += value < greatest ? -value : value;
        greatest = std::max(greatest, value);
    }
    return total;
}

}  // namespace spillway::workflow::jsonata
