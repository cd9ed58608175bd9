#include "workflow/jsonata/text_points.h"

#include <algorithm>

namespace spillway::workflow::jsonata {
namespace {

bool startsPoint(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

// Blocks of letters in which the two cases lie a fixed distance apart, or next to each other (Unicode 15, the simple
// mappings of CaseFolding.txt).
struct CaseRange {
    char32_t first, last;  // of the small letters
    char32_t distance;     // 1: every second one is small, `first` being the first of those
};
constexpr CaseRange kCases[] = {{U'a', U'z', 32},    {0xE0, 0xF6, 32},   {0xF8, 0xFE, 32},   {0x101, 0x12F, 1},
                                {0x133, 0x137, 1},   {0x13A, 0x148, 1},  {0x14B, 0x177, 1},  {0x17A, 0x17E, 1},
                                {0x3AC, 0x3AC, 38},  {0x3AD, 0x3AF, 37}, {0x3B1, 0x3C1, 32}, {0x3C3, 0x3CB, 32},
                                {0x3CC, 0x3CC, 64},  {0x3CD, 0x3CE, 63}, {0x430, 0x44F, 32}, {0x450, 0x45F, 80},
                                {0x461, 0x481, 1},   {0x48B, 0x4BF, 1},  {0x4D1, 0x52F, 1},  {0x561, 0x586, 48},
                                {0x1E01, 0x1E95, 1}, {0x1EA1, 0x1EFF, 1}};

bool isSmall(const CaseRange& range, char32_t c) {
    return c >= range.first && c <= range.last && (range.distance != 1 || (c - range.first) % 2 == 0);
}

}  // namespace

std::string upperCase(std::string_view text) {
    std::u32string result;
    for (const char32_t c : toPoints(text)) {
        const auto range = std::ranges::find_if(kCases, [&](const CaseRange& one) { return isSmall(one, c); });
        if (c == 0xDF)
            result += U"SS";
        else if (c == 0xFF)
            result += char32_t{0x178};
        else if (c == 0x3C2)
            result += char32_t{0x3A3};
        else
            result += range == std::end(kCases) ? c : c - range->distance;
    }
    return toUtf8(result);
}

std::string lowerCase(std::string_view text) {
    std::u32string result;
    for (const char32_t c : toPoints(text)) {
        const auto range =
            std::ranges::find_if(kCases, [&](const CaseRange& one) { return isSmall(one, c + one.distance); });
        if (c == 0x178)
            result += char32_t{0xFF};
        else
            result += range == std::end(kCases) ? c : c + range->distance;
    }
    return toUtf8(result);
}

std::size_t pointCount(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, startsPoint));
}

std::string pointSlice(std::string_view text, std::size_t from, std::size_t count) {
    std::string slice;
    std::size_t point = 0;
    for (const char c : text) {
        point += startsPoint(c) ? 1 : 0;
        if (point > from + count) break;
        if (point > from) slice += c;
    }
    return slice;
}

std::u32string toPoints(std::string_view text) {
    std::u32string points;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0xC0 ? 1 : (lead < 0xE0 ? 2 : (lead < 0xF0 ? 3 : 4));
        char32_t point = length == 1 ? lead : lead & (0xFFU >> (length + 1));
        for (std::size_t k = 1; k < length && i + k < text.size(); ++k)
            point = point << 6U | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
        points += point;
        i += length;
    }
    return points;
}

void appendUtf8(std::string& text, char32_t point) {
    const auto byte = [&](char32_t bits) { text += static_cast<char>(bits); };
    const auto rest = [&](unsigned shift) { byte(0x80U | (point >> shift & 0x3FU)); };
    if (point < 0x80) return byte(point);
    if (point < 0x800) return byte(0xC0U | point >> 6U), rest(0);
    if (point < 0x10000) return byte(0xE0U | point >> 12U), rest(6), rest(0);
    byte(0xF0U | point >> 18U), rest(12), rest(6), rest(0);
}

std::string toUtf8(std::u32string_view points) {
    std::string text;
    for (const char32_t point : points) appendUtf8(text, point);
    return text;
}

}  // namespace spillway::workflow::jsonata
