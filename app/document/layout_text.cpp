#include "document/layout_text.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <cctype>
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
    return fmt::format("{{x: {}, y: {}, w: {}, h: {}}}", numberText(box.x, digits), numberText(box.y, digits),
                       numberText(box.width, digits), numberText(box.height, digits));
}

bool needsQuotes(const std::string& id) {
    static constexpr std::array<std::string_view, 10> words{"true", "false", "yes", "no", "on",
                                                            "off",  "null",  "nan", "y",  "n"};
    std::string lower = id;
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (std::ranges::find(words, lower) != words.end()) return true;
    const auto plain = [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_' || c == '.'; };
    return id.empty() || !std::isalpha(static_cast<unsigned char>(id.front())) || !std::ranges::all_of(id, plain);
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
    double value = 0;
    if (!node.IsScalar() || !YAML::convert<double>::decode(node, value) || !std::isfinite(value) ||
        std::abs(value) > kLargest) {
        return atLine(node, fmt::format("{} must be a number", key));
    }
    return value;
}

Result<Box> readBox(const YAML::Node& node) {
    if (!node.IsMap()) return atLine(node, "a box is written {x: 0, y: 0, w: 152, h: 70}");
    SPILLWAY_TRY(x, readNumber(node, "x"));
    SPILLWAY_TRY(y, readNumber(node, "y"));
    SPILLWAY_TRY(width, readNumber(node, "w"));
    SPILLWAY_TRY(height, readNumber(node, "h"));
    if (width <= 0 || height <= 0) return atLine(node, "a box needs a width and a height above 0");
    return Box{x, y, width, height};
}

Result<Layout> readLayout(const YAML::Node& root) {
    if (!root.IsMap()) return Error{"line 1: a layout starts with \"layout: 1\""};
    int version = 0;
    const YAML::Node versionNode = root["layout"];
    if (!versionNode || !versionNode.IsScalar() || !YAML::convert<int>::decode(versionNode, version)) {
        return Error{"line 1: a layout starts with \"layout: 1\""};
    }
    if (version > kVersion) {
        return atLine(versionNode,
                      fmt::format("format {} is newer than this program, which reads up to {}", version, kVersion));
    }
    Layout layout;
    const YAML::Node boxes = root["boxes"];
    if (!boxes || boxes.IsNull()) return layout;
    if (!boxes.IsMap()) return atLine(boxes, "\"boxes\" holds one box for each id");
    for (const auto& entry : boxes) {
        if (!entry.first.IsScalar()) return atLine(entry.first, "an id is one word");
        SPILLWAY_TRY(box, readBox(entry.second));
        layout.boxes[entry.first.Scalar()] = box;
    }
    return layout;
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

Result<Layout> parseLayout(std::string_view text) {
    try {
        return readLayout(YAML::Load(std::string{text}));
    } catch (const YAML::Exception& exception) {
        return Error{fmt::format("line {}: {}", exception.mark.line + 1, exception.msg)};
    }
}

Layout boxesOf(const Layout& layout, const std::set<std::string>& ids) {
    Layout kept;
    for (const auto& [id, box] : layout.boxes) {
        if (ids.contains(id)) kept.boxes.emplace_hint(kept.boxes.end(), id, box);
    }
    return kept;
}

}  // namespace spillway
