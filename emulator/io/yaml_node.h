#pragma once

#include "base/diagnostic.h"

#include <string>
#include <string_view>
#include <vector>

namespace spillway {

// Line and column count from 0; the column in bytes.
struct TextMark {
    std::size_t line = 0;
    std::size_t column = 0;
};

struct YamlEntry;

// A document as it is laid out, before it means anything.
struct YamlNode {
    enum class Form {
        nothing,  // a key without a value
        scalar,
        list,
        map,
        broken,  // a problem of it has been reported: nothing more is said about it
    };
    Form form = Form::nothing;
    bool flow = false;  // lists and maps: between brackets
    TextMark at;
    std::string text;                // scalar
    std::vector<YamlNode> items;     // list
    std::vector<YamlEntry> entries;  // map; no key twice

    const YamlEntry* find(std::string_view key) const;
    YamlEntry* find(std::string_view key);
    bool isScalar() const { return form == Form::scalar; }
};

struct YamlEntry {
    std::string key;
    TextMark at;
    YamlNode value;
};

struct YamlDocument {
    YamlNode root;
    Diagnostics diagnostics;  // of the layout: malformed, twice the same key, anchors ...
    bool complete = true;     // false: reading ended early, the root holds what came before
};

// A text and where its lines begin.
class SourceText {
public:
    SourceText(std::string_view text, std::string fileName);

    std::string_view text() const { return m_text; }
    const std::string& fileName() const { return m_fileName; }
    // Without its line end; empty beyond the last.
    std::string_view line(std::size_t index) const;
    std::size_t lineCount() const { return m_starts.size(); }
    std::size_t lineStart(std::size_t index) const;  // the size of the text beyond the last
    // For a diagnostic: from 1, the column in characters.
    Place place(TextMark mark) const;
    TextMark markAt(std::size_t offset) const;

private:
    std::string_view m_text;
    std::string m_fileName;
    std::vector<std::size_t> m_starts;
};

// Reads one document. Never throws; accepts any bytes (a byte order mark must be gone). Anchors, aliases, tags and keys
// that are no words are refused: a document says each thing once, where it is read. At most 16 MiB.
YamlDocument readYaml(const SourceText& source);

}  // namespace spillway
