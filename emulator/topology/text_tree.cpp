#include "topology/text_tree.h"

#include "topology/field_tree.h"

#include <algorithm>
#include <cstdio>

namespace spillway {
namespace {

// Words that YAML 1.1 readers (which is most of them) take for something else than a text.
bool looksLikeOtherType(std::string_view text) {
    static constexpr std::string_view kWords[] = {"true", "false", "yes", "no", "on", "off", "null", "y", "n", "~"};
    std::string lower{text};
    std::ranges::transform(lower, lower.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return std::ranges::find(kWords, lower) != std::end(kWords);
}

// A comma that does not part two entries: exponential(50ms, x2, cap 2s) is one scalar between brackets too.
bool hasPartingComma(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == ',' && !isEnclosedComma(text, i)) return true;
    return false;
}

bool needsQuotes(std::string_view text, bool inFlow) {
    if (text.empty()) return true;
    if (std::string_view{" \t"}.find(text.front()) != std::string_view::npos) return true;
    if (std::string_view{" \t:"}.find(text.back()) != std::string_view::npos) return true;
    if (std::string_view{"!&*|>'\"%@`#,[]{}?=<"}.find(text.front()) != std::string_view::npos) return true;
    if (text.front() == '-' && (text.size() == 1 || text[1] == ' ' || text == "---")) return true;
    if (text.starts_with("---") || text.starts_with("...")) return true;
    if (text.find(": ") != std::string_view::npos || text.find(" #") != std::string_view::npos) return true;
    if (text.find(":\t") != std::string_view::npos || text.find("\t#") != std::string_view::npos) return true;
    const bool hasControls =
        std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (hasControls) return true;
    return inFlow && (text.find_first_of("[]{}") != std::string_view::npos || hasPartingComma(text));
}

std::string doubleQuoted(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            result += '\\', result += c;
        else if (c == '\n')
            result += "\\n";
        else if (c == '\t')
            result += "\\t";
        else if (c == '\r')
            result += "\\r";
        else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            char escape[8];
            std::snprintf(escape, sizeof escape, "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
            result += escape;
        } else
            result += c;
    }
    return result + '"';
}

}  // namespace

bool operator==(const TextTree& a, const TextTree& b) {
    return a.form == b.form && a.text == b.text && a.items == b.items && a.entries == b.entries;
}

TextTree TextTree::scalar(std::string text) {
    TextTree tree;
    tree.text = std::move(text);
    return tree;
}

TextTree TextTree::words(std::string text) {
    TextTree tree = scalar(std::move(text));
    tree.prose = true;
    return tree;
}

TextTree TextTree::list(bool oneLine) {
    TextTree tree;
    tree.form = Form::list;
    tree.oneLine = oneLine;
    return tree;
}

TextTree TextTree::map(bool oneLine) {
    TextTree tree;
    tree.form = Form::map;
    tree.oneLine = oneLine;
    return tree;
}

const TextTree* TextTree::find(std::string_view key) const {
    const auto found = std::ranges::find(entries, key, &TextEntry::key);
    return found == entries.end() ? nullptr : &found->value;
}

bool isEnclosedComma(std::string_view text, std::size_t comma) {
    const auto stops = [](char c) { return std::string_view{"()[]{}\"'#\r\n"}.find(c) != std::string_view::npos; };
    constexpr std::size_t kReach = 200;  // keeps a line of a million commas linear
    std::size_t left = comma;
    while (left > 0 && comma - left < kReach && !stops(text[left - 1])) --left;
    std::size_t right = comma;
    while (right < text.size() && right - comma < kReach && !stops(text[right])) ++right;
    return left > 0 && text[left - 1] == '(' && right < text.size() && text[right] == ')';
}

std::string yamlScalar(const TextTree& tree, bool inFlow) {
    const std::string& text = tree.text;
    const bool prose =
        tree.prose && (text.empty() || looksLikeOtherType(text) || (inFlow && text.find(',') != std::string::npos));
    return prose || needsQuotes(text, inFlow) ? doubleQuoted(text) : text;
}

std::string oneLineText(const TextTree& tree) {
    if (tree.form == TextTree::Form::scalar) return yamlScalar(tree, true);
    const bool isList = tree.form == TextTree::Form::list;
    std::string text = isList ? "[" : "{";
    for (const TextTree& item : tree.items) text += (text.size() == 1 ? "" : ", ") + oneLineText(item);
    for (const auto& [key, value] : tree.entries)
        text += (text.size() == 1 ? "" : ", ") + key + ": " + oneLineText(value);
    return text + (isList ? ']' : '}');
}

TextTree treeOf(const Node& node) {
    TextTree tree = TextTree::map(false);
    tree.entries.push_back({"id", TextTree::words(node.id)});
    tree.entries.push_back({"kind", TextTree::scalar(std::string{wordOf(node.kind())})});
    appendFields(tree, node, Node{});
    std::visit([&]<class S>(const S& spec) { appendFields(tree, spec, S{}); }, node.spec);
    return tree;
}

}  // namespace spillway
