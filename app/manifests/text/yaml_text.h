#pragma once

#include "manifests/exporter.h"

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spillway {

// A YAML value to be written, in the order it is built; knows which drawn item and field each part comes from.
class YamlText {
public:
    using Entry = std::pair<std::string, YamlText>;

    YamlText(std::string_view text);
    YamlText(const std::string& text) : YamlText{std::string_view{text}} {}
    YamlText(const char* text) : YamlText{std::string_view{text}} {}
    YamlText(bool value) : m_scalar{value ? "true" : "false"} {}
    YamlText(std::integral auto value) : m_scalar{std::to_string(value)} {}

    static YamlText map(std::initializer_list<Entry> entries = {});
    static YamlText list(std::vector<YamlText> items = {});

    // Written on one line: {a: 1, b: 2}. Everything in it is, too.
    YamlText inlined() &&;
    // This part comes from that field of that item; parts without an origin take the one around them.
    YamlText from(std::string_view item, std::string_view field = {}) &&;

    YamlText& add(std::string_view key, YamlText value);  // of a map
    YamlText& push(YamlText item);                        // of a list
    bool empty() const { return m_entries.empty() && m_items.empty(); }

    // Appends the text as one document's body, and the origins of its lines; `line` is the number of its first line.
    void write(std::string& text, std::vector<LineOrigin>& origins, int line) const;

private:
    enum class Shape { scalar, map, list };
    struct Sink;
    YamlText() = default;
    std::string inlineText() const;
    bool onOneLine() const { return m_shape == Shape::scalar || m_inlined || empty(); }
    void writeBlock(Sink& sink, int indent, const LineOrigin& around) const;

    Shape m_shape = Shape::scalar;
    bool m_inlined = false;
    std::string m_scalar;  // as it is written, quoted if need be
    std::vector<Entry> m_entries;
    std::vector<YamlText> m_items;
    LineOrigin m_origin;
};

// The text as a YAML 1.1 and 1.2 string: plain where every reader agrees that it is this string, else double-quoted.
std::string yamlString(std::string_view text);

}  // namespace spillway
