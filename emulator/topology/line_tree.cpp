#include "topology/line_tree.h"

#include "base/text.h"

namespace spillway {
namespace {

constexpr int kDeepest = 16;

class LineReader {
public:
    explicit LineReader(std::string_view text) : m_text{text} {}

    Result<TextTree> list() {
        const bool bracketed = skip('[');
        SPILLWAY_TRY(items, itemsUntil(bracketed ? ']' : '\0', 0));
        if (bracketed && !skip(']')) return missing(']');
        if (!atEnd()) return Error{"\"" + std::string{m_text.substr(m_at)} + "\" is too much"};
        return items;
    }

private:
    bool atEnd() {
        while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\n' || m_text[m_at] == '\t')) ++m_at;
        return m_at == m_text.size();
    }
    bool sees(char c) { return !atEnd() && m_text[m_at] == c; }
    bool skip(char c) {
        if (!sees(c)) return false;
        ++m_at;
        return true;
    }
    static Error missing(char c) { return Error{std::string{"a \""} + c + "\" is missing"}; }

    Result<TextTree> itemsUntil(char end, int depth) {
        TextTree list = TextTree::list(true);
        while (!atEnd() && !(end != '\0' && sees(end))) {
            SPILLWAY_TRY(item, value(depth + 1));
            list.items.push_back(std::move(item));
            if (!skip(',')) break;
        }
        return list;
    }
    Result<TextTree> value(int depth) {
        if (depth > kDeepest) return Error{"this is nested too deeply"};
        if (skip('[')) {
            SPILLWAY_TRY(items, itemsUntil(']', depth));
            if (!skip(']')) return missing(']');
            return items;
        }
        if (skip('{')) return map(depth);
        return scalar();
    }
    Result<TextTree> map(int depth) {
        TextTree result = TextTree::map(true);
        while (!sees('}') && !atEnd()) {
            const std::size_t colon = m_text.find(':', m_at);
            if (colon == std::string_view::npos) return Error{"a key is followed by \":\" and its value"};
            std::string key{trimmed(m_text.substr(m_at, colon - m_at))};
            m_at = colon + 1;
            SPILLWAY_TRY(inside, value(depth + 1));
            result.entries.push_back({std::move(key), std::move(inside)});
            if (!skip(',')) break;
        }
        if (!skip('}')) return missing('}');
        return result;
    }
    Result<TextTree> scalar() {
        if (skip('"')) return doubleQuoted();
        if (skip('\'')) return singleQuoted();
        const std::size_t begin = m_at;
        for (int parentheses = 0; m_at < m_text.size(); ++m_at) {
            const char c = m_text[m_at];
            if (c == '(') ++parentheses;
            if (c == ')') --parentheses;
            if (parentheses <= 0 && (c == ',' || c == '}' || c == ']')) break;
        }
        return TextTree::scalar(std::string{trimmed(m_text.substr(begin, m_at - begin))});
    }
    Result<TextTree> doubleQuoted() {
        std::string text;
        for (; m_at < m_text.size() && m_text[m_at] != '"'; ++m_at) {
            if (m_text[m_at] != '\\' || m_at + 1 == m_text.size()) {
                text += m_text[m_at];
                continue;
            }
            const char escaped = m_text[++m_at];
            text += escaped == 'n' ? '\n' : escaped == 't' ? '\t' : escaped == 'r' ? '\r' : escaped;
        }
        if (!skip('"')) return missing('"');
        return TextTree::scalar(std::move(text));
    }
    Result<TextTree> singleQuoted() {
        std::string text;
        for (; m_at < m_text.size(); ++m_at) {
            if (m_text[m_at] != '\'')
                text += m_text[m_at];
            else if (m_text.substr(m_at, 2) == "''")
                text += m_text[m_at++];
            else
                break;
        }
        if (!skip('\'')) return missing('\'');
        return TextTree::scalar(std::move(text));
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

}  // namespace

Result<TextTree> listFromLine(std::string_view text) { return LineReader{text}.list(); }

}  // namespace spillway
