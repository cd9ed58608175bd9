#include "manifests/text/yaml_text.h"

#include "base/assert.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace spillway {
namespace {

bool isAlnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

// YAML 1.1 (PyYAML, older Go readers) takes these for booleans and nulls in any case.
bool isReserved(std::string_view text) {
    static constexpr std::array<std::string_view, 10> words{"true", "false", "yes", "no", "on",
                                                            "off",  "null",  "y",   "n",  "~"};
    std::string lower{text};
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return std::ranges::find(words, lower) != words.end();
}

// Numbers in any base, dates, and the base-60 numbers of YAML 1.1.
bool looksNumeric(std::string_view text) {
    const bool digitFirst = std::isdigit(static_cast<unsigned char>(text.front())) != 0;
    return digitFirst && text.find_first_not_of("0123456789abcdefABCDEFxXoO_.:-+") == std::string_view::npos;
}

bool isPlain(std::string_view text) {
    if (text.empty() || !(isAlnum(text.front()) || text.front() == '/' || text.front() == '_')) return false;
    if (!isAlnum(text.back()) && text.back() != '/' && text.back() != '_') return false;
    const bool plainCharacters = std::ranges::all_of(
        text, [](char c) { return isAlnum(c) || std::string_view{"._/:@+-"}.find(c) != std::string_view::npos; });
    return plainCharacters && !isReserved(text) && !looksNumeric(text);
}

void appendEscaped(std::string& out, char c) {
    static constexpr std::string_view hex = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
        out += '\\';
        out += c;
    } else if (c == '\n') {
        out += "\\n";
    } else if (c == '\t') {
        out += "\\t";
    } else if (byte < 0x20 || byte == 0x7f) {
        out += "\\x";
        out += hex[byte >> 4U];
        out += hex[byte & 15U];
    } else {
        out += c;
    }
}

}  // namespace

std::string yamlString(std::string_view text) {
    if (isPlain(text)) return std::string{text};
    std::string quoted = "\"";
    for (const char c : text) appendEscaped(quoted, c);
    return quoted + '"';
}

struct YamlText::Sink {
    std::string& text;
    std::vector<LineOrigin>& origins;
    int line;

    void put(int indent, std::string_view content, const LineOrigin& origin) {
        text.append(static_cast<std::size_t>(indent), ' ').append(content) += '\n';
        if (!origin.item.empty()) origins.push_back({line, origin.item, origin.field});
        ++line;
    }
};

YamlText::YamlText(std::string_view text) : m_scalar{yamlString(text)} {}

YamlText YamlText::map(std::initializer_list<Entry> entries) {
    YamlText value;
    value.m_shape = Shape::map;
    value.m_entries = entries;
    return value;
}

YamlText YamlText::list(std::vector<YamlText> items) {
    YamlText value;
    value.m_shape = Shape::list;
    value.m_items = std::move(items);
    return value;
}

YamlText YamlText::inlined() && {
    m_inlined = true;
    return std::move(*this);
}

YamlText YamlText::from(std::string_view item, std::string_view field) && {
    m_origin.item = item;
    m_origin.field = field;
    return std::move(*this);
}

YamlText& YamlText::add(std::string_view key, YamlText value) {
    SPILLWAY_ASSERT(m_shape == Shape::map, "keys are added to maps");
    m_entries.emplace_back(std::string{key}, std::move(value));
    return *this;
}

YamlText& YamlText::push(YamlText item) {
    SPILLWAY_ASSERT(m_shape == Shape::list, "items are added to lists");
    m_items.push_back(std::move(item));
    return *this;
}

std::string YamlText::inlineText() const {
    if (m_shape == Shape::scalar) return m_scalar;
    const bool isMap = m_shape == Shape::map;
    std::string text{isMap ? '{' : '['};
    std::string_view separator;
    for (const auto& [key, value] : m_entries) {
        text.append(separator).append(yamlString(key)).append(": ").append(value.inlineText());
        separator = ", ";
    }
    for (const YamlText& item : m_items) {
        text.append(separator).append(item.inlineText());
        separator = ", ";
    }
    return text + (isMap ? '}' : ']');
}

void YamlText::write(std::string& text, std::vector<LineOrigin>& origins, int line) const {
    Sink sink{text, origins, line};
    if (onOneLine()) {
        sink.put(0, inlineText(), m_origin);
    } else {
        writeBlock(sink, 0, m_origin);
    }
}

void YamlText::writeBlock(Sink& sink, int indent, const LineOrigin& around) const {
    const auto nearest = [&](const YamlText& part) -> const LineOrigin& {
        return part.m_origin.item.empty() ? around : part.m_origin;
    };
    for (const auto& [key, value] : m_entries) {
        const LineOrigin& origin = nearest(value);
        if (value.onOneLine()) {
            sink.put(indent, yamlString(key) + ": " + value.inlineText(), origin);
        } else {
            sink.put(indent, yamlString(key) + ":", origin);
            value.writeBlock(sink, indent + 2, origin);
        }
    }
    for (const YamlText& item : m_items) {
        const LineOrigin& origin = nearest(item);
        if (item.onOneLine()) {
            sink.put(indent, "- " + item.inlineText(), origin);
            continue;
        }
        // A block below a dash: its first line stands behind the dash.
        const std::size_t start = sink.text.size();
        item.writeBlock(sink, indent + 2, origin);
        sink.text[start + static_cast<std::size_t>(indent)] = '-';
    }
}

}  // namespace spillway
