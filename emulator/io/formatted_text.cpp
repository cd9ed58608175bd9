#include "io/formatted_text.h"

#include "io/line_shape.h"
#include "io/yaml_node.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

namespace spillway {
namespace {

// A key or an item of a list by the way to it, "nodes/3/work": the same in every layout of a document.
struct Anchor {
    std::string path;
    std::size_t column = 0;
};

// Where the keys and items begin that have a line of their own, outermost first on each line.
class Anchors {
public:
    explicit Anchors(const SourceText& source) : m_source{source} { visit(readYaml(source).root, ""); }

    const std::map<std::size_t, std::vector<Anchor>>& byLine() const { return m_byLine; }
    bool has(const std::string& path) const { return m_paths.contains(path); }
    // Lines that are the inside of a text, where a '#' is a letter.
    bool isProse(std::size_t line) const {
        return std::ranges::any_of(m_prose,
                                   [&](const auto& range) { return line > range.first && line < range.second; });
    }

private:
    void visit(const YamlNode& node, const std::string& path) {
        if (node.flow) return;
        for (const YamlEntry& entry : node.entries) {
            add(path + '/' + entry.key, entry.at);
            if (entry.value.isScalar()) addProse(entry);
            visit(entry.value, path + '/' + entry.key);
        }
        for (std::size_t i = 0; i < node.items.size(); ++i) {
            add(path + '/' + std::to_string(i), node.items[i].at);
            visit(node.items[i], path + '/' + std::to_string(i));
        }
    }
    void add(const std::string& path, TextMark at) {
        m_paths.insert(path);
        m_byLine[at.line].push_back({path, std::min(at.column, indentOf(m_source.line(at.line)))});
    }
    void addProse(const YamlEntry& entry) {
        const std::string_view line = m_source.line(entry.at.line);
        const std::size_t value = line.find_first_not_of(" \t", entry.at.column + entry.key.size() + 1);
        if (value == std::string_view::npos || std::string_view{"|>\"'"}.find(line[value]) == std::string_view::npos)
            return;
        // A quoted text on one line ends there: what is indented below it are comments.
        const bool quoted = line[value] == '"' || line[value] == '\'';
        if (quoted && line.find(line[value], value + 1) != std::string_view::npos) return;
        std::size_t end = entry.at.line + 1;
        while (end < m_source.lineCount() &&
               (isBlankLine(m_source.line(end)) || indentOf(m_source.line(end)) > entry.at.column)) {
            ++end;
        }
        while (isBlankLine(m_source.line(end - 1))) --end;
        m_prose.emplace_back(entry.at.line, end);
    }

    const SourceText& m_source;
    std::map<std::size_t, std::vector<Anchor>> m_byLine;
    std::set<std::string> m_paths;
    std::vector<std::pair<std::size_t, std::size_t>> m_prose;
};

std::string trimmed(std::string_view line) {
    const std::size_t first = line.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return std::string{line.substr(first, line.find_last_not_of(" \t\r") - first + 1)};
}

// The comments of a text, each with the anchor it belongs to. An empty line among `above` is a blank line.
class Comments {
public:
    Comments(const SourceText& source, const Anchors& own, const Anchors& canonical) : m_canonical{canonical} {
        std::string owner;  // the anchor the lines after it belong to
        for (std::size_t i = 0; i < source.lineCount(); ++i) {
            if (own.isProse(i)) continue;
            const std::string_view line = source.line(i);
            if (isBlankLine(line) || isCommentLine(line)) {
                m_pending.push_back(trimmed(line));
                continue;
            }
            const auto anchors = own.byLine().find(i);
            if (anchors != own.byLine().end()) {
                takePending(anchors->second.front().path);
                owner = anchors->second.back().path;
            } else {
                std::erase(m_pending, "");
                takePending(owner);
            }
            const std::size_t comment = trailingComment(line, 0);
            if (comment == std::string_view::npos) continue;
            const bool stays = anchors != own.byLine().end() && m_canonical.has(owner);
            if (stays)
                m_behind[owner] = trimmed(line.substr(comment));
            else
                m_above[shown(owner)].push_back(trimmed(line.substr(comment)));
        }
    }

    std::string above(const Anchor& anchor) const {
        const auto found = m_above.find(anchor.path);
        return found == m_above.end() ? std::string{} : lines(found->second, anchor.column);
    }
    std::string behind(const Anchor& anchor) const {
        const auto found = m_behind.find(anchor.path);
        return found == m_behind.end() ? std::string{} : "  " + found->second;
    }
    // What stands below everything, and what belonged to a section that is left out.
    std::string atEnd() const {
        const auto homeless = m_above.find("");
        std::vector<std::string> rest = homeless == m_above.end() ? std::vector<std::string>{} : homeless->second;
        rest.insert(rest.end(), m_pending.begin(), m_pending.end());
        while (!rest.empty() && rest.back().empty()) rest.pop_back();
        return lines(rest, 0);
    }

private:
    // Blank lines that follow one another are one.
    static std::string lines(const std::vector<std::string>& all, std::size_t indent) {
        std::string text;
        bool blank = false;
        for (const std::string& line : all) {
            if (!line.empty() || !blank) text += (line.empty() ? "" : std::string(indent, ' ') + line) + '\n';
            blank = line.empty();
        }
        return text;
    }
    // The anchor itself, or the innermost one around it that the canonical text shows.
    std::string shown(std::string path) const {
        while (!path.empty() && !m_canonical.has(path)) path.resize(path.rfind('/'));
        return path;
    }
    void takePending(const std::string& owner) {
        const std::string place = shown(owner);
        if (place != owner) std::erase(m_pending, "");
        auto& above = m_above[place];
        above.insert(above.end(), m_pending.begin(), m_pending.end());
        m_pending.clear();
    }

    const Anchors& m_canonical;
    std::vector<std::string> m_pending;
    std::map<std::string, std::vector<std::string>> m_above;
    std::map<std::string, std::string> m_behind;
};

}  // namespace

std::string withComments(const std::string& canonical, std::string_view original) {
    const SourceText source{original, ""}, target{canonical, ""};
    const Anchors own{source}, shown{target};
    const Comments comments{source, own, shown};
    std::string text;
    for (std::size_t i = 0; i < target.lineCount(); ++i) {
        if (target.lineStart(i) >= canonical.size()) break;
        const auto anchors = shown.byLine().find(i);
        std::string behind;
        if (anchors != shown.byLine().end()) {
            for (const Anchor& anchor : anchors->second) {
                text += comments.above(anchor);
                behind += comments.behind(anchor);
            }
        }
        text += std::string{target.line(i)} + behind + '\n';
    }
    text += comments.atEnd();
    text.erase(0, std::min(text.find_first_not_of('\n'), text.size()));
    return text;
}

}  // namespace spillway
