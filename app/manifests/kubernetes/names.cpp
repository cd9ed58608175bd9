#include "manifests/kubernetes/names.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <optional>
#include <vector>

namespace spillway::kubernetes {
namespace {

constexpr std::size_t kLongestName = 52;

bool isLower(char c) { return c >= 'a' && c <= 'z'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }

// 32-bit FNV-1a (Fowler, Noll, Vo), as eight hexadecimal digits.
std::string hashOf(std::string_view text) {
    std::uint32_t hash = 2166136261U;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    std::string digits;
    for (int shift = 28; shift >= 0; shift -= 4)
        digits += "0123456789abcdef"[(hash >> static_cast<unsigned>(shift)) & 15U];
    return digits;
}

std::string spelling(std::string_view text, std::size_t longest) {
    std::string name;
    for (const char c : text) {
        const char lower = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        if (isLower(lower) || isDigit(lower)) {
            if (name.empty() && isDigit(lower)) name.append(1, 'n').append(1, '-');
            name += lower;
        } else if (!name.empty() && name.back() != '-') {
            name += '-';
        }
    }
    if (name.empty()) name += 'n';
    name.resize(std::min(name.size(), longest));
    while (name.back() == '-') name.pop_back();
    return name;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + 1);
    }
}

struct CronField {
    int low;
    int high;
    std::string_view words;  // three letters each, standing for low, low + 1 ...
};

std::optional<int> cronValue(std::string_view text, const CronField& field) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc{} && end == text.data() + text.size())
        return value >= field.low && value <= field.high ? std::optional{value} : std::nullopt;
    std::string lower{text};
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const std::size_t at = lower.size() == 3 ? field.words.find(lower) : std::string_view::npos;
    if (at == std::string_view::npos || at % 3 != 0) return std::nullopt;
    return field.low + static_cast<int>(at / 3);
}

bool isCronItem(std::string_view item, const CronField& field) {
    const auto stepped = split(item, '/');
    if (stepped.size() > 2) return false;
    if (stepped.size() == 2) {
        const auto step = cronValue(stepped[1], {1, field.high, ""});
        if (!step) return false;
    }
    if (stepped[0] == "*" || stepped[0] == "?") return true;
    const auto ends = split(stepped[0], '-');
    if (ends.size() > 2) return false;
    const auto first = cronValue(ends.front(), field);
    const auto last = cronValue(ends.back(), field);
    return first && last && *first <= *last;
}

}  // namespace

std::string nameOf(std::string_view id) {
    if (id.size() <= kLongestName && isDnsLabel(id) && isLower(id.front())) return std::string{id};
    return spelling(id, kLongestName - 9) + '-' + hashOf(id);
}

std::string titleName(std::string_view title) { return spelling(title, kLongestName); }

std::string variableStem(std::string_view name) {
    std::string stem;
    if (name.empty() || isDigit(name.front())) stem += '_';
    for (const char c : name)
        stem += std::isalnum(static_cast<unsigned char>(c)) != 0
                    ? static_cast<char>(std::toupper(static_cast<unsigned char>(c)))
                    : '_';
    return stem;
}

bool isDnsLabel(std::string_view name) {
    const auto ends = [](char c) { return isLower(c) || isDigit(c); };
    if (name.empty() || name.size() > 63 || !ends(name.front()) || !ends(name.back())) return false;
    return std::ranges::all_of(name, [&](char c) { return ends(c) || c == '-'; });
}

bool isCron(std::string_view text) {
    static constexpr std::array<std::string_view, 7> macros{"@yearly", "@annually", "@monthly", "@weekly",
                                                            "@daily",  "@midnight", "@hourly"};
    if (std::ranges::find(macros, text) != macros.end()) return true;
    static constexpr std::array<CronField, 5> fields{{{0, 59, ""},
                                                      {0, 23, ""},
                                                      {1, 31, ""},
                                                      {1, 12, "janfebmaraprmayjunjulaugsepoctnovdec"},
                                                      {0, 7, "sunmontuewedthufrisat"}}};
    const auto parts = split(text, ' ');
    if (parts.size() != fields.size()) return false;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const auto items = split(parts[i], ',');
        if (!std::ranges::all_of(items, [&](std::string_view item) { return isCronItem(item, fields[i]); }))
            return false;
    }
    return true;
}

}  // namespace spillway::kubernetes
