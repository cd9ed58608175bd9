#include "document/layout_text.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace spillway {
namespace {

constexpr int kVersion = 1;
// Beyond this a double no longer holds two decimals and a picture no longer means anything.
constexpr double kLargest = 1e9;

std::string numberText(double value, Digits digits) {
    if (digits == Digits::exact) return fmt::format("{}", value);
    const double rounded = std::round(value * 100) / 100;
    return fmt::format("{}", rounded == 0 ? 0.0 : rounded);
}

// fmt writes 12.0 as "12" and 1e9 as "1e+09"; both read back.
std::string boxText(const Box& box, Digits digits) {
    return fmt::format("{{x: {}, y: {}, w: {}, h: {}{}}}", numberText(box.x, digits), numberText(box.y, digits),
                       numberText(box.width, digits), numberText(box.height, digits),
                       box.collapsed ? ", collapsed: true" : "");
}

bool needsQuotes(const std::string& id) {
    static constexpr std::array<std::string_view, 10> words{"true", "false", "yes", "no", "on",
                                                            "off",  "null",  "nan", "y",  "n"};
    std::string lower = id;
    std::ranges::transform(lower, lower.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (std::ranges::find(words, lower) != words.end()) return true;
    // Of ASCII only: what the locale calls a letter must not show in a file.
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto plain = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'; };
    return id.empty() || !letter(id.front()) || !std::ranges::all_of(id, plain);
}

std::string keyText(const std::string& id) {
    if (!needsQuotes(id)) return id;
    std::string quoted = "\"";
    for (const char c : id) {
        if (c == '"' || c == '\\') quoted += '\\';
        if (static_cast<unsigned char>(c) < 0x20) {
            quoted += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        } else {
            quoted += c;
        }
    }
    return quoted + '"';
}

Error atLine(const YAML::Node& node, const std::string& sentence) {
    return Error{fmt::format("line {}: {}", node.Mark().line + 1, sentence)};
}

Result<double> readNumber(const YAML::Node& box, const char* key) {
    const YAML::Node node = box[key];
    if (!node) return atLine(box, fmt::format("a box needs {}", key));
    // Not the library's conversion: that one reads as the locale does.
    double value = 0;
    const std::string text = node.IsScalar() ? node.Scalar() : std::string{};
    const char* const end = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data(), end, value);
    if (text.empty() || problem != std::errc{} || stop != end || !std::isfinite(value) || std::abs(value) > kLargest) {
        return atLine(node, fmt::format("{} must be a number", key));
    }
    return value;
}

Result<Box> readBox(const YAML::Node& node) {
    if (!node.IsMap()) return atLine(node, "a box is written {x: 0, y: 0, w: 152, h: 70}");
    for (const auto& entry : node) {
        static constexpr std::array<std::string_view, 5> kKeys{"x", "y", "w", "h", "collapsed"};
        const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : std::string{};
        if (std::ranges::find(kKeys, key) == kKeys.end())
            return atLine(entry.first, "unknown key \"" + key + "\" (known are x, y, w, h, collapsed)");
    }
    SPILLWAY_TRY(x, readNumber(node, "x"));
    SPILLWAY_TRY(y, readNumber(node, "y"));
    SPILLWAY_TRY(width, readNumber(node, "w"));
    SPILLWAY_TRY(height, readNumber(node, "h"));
    if (width <= 0 || height <= 0) return atLine(node, "a box needs a width and a height above 0");
    const YAML::Node collapsed = node["collapsed"];
    if (collapsed && (!collapsed.IsScalar() || (collapsed.Scalar() != "true" && collapsed.Scalar() != "false")))
        return atLine(collapsed, "collapsed must be true or false");
    return Box{x, y, width, height, collapsed && collapsed.Scalar() == "true"};
}

Result<void> checkVersion(const YAML::Node& root) {
    const Error none{"line 1: a layout starts with \"layout: 1\""};
    if (!root.IsMap()) return none;
    int version = 0;
    const YAML::Node node = root["layout"];
    if (!node || !node.IsScalar() || !YAML::convert<int>::decode(node, version)) return none;
    if (version <= kVersion) return {};
    return atLine(node, fmt::format("format {} is newer than this program, which reads up to {}", version, kVersion));
}

void readBoxes(const YAML::Node& boxes, LayoutRead& read) {
    if (!boxes || boxes.IsNull()) return;
    if (!boxes.IsMap()) {
        read.problems.push_back(atLine(boxes, "\"boxes\" holds one box for each id"));
        return;
    }
    for (const auto& entry : boxes) {
        if (!entry.first.IsScalar()) {
            read.problems.push_back(atLine(entry.first, "an id is one word"));
            continue;
        }
        const auto box = readBox(entry.second);
        if (!box)
            read.problems.push_back(box.error());
        else if (!read.layout.boxes.emplace(entry.first.Scalar(), *box).second)
            read.problems.push_back(atLine(entry.first, "\"" + entry.first.Scalar() + "\" has a box already"));
    }
}

void readRoot(const YAML::Node& root, LayoutRead& read) {
    if (const auto fits = checkVersion(root); !fits) {
        read.problems.push_back(fits.error());
        return;
    }
    for (const auto& entry : root) {
        const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : std::string{};
        if (key == "boxes")
            readBoxes(entry.second, read);
        else if (key != "layout")
            read.problems.push_back(atLine(entry.first, "unknown key \"" + key + "\" (known are layout, boxes)"));
    }
}

}  // namespace

std::string layoutText(const Layout& layout, Digits digits) {
    std::string text = fmt::format("layout: {}\n", kVersion);
    if (layout.boxes.empty()) return text + "boxes: {}\n";
    text += "boxes:\n";
    for (const auto& [id, box] : layout.boxes) {
        text += fmt::format("  {}: {}\n", keyText(id), boxText(box, digits));
    }
    return text;
}

LayoutRead readLayout(std::string_view text) {
    LayoutRead read;
    try {
        readRoot(YAML::Load(std::string{text}), read);
    } catch (const YAML::Exception& exception) {
        read.problems.push_back(Error{fmt::format("line {}: {}", exception.mark.line + 1, exception.msg)});
    }
    return read;
}

Result<Layout> parseLayout(std::string_view text) {
    LayoutRead read = readLayout(text);
    if (!read.problems.empty()) return read.problems.front();
    return std::move(read.layout);
}

Layout boxesOf(const Layout& layout, const std::set<std::string>& ids) {
    Layout kept;
    for (const auto& [id, box] : layout.boxes) {
        if (ids.contains(id)) kept.boxes.emplace_hint(kept.boxes.end(), id, box);
    }
    return kept;
}

}  // namespace spillway
