#include "io/yaml_node.h"

#include "topology/text_tree.h"

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <sstream>

namespace spillway {
namespace {

constexpr std::size_t kLargest = 16u << 20;
// Stands for a comma inside parentheses while yaml-cpp reads, which would part the scalar there. No document has it:
// control characters are refused first.
constexpr char kEnclosedComma = '\x01';

// Length of the well-formed UTF-8 sequence at `offset` (Unicode 15, table 3-7), 0 if there is none.
std::size_t utf8Length(std::string_view text, std::size_t offset) {
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
    const auto follows = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
        return byte(offset + i) >= low && byte(offset + i) <= high;
    };
    const unsigned first = byte(offset);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const unsigned low = first == 0xE0 ? 0xA0 : 0x80, high = first == 0xED ? 0x9F : 0xBF;
        return follows(1, low, high) && follows(2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const unsigned low = first == 0xF0 ? 0x90 : 0x80, high = first == 0xF4 ? 0x8F : 0xBF;
        return follows(1, low, high) && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

// The first byte that no text has, or npos.
std::size_t firstNonText(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto c = static_cast<unsigned char>(text[i]);
        if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F) return i;
        const std::size_t length = utf8Length(text, i);
        if (length == 0) return i;
        i += length;
    }
    return std::string_view::npos;
}

std::string withEnclosedCommas(std::string_view text) {
    std::string copy{text};
    for (std::size_t comma = text.find(','); comma != std::string_view::npos; comma = text.find(',', comma + 1))
        if (isEnclosedComma(text, comma)) copy[comma] = kEnclosedComma;
    return copy;
}

std::string restored(const std::string& text) {
    std::string copy = text;
    std::ranges::replace(copy, kEnclosedComma, ',');
    return copy;
}

// Builds the tree from yaml-cpp's events. Pointers on the stack stay good: a parent grows only after its child is done.
class TreeBuilder : public YAML::EventHandler {
public:
    TreeBuilder(const SourceText& source, YamlDocument& document) : m_source{source}, m_document{document} {}

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        accept(mark, {}, anchor, YamlNode::Form::nothing, {});
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        refuse(mark, "aliases are not used here", "write the value where it is needed");
        accept(mark, {}, 0, YamlNode::Form::broken, {});
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        accept(mark, tag, anchor, YamlNode::Form::scalar, restored(value));
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) override {
        open(mark, tag, anchor, YamlNode::Form::list, style);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value style) override {
        open(mark, tag, anchor, YamlNode::Form::map, style);
    }
    void OnMapEnd() override { close(); }

    // Reading broke off: the innermost thing still open may be anything.
    void breakOff() {
        if (m_skipped > 0) m_document.diagnostics.pop_back();
        if (m_open.size() > 1) m_open.back()->node->form = YamlNode::Form::broken;
    }

    // yaml-cpp takes the end of the file for the end of a quoted text; only the last one can be so.
    void checkLastQuote() {
        if (!m_lastQuoted) return;
        const std::string_view text =
            m_source.text().substr(m_source.lineStart(m_lastQuoted->line) + m_lastQuoted->column);
        if (text.empty() || (text.front() != '"' && text.front() != '\'')) return;  // a block scalar
        if (!isClosed(text))
            report("malformed-yaml", *m_lastQuoted, "this is not YAML: the quote that opens here is never closed", "");
    }

private:
    struct Open {
        YamlNode* node;
        bool keyNext = true;
        std::map<std::string, std::size_t> keyLines{};
        YamlNode discarded{};  // values of a key that is refused
    };

    // A quoted text at the front: in single quotes two of them are one of the text, in double quotes a backslash hides
    // what follows.
    static bool isClosed(std::string_view text) {
        const char quote = text.front();
        for (std::size_t i = 1; i < text.size(); ++i) {
            if (quote == '"' && text[i] == '\\')
                ++i;
            else if (text[i] == quote && quote == '\'' && i + 1 < text.size() && text[i + 1] == quote)
                ++i;
            else if (text[i] == quote)
                return true;
        }
        return false;
    }
    static TextMark markOf(const YAML::Mark& mark) {
        return {static_cast<std::size_t>(std::max(mark.line, 0)), static_cast<std::size_t>(std::max(mark.column, 0))};
    }
    void report(const char* code, TextMark mark, std::string sentence, std::string hint) {
        m_document.diagnostics.push_back(
            {code, Severity::error, m_source.place(mark), std::move(sentence), std::move(hint)});
    }
    void refuse(const YAML::Mark& mark, std::string sentence, std::string hint) {
        report("unsupported-yaml", markOf(mark), std::move(sentence), std::move(hint));
    }

    // Where the next node goes; null when it is a key.
    YamlNode* place() {
        if (m_open.empty()) return &m_document.root;
        Open& parent = *m_open.back();
        if (parent.node->form == YamlNode::Form::list) return &parent.node->items.emplace_back();
        if (parent.keyNext) return nullptr;
        parent.keyNext = true;
        return m_refusedKey == m_open.size() ? (m_refusedKey = 0, &(parent.discarded = {}))
                                             : &parent.node->entries.back().value;
    }
    void key(const YAML::Mark& mark, const std::string& word) {
        Open& parent = *m_open.back();
        parent.keyNext = false;
        m_lastKey = markOf(mark);
        const auto [first, isNew] = parent.keyLines.emplace(word, markOf(mark).line);
        if (!isNew) {
            report("duplicate-key", markOf(mark), '"' + word + "\" stands here a second time",
                   "first in line " + std::to_string(first->second + 1));
            m_refusedKey = m_open.size();
        } else {
            parent.node->entries.push_back({word, markOf(mark), {}});
        }
    }
    void check(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
        if (anchor != 0) refuse(mark, "anchors are not used here", "write the value where it is needed");
        if (!tag.empty() && tag != "?" && tag != "!")
            refuse(mark, "tags are not used here", "leave \"" + tag + "\" out");
    }
    void accept(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YamlNode::Form form,
                std::string text) {
        check(mark, tag, anchor);
        if (m_skipped > 0) return;
        YamlNode* node = place();
        if (!node) return key(mark, text);
        node->form = form;
        node->at = markOf(mark);
        node->text = std::move(text);
        if (tag == "!") m_lastQuoted = node->at;
        // yaml-cpp says where it noticed that a value is missing: the next key. The key without value is what is meant.
        if (form == YamlNode::Form::nothing && m_lastKey && !m_open.empty() &&
            m_open.back()->node->form == YamlNode::Form::map)
            node->at = *m_lastKey;
    }
    void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YamlNode::Form form,
              YAML::EmitterStyle::value style) {
        check(mark, tag, anchor);
        if (m_skipped > 0) {
            ++m_skipped;
            return;
        }
        YamlNode* node = place();
        if (!node) {
            refuse(mark, "a key must be a word", "");
            m_open.back()->keyNext = false;
            m_refusedKey = m_open.size();
            m_skipped = 1;
            return;
        }
        node->form = form;
        node->flow = style == YAML::EmitterStyle::Flow;
        node->at = markOf(mark);
        m_open.push_back(std::make_unique<Open>(Open{node}));
    }
    void close() {
        if (m_skipped > 0)
            --m_skipped;
        else
            m_open.pop_back();
    }

    const SourceText& m_source;
    YamlDocument& m_document;
    std::vector<std::unique_ptr<Open>> m_open;
    std::optional<TextMark> m_lastKey;
    std::optional<TextMark> m_lastQuoted;
    std::size_t m_refusedKey = 0;  // depth whose current key was refused; 0 is none
    std::size_t m_skipped = 0;     // open collections inside a refused key
};

const char* malformedHint(std::string_view line, const std::string& message) {
    const std::string_view indent = line.substr(0, line.find_first_not_of(" \t"));
    if (indent.find('\t') != std::string_view::npos) return "the line is indented with a tab: use blanks";
    const bool level = message == YAML::ErrorMsg::END_OF_MAP || message == YAML::ErrorMsg::END_OF_SEQ;
    return level ? "the indentation of this line fits nothing above it" : "";
}

Diagnostic malformed(const SourceText& source, const YAML::Exception& problem) {
    const TextMark mark{static_cast<std::size_t>(std::max(problem.mark.line, 0)),
                        static_cast<std::size_t>(std::max(problem.mark.column, 0))};
    return {"malformed-yaml", Severity::error, source.place(mark), "this is not YAML: " + problem.msg,
            malformedHint(source.line(mark.line), problem.msg)};
}

void parseInto(YamlDocument& document, const SourceText& source) {
    std::istringstream stream{withEnclosedCommas(source.text())};
    TreeBuilder builder{source, document};
    try {
        YAML::Parser parser{stream};
        if (!parser.HandleNextDocument(builder)) return;
        builder.checkLastQuote();
        YamlDocument rest;
        TreeBuilder ignored{source, rest};
        if (parser.HandleNextDocument(ignored)) {
            document.diagnostics.push_back({"unsupported-yaml", Severity::error, source.place(rest.root.at),
                                            "a second YAML document begins here", "a file holds one architecture"});
        }
    } catch (const YAML::DeepRecursion& problem) {
        document = {};
        document.complete = false;
        document.diagnostics.push_back(
            {"malformed-yaml", Severity::error, source.place({}),
             "brackets or lists are nested more than " + std::to_string(problem.depth()) + " deep", ""});
    } catch (const YAML::Exception& problem) {
        builder.breakOff();
        document.complete = false;
        document.diagnostics.push_back(malformed(source, problem));
    }
}

}  // namespace

const YamlEntry* YamlNode::find(std::string_view key) const {
    const auto found = std::ranges::find(entries, key, &YamlEntry::key);
    return found == entries.end() ? nullptr : &*found;
}

YamlEntry* YamlNode::find(std::string_view key) {
    const auto found = std::ranges::find(entries, key, &YamlEntry::key);
    return found == entries.end() ? nullptr : &*found;
}

SourceText::SourceText(std::string_view text, std::string fileName) : m_text{text}, m_fileName{std::move(fileName)} {
    m_starts.push_back(0);
    for (std::size_t i = text.find('\n'); i != std::string_view::npos; i = text.find('\n', i + 1))
        m_starts.push_back(i + 1);
    if (m_starts.back() == text.size() && m_starts.size() > 1) m_starts.pop_back();
}

std::size_t SourceText::lineStart(std::size_t index) const {
    return index < m_starts.size() ? m_starts[index] : m_text.size();
}

std::string_view SourceText::line(std::size_t index) const {
    std::string_view line = m_text.substr(lineStart(index), lineStart(index + 1) - lineStart(index));
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
    return line;
}

Place SourceText::place(TextMark mark) const {
    const std::string_view before = m_text.substr(lineStart(mark.line)).substr(0, mark.column);
    const auto continues =
        std::ranges::count_if(before, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; });
    return {m_fileName, static_cast<int>(mark.line) + 1,
            static_cast<int>(mark.column) - static_cast<int>(continues) + 1, "", ""};
}

TextMark SourceText::markAt(std::size_t offset) const {
    const auto next = std::ranges::upper_bound(m_starts, offset);
    const auto line = static_cast<std::size_t>(next - m_starts.begin()) - 1;
    return {line, offset - m_starts[line]};
}

YamlDocument readYaml(const SourceText& source) {
    YamlDocument document;
    const auto refused = [&](const char* code, TextMark mark, std::string sentence, std::string hint) {
        document.complete = false;
        document.diagnostics.push_back(
            {code, Severity::error, source.place(mark), std::move(sentence), std::move(hint)});
        return document;
    };
    if (source.text().size() > kLargest) return refused("too-large", {}, "the file is larger than 16 MiB", "");
    if (const std::size_t bad = firstNonText(source.text()); bad != std::string_view::npos)
        return refused("not-text", source.markAt(bad), "this is not UTF-8 text",
                       "save the file as UTF-8, without control characters");
    parseInto(document, source);
    return document;
}

}  // namespace spillway
