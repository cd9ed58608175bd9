#include "io/block_text.h"

#include <algorithm>

namespace spillway {
namespace {

BlockStyle deeper(const BlockStyle& style) { return {style.indent + 2, style.lineEnd}; }

// Whether a literal block (|) gives the text back exactly, whatever is around it.
bool fitsLiteral(const std::string& text) {
    if (text.find('\n') == std::string::npos || text.front() == ' ' || text.front() == '\n' || text.front() == '\t')
        return false;
    if (text.size() > 1 && text.ends_with("\n\n")) return false;
    return std::ranges::all_of(
               text, [](char c) { return static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t'; }) &&
           text.find('\x7f') == std::string::npos;
}

std::string literalText(const std::string& text, const BlockStyle& style) {
    std::string result = text.ends_with('\n') ? "|" : "|-";
    result += style.lineEnd;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        if (end > begin) result += std::string(style.indent, ' ') + text.substr(begin, end - begin);
        result += style.lineEnd;
        begin = end + 1;
    }
    return result;
}

}  // namespace

std::string entryText(const std::string& key, const TextTree& value, const BlockStyle& style) {
    const std::string head = std::string(style.indent, ' ') + key + ':';
    if (value.form == TextTree::Form::scalar) {
        if (value.prose && fitsLiteral(value.text)) return head + ' ' + literalText(value.text, deeper(style));
        return head + ' ' + yamlScalar(value, false) + style.lineEnd;
    }
    const bool empty = value.items.empty() && value.entries.empty();
    if (value.oneLine || empty) return head + ' ' + oneLineText(value) + style.lineEnd;
    std::string text = head + style.lineEnd;
    for (const TextTree& item : value.items) text += itemText(item, deeper(style));
    return text + mapText(value, deeper(style));
}

std::string itemText(const TextTree& item, const BlockStyle& style) {
    const std::string dash = std::string(style.indent, ' ') + "- ";
    if (item.form == TextTree::Form::scalar) return dash + yamlScalar(item, false) + style.lineEnd;
    if (item.oneLine || item.entries.empty()) return dash + oneLineText(item) + style.lineEnd;
    std::string text = mapText(item, deeper(style));
    return text.replace(0, dash.size(), dash);
}

std::string mapText(const TextTree& map, const BlockStyle& style) {
    std::string text;
    for (const auto& [key, value] : map.entries) text += entryText(key, value, style);
    return text;
}

}  // namespace spillway
