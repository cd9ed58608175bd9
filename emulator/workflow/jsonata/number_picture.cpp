#include "workflow/jsonata/number_picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace spillway::workflow::jsonata {
namespace {

struct Signs {
    char point = '.', group = ',';
};

struct Picture {
    std::string prefix, suffix;
    std::size_t wholeLeast = 0, fractionLeast = 0, fractionMost = 0;
    std::size_t groupEvery = 0;
    double scale = 1;
};

bool isActive(char c, const Signs& signs) {
    return c == '#' || (c >= '0' && c <= '9') || c == signs.point || c == signs.group;
}

Picture parsed(const std::string& text, const Signs& signs) {
    const auto active = [&](char c) { return isActive(c, signs); };
    const auto begin = std::ranges::find_if(text, active);
    if (begin == text.end()) throw Problem{"D3085", "The picture string must contain at least one digit or #"};
    auto end = text.end();
    while (end != begin && !active(*(end - 1))) --end;
    Picture picture{.prefix = std::string{text.begin(), begin}, .suffix = std::string{end, text.end()}};
    const std::string around = picture.prefix + picture.suffix;
    if (around.find('%') != std::string::npos) picture.scale = 100;
    if (around.find("\u2030") != std::string::npos) picture.scale = 1000;
    const std::string middle{begin, end};
    const std::size_t point = middle.find(signs.point);
    const std::string whole = middle.substr(0, point);
    const std::string fraction = point == std::string::npos ? "" : middle.substr(point + 1);
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    picture.wholeLeast = static_cast<std::size_t>(std::ranges::count_if(whole, isDigit));
    picture.fractionLeast = static_cast<std::size_t>(std::ranges::count_if(fraction, isDigit));
    picture.fractionMost =
        static_cast<std::size_t>(std::ranges::count_if(fraction, [&](char c) { return isDigit(c) || c == '#'; }));
    if (const std::size_t group = whole.rfind(signs.group); group != std::string::npos)
        picture.groupEvery = whole.size() - group - 1;
    return picture;
}

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
    Signs signs;
    const auto option = [&](const char* name, char& sign) {
        const Value* given = options.isObject() ? options.object().find(name) : nullptr;
        if (given != nullptr && given->isString() && given->string().size() == 1) sign = given->string().front();
    };
    option("decimal-separator", signs.point);
    option("grouping-separator", signs.group);
    const std::size_t split = text.find(';');
    const bool isNegative = number < 0;
    Picture picture = parsed(text.substr(0, split), signs);
    if (isNegative) {
        if (split != std::string::npos)
            picture = parsed(text.substr(split + 1), signs);
        else
            picture.prefix = "-" + picture.prefix;
    }
    const double size = roundedHalfEven(std::abs(number) * picture.scale,
                                        static_cast<int>(std::min<std::size_t>(picture.fractionMost, 30)));
    std::string digits = fmt::format("{:.{}f}", size, std::min<std::size_t>(picture.fractionMost, 30));
    const std::size_t point = digits.find('.');
    std::string whole = digits.substr(0, point);
    std::string fraction = point == std::string::npos ? "" : digits.substr(point + 1);
    while (fraction.size() > picture.fractionLeast && fraction.ends_with('0')) fraction.pop_back();
    if (whole == "0" && picture.wholeLeast == 0 && !fraction.empty()) whole.clear();
    while (whole.size() < picture.wholeLeast) whole.insert(0, "0");
    if (picture.groupEvery > 0) {
        for (std::size_t at = whole.size(); at > picture.groupEvery;)
            whole.insert(at -= picture.groupEvery, 1, signs.group);
    }
    return picture.prefix + whole + (fraction.empty() ? "" : signs.point + fraction) + picture.suffix;
}

}  // namespace spillway::workflow::jsonata
