#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spillway {

struct TextEntry;

// A value as the document says it: texts, lists and mappings, in the order in which they are written, defaults left
// out.
struct TextTree {
    enum class Form { scalar, list, map };
    Form form = Form::scalar;
    bool oneLine = true;             // lists and maps: written as [a, b] and {a: b}, not one entry a line
    bool prose = false;              // scalars: the user's own words, which may have many lines
    std::string text;                // scalar
    std::vector<TextTree> items;     // list
    std::vector<TextEntry> entries;  // map

    static TextTree scalar(std::string text);
    static TextTree words(std::string text);  // prose
    static TextTree list(bool oneLine);
    static TextTree map(bool oneLine);

    // Null when the map has no such key.
    const TextTree* find(std::string_view key) const;
    // Same values; how they would be laid out does not count.
    friend bool operator==(const TextTree& a, const TextTree& b);
};

struct TextEntry {
    std::string key;
    TextTree value;

    friend bool operator==(const TextEntry&, const TextEntry&) = default;
};

// The tree on one line: {min: 4, max: 20}. Texts are quoted only where YAML needs it.
std::string oneLineText(const TextTree& tree);

// A scalar as YAML that reads back as the same text; `inFlow` when it stands between brackets. One line always.
std::string yamlScalar(const TextTree& scalar, bool inFlow);

// Our one addition to YAML: between brackets, a comma inside parentheses on one line belongs to the scalar, so that
// {backoff: exponential(50ms, x2, cap 2s)} needs no quotes. `comma` is the place of a comma in `text`.
bool isEnclosedComma(std::string_view text, std::size_t comma);

}  // namespace spillway
