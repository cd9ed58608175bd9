#include "io/merged_text.h"

#include "io/block_text.h"
#include "io/item_match.h"
#include "io/line_shape.h"

#include <algorithm>
#include <utility>

namespace spillway {
namespace {

struct Lines {
    std::size_t begin = 0;
    std::size_t end = 0;
};

// An item or an entry in the source: comment lines above it, its own lines.
struct Part {
    std::string comments;
    Lines own;
};

class Merger {
public:
    explicit Merger(const SourceText& source) : m_source{source}, m_lineEnd{lineEndOf(source.text())} {}

    std::optional<std::string> root(const YamlNode& root, const TextTree& before, const TextTree& after) {
        if (!isBlockMap(root) || root.at.column != 0) return std::nullopt;
        const std::size_t head = root.entries.front().at.line;
        const std::size_t end = documentEnd(head);
        auto body = map({root, before, after, {head, end}});
        if (!body) return std::nullopt;
        std::string text = raw({0, head});
        append(text, *body);
        append(text, raw({end, m_source.lineCount()}));
        return text;
    }

private:
    struct Edit {
        const YamlNode& node;
        const TextTree& before;
        const TextTree& after;
        Lines lines;
    };
    struct Piece {
        std::string key;
        std::string text;
    };

    static bool isBlockMap(const YamlNode& node) {
        return node.form == YamlNode::Form::map && !node.flow && !node.entries.empty();
    }
    static bool isBlockList(const YamlNode& node) {
        return node.form == YamlNode::Form::list && !node.flow && !node.items.empty();
    }
    std::string raw(Lines lines) const {
        const std::size_t begin = m_source.lineStart(lines.begin);
        return std::string{m_source.text().substr(begin, m_source.lineStart(lines.end) - begin)};
    }
    // The last line of a file may lack its end: it gets one before anything follows.
    void append(std::string& text, const std::string& more) const {
        if (!text.empty() && !more.empty() && !text.ends_with('\n')) text += m_lineEnd;
        text += more;
    }
    BlockStyle style(std::size_t indent) const { return {indent, m_lineEnd}; }

    // The line of the document end marker, if there is one: nothing may be added below it.
    std::size_t documentEnd(std::size_t line) const {
        const auto isMarker = [](std::string_view text) {
            return text.starts_with("...") && (text.size() == 3 || text[3] == ' ' || text[3] == '\t');
        };
        while (line < m_source.lineCount() && !isMarker(m_source.line(line))) ++line;
        return line;
    }

    // Where the blank and comment lines at the end of `lines` begin that are indented by at most `most`.
    std::size_t trailerOf(Lines lines, std::size_t most) const {
        std::size_t begin = lines.end;
        while (begin > lines.begin + 1) {
            const std::string_view line = m_source.line(begin - 1);
            if (!isBlankLine(line) && !(isCommentLine(line) && indentOf(line) <= most)) break;
            --begin;
        }
        return begin;
    }

    // Where the comment lines right above `line` begin; what a blank line parts from it is about the whole.
    std::size_t commentsAbove(std::size_t line, std::size_t least) const {
        while (line > least && isCommentLine(m_source.line(line - 1))) --line;
        return line;
    }

    // The parts that begin in these lines, the first one's comments in lines.begin; what follows the last one in
    // `tail`.
    std::vector<Part> partsOf(const std::vector<std::size_t>& starts, Lines lines, std::size_t column,
                              std::string& tail) const {
        std::vector<Part> parts;
        std::string comments = raw({lines.begin, starts.front()});
        for (std::size_t i = 0; i < starts.size(); ++i) {
            const std::size_t next = i + 1 < starts.size() ? starts[i + 1] : lines.end;
            const std::size_t trailer = trailerOf({starts[i], next}, column);
            parts.push_back({std::move(comments), {starts[i], trailer}});
            comments = raw({trailer, next});
        }
        tail = std::move(comments);
        return parts;
    }

    // Of the comments above something that is taken away, what a blank line parts from it: that is about what follows
    // too.
    static std::string headings(const std::string& comments) {
        std::size_t end = 0;
        bool hasComment = false;
        for (std::size_t begin = 0; begin < comments.size();) {
            const std::size_t next = std::min(comments.find('\n', begin), comments.size() - 1) + 1;
            std::string_view line = std::string_view{comments}.substr(begin, next - begin);
            while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
            if (!isBlankLine(line))
                hasComment = true;
            else if (hasComment)
                end = next;
            begin = next;
        }
        return comments.substr(0, end);
    }
    // `comments` under what was above something taken away, without two blank lines in a row.
    std::string under(std::string carried, const std::string& comments) const {
        if (!carried.empty() && comments.starts_with(m_lineEnd)) carried.resize(carried.size() - m_lineEnd.size());
        return carried + comments;
    }

    // Lines on which the keys begin; nothing when two share one, or one is not where the others are.
    std::optional<std::vector<std::size_t>> keyLines(const YamlNode& map) const {
        std::vector<std::size_t> starts;
        for (const YamlEntry& entry : map.entries) {
            if (entry.at.column != map.entries.front().at.column) return std::nullopt;
            if (!starts.empty() && entry.at.line <= starts.back()) return std::nullopt;
            starts.push_back(entry.at.line);
        }
        return starts;
    }

    std::optional<std::string> map(const Edit& edit) {
        const auto starts = keyLines(edit.node);
        if (!starts) return std::nullopt;
        const std::size_t column = edit.node.entries.front().at.column;
        std::string tail;
        const std::vector<Part> parts = partsOf(*starts, edit.lines, column, tail);
        // What stands before the first key on its line: blanks, or the dash of an item. It goes back to whatever comes
        // first.
        const std::string prefix{m_source.line(starts->front()).substr(0, column)};
        std::vector<Piece> pieces;
        std::string carried;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const YamlEntry& entry = edit.node.entries[i];
            std::string own = raw(parts[i].own);
            if (i == 0) own.replace(0, column, column, ' ');
            const TextTree* was = edit.before.find(entry.key);
            const TextTree* is = edit.after.find(entry.key);
            const bool same = was && is ? *was == *is : was == is;
            if (!same && !is) {
                carried = under(std::move(carried), headings(parts[i].comments));
                continue;
            }
            if (!same) own = changedEntry({entry, was, *is, parts[i].own, column});
            std::string text = under(std::exchange(carried, {}), parts[i].comments);
            append(text, own);
            pieces.push_back({entry.key, std::move(text)});
        }
        insertNew(pieces, edit, column);
        return joined(pieces, prefix, under(std::move(carried), tail));
    }

    // Keys that were not written get their place after the keys that come before them in the canonical order.
    void insertNew(std::vector<Piece>& pieces, const Edit& edit, std::size_t column) const {
        const auto& order = edit.after.entries;
        for (std::size_t i = 0; i < order.size(); ++i) {
            const auto& [key, value] = order[i];
            if (edit.node.find(key)) continue;
            std::size_t place = 0;
            for (std::size_t j = 0; j < pieces.size(); ++j) {
                const auto rank = std::ranges::find(order, pieces[j].key, &TextEntry::key);
                if (rank != order.end() && static_cast<std::size_t>(rank - order.begin()) < i) place = j + 1;
            }
            pieces.insert(pieces.begin() + static_cast<std::ptrdiff_t>(place),
                          {key, entryText(key, value, style(column))});
        }
    }

    std::string joined(const std::vector<Piece>& pieces, const std::string& prefix, const std::string& tail) const {
        std::string text;
        for (const Piece& piece : pieces) append(text, piece.text);
        // The prefix belongs on the first line that is no comment.
        for (std::size_t begin = 0; begin < text.size();) {
            const std::size_t end = std::min(text.find('\n', begin), text.size());
            const std::string_view line = std::string_view{text}.substr(begin, end - begin);
            if (!isBlankLine(line) && !isCommentLine(line)) {
                text.replace(begin, prefix.size(), prefix);
                break;
            }
            begin = end + 1;
        }
        append(text, tail);
        return text;
    }

    struct EntryEdit {
        const YamlEntry& entry;
        const TextTree* was;
        const TextTree& is;
        Lines lines;
        std::size_t column;
    };

    std::string changedEntry(const EntryEdit& edit) {
        const YamlNode& node = edit.entry.value;
        static const TextTree kNoMap = TextTree::map(false), kNoList = TextTree::list(false);
        const std::size_t line = edit.entry.at.line;
        if (isBlockMap(node) && edit.is.form == TextTree::Form::map && node.at.line > line) {
            const std::size_t begin = commentsAbove(node.entries.front().at.line, line + 1);
            const auto inner = map({node, edit.was ? *edit.was : kNoMap, edit.is, {begin, edit.lines.end}});
            if (inner) return raw({line, begin}) + *inner;
        }
        if (isBlockList(node) && edit.is.form == TextTree::Form::list && node.at.line > line) {
            const auto starts = dashLines(node, line + 1);
            if (starts) {
                const std::size_t begin = commentsAbove(starts->front(), line + 1);
                return raw({line, begin}) +
                       list({node, edit.was ? *edit.was : kNoList, edit.is, {begin, edit.lines.end}}, *starts);
            }
        }
        const TextTree value = node.flow ? withExplicitDefaults(node, edit.was, edit.is) : edit.is;
        std::string text = withComment(entryText(edit.entry.key, value, style(edit.column)), m_source.line(line),
                                       edit.entry.at.column + edit.entry.key.size());
        return commentsInside(node, edit.lines, edit.column) + text;
    }

    // The comment lines within something that is written afresh; they go above it.
    std::string commentsInside(const YamlNode& node, Lines lines, std::size_t column) const {
        // A text has none of its own: a '#' in it is the text's.
        const std::size_t end = node.isScalar() ? std::min(node.at.line, lines.end) : lines.end;
        std::string text;
        for (std::size_t line = lines.begin + 1; line < end; ++line) {
            if (!isCommentLine(m_source.line(line))) continue;
            text += std::string(column, ' ');
            text += m_source.line(line).substr(indentOf(m_source.line(line)));
            text += m_lineEnd;
        }
        return text;
    }

    // The comment at the end of the old first line goes to the end of the new one, if there is room for it.
    std::string withComment(std::string text, std::string_view oldLine, std::size_t from) const {
        const std::size_t comment = trailingComment(oldLine, from);
        if (comment == std::string_view::npos) return text;
        const std::size_t end = text.find(m_lineEnd);
        return text.insert(std::min(end, text.size()), oldLine.substr(comment));
    }

    // A value in brackets keeps the keys that the user stated although they are the defaults, in their order.
    TextTree withExplicitDefaults(const YamlNode& node, const TextTree* was, const TextTree& is) const {
        if (node.form != YamlNode::Form::map || is.form != TextTree::Form::map) return is;
        TextTree result = TextTree::map(is.oneLine);
        for (const YamlEntry& entry : node.entries) {
            const TextTree* old = was ? was->find(entry.key) : nullptr;
            if (const TextTree* now = is.find(entry.key)) {
                result.entries.push_back(
                    {entry.key, entry.value.flow ? withExplicitDefaults(entry.value, old, *now) : *now});
            } else if (!old && entry.value.isScalar()) {
                result.entries.push_back({entry.key, TextTree::scalar(entry.value.text)});
            }
        }
        for (const TextEntry& entry : is.entries)
            if (!node.find(entry.key)) result.entries.push_back(entry);
        return result;
    }

    // Lines on which the dashes stand, all in one column.
    std::optional<std::vector<std::size_t>> dashLines(const YamlNode& list, std::size_t begin) const {
        std::vector<std::size_t> starts;
        std::optional<std::size_t> column;
        for (const YamlNode& item : list.items) {
            const std::size_t least = starts.empty() ? begin : starts.back() + 1;
            std::size_t line = item.at.line;
            const auto hasDash = [&](std::size_t at) {
                const std::string_view text = m_source.line(at);
                const std::size_t indent = indentOf(text);
                return indent < text.size() && text[indent] == '-' && (at != item.at.line || indent < item.at.column);
            };
            while (line > least && !hasDash(line)) --line;
            if (line < least || !hasDash(line)) return std::nullopt;
            const std::size_t indent = indentOf(m_source.line(line));
            if (column.value_or(indent) != indent) return std::nullopt;
            column = indent;
            starts.push_back(line);
        }
        return starts;
    }

    std::string list(const Edit& edit, const std::vector<std::size_t>& starts) {
        const auto& [node, before, after, lines] = edit;
        const std::size_t column = indentOf(m_source.line(starts.front()));
        std::string tail;
        const std::vector<Part> parts = partsOf(starts, lines, column, tail);
        const std::vector<std::optional<std::size_t>> matches = matchItems(before, after);
        const bool spaced =
            parts.size() > 1 && std::ranges::all_of(parts.begin() + 1, parts.end(), [](const Part& part) {
                return part.comments.starts_with('\n') || part.comments.starts_with('\r');
            });
        std::vector<std::string> above = headingsOfRemoved(parts, matches);
        std::string text;
        for (std::size_t i = 0; i < after.items.size(); ++i) {
            // Before and source have the same items in the same order unless the source had errors.
            if (!matches[i] || *matches[i] >= parts.size()) {
                if (spaced && !text.empty()) append(text, m_lineEnd);
                append(text, itemText(after.items[i], style(column)));
                continue;
            }
            const Part& part = parts[*matches[i]];
            append(text, under(std::move(above[*matches[i]]), part.comments));
            const TextTree& was = before.items[*matches[i]];
            append(text, was == after.items[i]
                             ? raw(part.own)
                             : changedItem({node.items[*matches[i]], was, after.items[i], part.own}, column));
        }
        append(text, under(std::move(above.back()), tail));
        return text;
    }

    // For each part, and last for the tail, the headings of the parts taken away right before it.
    std::vector<std::string> headingsOfRemoved(const std::vector<Part>& parts,
                                               const std::vector<std::optional<std::size_t>>& matches) const {
        std::vector<bool> stays(parts.size(), false);
        for (const auto& match : matches)
            if (match && *match < parts.size()) stays[*match] = true;
        std::vector<std::string> above(parts.size() + 1);
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (stays[i]) continue;
            above[i + 1] = under(std::move(above[i]), headings(parts[i].comments));
            above[i].clear();
        }
        return above;
    }

    std::string changedItem(const Edit& edit, std::size_t column) {
        const std::size_t dash = edit.lines.begin;
        if (isBlockMap(edit.node)) {
            // Its keys begin after the dash, or below it under comments of their own.
            const std::size_t first = edit.node.entries.front().at.line;
            const std::size_t begin = first == dash ? dash : commentsAbove(first, dash + 1);
            if (auto text = map({edit.node, edit.before, edit.after, {begin, edit.lines.end}}))
                return raw({dash, begin}) + *text;
        }
        const TextTree value = edit.node.flow ? withExplicitDefaults(edit.node, &edit.before, edit.after) : edit.after;
        return commentsInside(edit.node, edit.lines, column) +
               withComment(itemText(value, style(column)), m_source.line(edit.lines.begin), column + 1);
    }

    static const char* lineEndOf(std::string_view text) {
        const std::size_t first = text.find('\n');
        return first != std::string_view::npos && first > 0 && text[first - 1] == '\r' ? "\r\n" : "\n";
    }

    const SourceText& m_source;
    const std::string m_lineEnd;
};

}  // namespace

std::optional<std::string> mergedText(const SourceText& source, const YamlNode& root, const TextTree& before,
                                      const TextTree& after) {
    return Merger{source}.root(root, before, after);
}

}  // namespace spillway
