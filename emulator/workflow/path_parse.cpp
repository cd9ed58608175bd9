#include "workflow/path.h"
#include "workflow/path_filter.h"

#include <charconv>

namespace spillway::workflow {
namespace {

bool isNameByte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

// What ends an unquoted member name: so much else is allowed in one ("delivery-partner") that this is the shorter list.
bool endsMember(char c) { return std::string_view{".[](),' \t\n\"=<>!&|?*@"}.find(c) != std::string_view::npos; }

class PathReader {
public:
    PathReader(std::string_view text, std::size_t& at) : m_text{text}, m_at{at} {}

    Result<Path> read() {
        const std::size_t begin = m_at;
        Path path;
        if (!root(path)) return wrong("a path starts with $, $$ or $name");
        while (m_at < m_text.size() && (peek() == '.' || peek() == '[')) {
            if (Result<PathStep> next = step(); next)
                path.steps.push_back(std::move(*next));
            else
                return next.error();
        }
        path.text = m_text.substr(begin, m_at - begin);
        return path;
    }

private:
    char peek(std::size_t ahead = 0) const { return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0'; }
    bool accept(char c) { return peek() == c && m_at < m_text.size() ? ++m_at, true : false; }
    void blanks() {
        while (peek() == ' ') ++m_at;
    }
    Error wrong(const std::string& sentence) const {
        return {"\"" + std::string{m_text} + "\" is no JSONPath: " + sentence + " (position " +
                std::to_string(m_at + 1) + ")"};
    }
    bool root(Path& path) {
        if (accept('@')) return path.root = Path::Root::current, true;
        if (!accept('$')) return false;
        if (accept('$')) return path.root = Path::Root::context, true;
        const std::size_t begin = m_at;
        while (isNameByte(peek())) ++m_at;
        path.variable = m_text.substr(begin, m_at - begin);
        if (!path.variable.empty()) path.root = Path::Root::variable;
        return true;
    }
    Result<PathStep> step() {
        PathStep step;
        if (accept('.')) {
            step.descends = accept('.');
            // $.[0] means $[0]: people write it, and the service takes it.
            if (peek() != '[') return dotted(std::move(step));
        }
        ++m_at;  // the bracket
        return bracketed(std::move(step));
    }
    Result<PathStep> dotted(PathStep step) {
        if (accept('*')) return step.kind = PathStep::Kind::wildcard, step;
        const std::size_t begin = m_at;
        while (m_at < m_text.size() && !endsMember(peek())) ++m_at;
        step.name = m_text.substr(begin, m_at - begin);
        if (step.name.empty()) return wrong("a name was expected after the dot");
        if (peek() == '(') {
            if (peek(1) != ')') return wrong("functions of a path take no arguments");
            m_at += 2;
            step.kind = PathStep::Kind::function;
            static constexpr std::string_view kKnown[] = {"length", "min", "max", "sum", "avg", "keys"};
            if (std::find(std::begin(kKnown), std::end(kKnown), step.name) == std::end(kKnown))
                return wrong("the functions of a path are length, min, max, sum, avg and keys");
        }
        return step;
    }
    Result<PathStep> bracketed(PathStep step) {
        blanks();
        if (peek() == '\'' || peek() == '"') return quotedNames(std::move(step));
        if (accept('*')) {
            step.kind = PathStep::Kind::wildcard;
            return closed(std::move(step));
        }
        if (accept('?')) return filtered(std::move(step));
        if (accept('(')) return fromEnd(std::move(step));
        return numbers(std::move(step));
    }
    Result<PathStep> closed(PathStep step) {
        blanks();
        if (!accept(']')) return wrong("] was expected");
        return step;
    }
    Result<std::string> quoted() {
        const char quote = m_text[m_at++];
        std::string name;
        while (m_at < m_text.size() && peek() != quote) {
            // A backslash guards the quote and itself... and anything else stays as it is written.
            if (peek() == '\\' && (peek(1) == quote)) ++m_at;
            name += m_text[m_at++];
        }
        if (!accept(quote)) return wrong("the quote is not closed");
        return name;
    }
    Result<PathStep> quotedNames(PathStep step) {
        do {
            blanks();
            if (peek() != '\'' && peek() != '"') return wrong("a quoted name was expected");
            SPILLWAY_TRY(name, quoted());
            step.names.push_back(std::move(name));
            blanks();
        } while (accept(','));
        if (step.names.size() == 1)
            step.name = step.names.front();
        else
            step.kind = PathStep::Kind::names;
        return closed(std::move(step));
    }
    std::optional<std::int64_t> number() {
        std::int64_t value = 0;
        const char* begin = m_text.data() + m_at;
        const auto [end, problem] = std::from_chars(begin, m_text.data() + m_text.size(), value);
        if (problem != std::errc{}) return std::nullopt;
        m_at += static_cast<std::size_t>(end - begin);
        return value;
    }
    Result<PathStep> numbers(PathStep step) {
        const auto first = number();
        blanks();
        if (accept(':')) {
            step.kind = PathStep::Kind::slice;
            step.first = first;
            blanks();
            step.last = number();
            return closed(std::move(step));
        }
        if (!first) return wrong("an index, a quoted name, *, a slice or a filter was expected");
        step.indices.push_back(*first);
        while (accept(',')) {
            blanks();
            const auto next = number();
            if (!next) return wrong("an index was expected");
            step.indices.push_back(*next);
            blanks();
        }
        step.kind = step.indices.size() == 1 ? PathStep::Kind::index : PathStep::Kind::indices;
        step.index = step.indices.front();
        return closed(std::move(step));
    }
    Result<PathStep> filtered(PathStep step) {
        blanks();
        if (!accept('(')) return wrong("( was expected after ?");
        Result<PathFilter> filter = parsePathFilter(m_text, m_at);
        if (!filter) return filter.error();
        step.kind = PathStep::Kind::filter;
        step.filter = std::make_shared<const PathFilter>(std::move(*filter));
        return closed(std::move(step));
    }
    // [(@.length-1)], the one script of the first JSONPath that people still write.
    Result<PathStep> fromEnd(PathStep step) {
        static constexpr std::string_view kLength = "@.length";
        if (m_text.substr(m_at, kLength.size()) != kLength) return wrong("only (@.length-1) is known here");
        m_at += kLength.size();
        if (peek() == '(' && peek(1) == ')') m_at += 2;
        blanks();
        if (!accept('-')) return wrong("only (@.length-1) is known here");
        blanks();
        const auto back = number();
        if (!back || *back < 1 || !accept(')')) return wrong("only (@.length-1) is known here");
        step.kind = PathStep::Kind::fromEnd;
        step.index = -*back;
        return closed(std::move(step));
    }

    std::string_view m_text;
    std::size_t& m_at;
};

}  // namespace

bool Path::isDefinite() const {
    return std::all_of(steps.begin(), steps.end(), [](const PathStep& step) {
        return !step.descends && (step.kind == PathStep::Kind::name || step.kind == PathStep::Kind::index ||
                                  step.kind == PathStep::Kind::fromEnd || step.kind == PathStep::Kind::function);
    });
}

Result<Path> parsePathAt(std::string_view text, std::size_t& position) { return PathReader{text, position}.read(); }

Result<Path> parsePath(std::string_view text) {
    std::size_t position = 0;
    SPILLWAY_TRY(path, parsePathAt(text, position));
    if (path.root == Path::Root::current)
        return Error{"\"" + std::string{text} + "\" is no JSONPath: @ stands only in a filter"};
    while (position < text.size() && text[position] == ' ') ++position;
    if (position == text.size()) return path;
    return Error{"\"" + std::string{text} + "\" is no JSONPath: what starts at position " +
                 std::to_string(position + 1) + " was not expected"};
}

}  // namespace spillway::workflow
