#include "workflow/path_filter.h"

#include "workflow/fault.h"

#include <cctype>

namespace spillway::workflow {
namespace {

using Kind = PathFilter::Kind;
using Operator = PathFilter::Operator;

constexpr int kNestingMax = 40;

class FilterReader {
public:
    FilterReader(std::string_view text, std::size_t& at, int depth) : m_text{text}, m_at{at}, m_depth{depth} {}

    // Down to the closing parenthesis.
    Result<PathFilter> any() {
        if (m_depth > kNestingMax) return Error{"filters nested too deeply"};
        PathFilter whole{.kind = Kind::any};
        do {
            SPILLWAY_TRY(part, all());
            whole.parts.push_back(std::move(part));
        } while (accept("||"));
        blanks();
        if (!accept(")")) return wrong("&&, || or ) was expected");
        return whole;
    }

private:
    void blanks() {
        while (m_at < m_text.size() && std::isspace(static_cast<unsigned char>(m_text[m_at])) != 0) ++m_at;
    }
    bool accept(std::string_view word) {
        blanks();
        if (!m_text.substr(m_at).starts_with(word)) return false;
        m_at += word.size();
        return true;
    }
    Error wrong(const std::string& sentence) const {
        return {"\"" + std::string{m_text} + "\" is no JSONPath: " + sentence + " (position " +
                std::to_string(m_at + 1) + ")"};
    }
    Result<PathFilter> all() {
        PathFilter whole{.kind = Kind::all};
        do {
            SPILLWAY_TRY(part, one());
            whole.parts.push_back(std::move(part));
        } while (accept("&&"));
        return whole;
    }
    Result<PathFilter> one() {
        if (m_at < m_text.size() && accept("!")) {
            if (++m_depth > kNestingMax) return Error{"filters nested too deeply"};
            SPILLWAY_TRY(part, one());
            PathFilter none{.kind = Kind::none};
            none.parts.push_back(std::move(part));
            return none;
        }
        if (accept("(")) return FilterReader{m_text, m_at, m_depth + 1}.any();
        return comparison();
    }
    Result<PathFilter> comparison() {
        PathFilter filter;
        SPILLWAY_TRY(left, operand());
        filter.left = std::move(left);
        const auto op = comparisonOperator();
        if (!op) {
            if (!filter.left.path) return wrong("a comparison was expected");
            return filter;
        }
        filter.kind = Kind::compare;
        filter.op = *op;
        SPILLWAY_TRY(right, operand());
        filter.right = std::move(right);
        if (*op == Operator::matches && !filter.right.regex) return wrong("a /regular expression/ was expected");
        return filter;
    }
    std::optional<Operator> comparisonOperator() {
        static constexpr std::pair<std::string_view, Operator> kOperators[] = {
            {"==", Operator::equal},   {"!=", Operator::unequal},      {"<=", Operator::lessEqual},
            {"<", Operator::less},     {">=", Operator::greaterEqual}, {">", Operator::greater},
            {"=~", Operator::matches}, {"in ", Operator::in},          {"nin ", Operator::notIn}};
        for (const auto& [word, op] : kOperators) {
            if (accept(word)) return op;
        }
        return std::nullopt;
    }
    Result<PathFilter::Operand> operand() {
        blanks();
        PathFilter::Operand operand;
        const char c = m_at < m_text.size() ? m_text[m_at] : '\0';
        if (c == '@' || c == '$') {
            SPILLWAY_TRY(path, parsePathAt(m_text, m_at));
            operand.path = std::move(path);
            return operand;
        }
        if (c == '/') return regex();
        if (c == '\'') return text();
        return literal();
    }
    Result<PathFilter::Operand> regex() {
        std::string pattern;
        for (++m_at; m_at < m_text.size() && m_text[m_at] != '/'; ++m_at) {
            if (m_text[m_at] == '\\' && m_at + 1 < m_text.size()) pattern += m_text[m_at++];
            pattern += m_text[m_at];
        }
        if (m_at >= m_text.size()) return wrong("the regular expression is not closed");
        ++m_at;
        const bool ignoreCase = m_at < m_text.size() && m_text[m_at] == 'i' ? (++m_at, true) : false;
        // The whole text has to match, as Java's matches() wants it.
        SPILLWAY_TRY(parsed, Regex::parse("^(?:" + pattern + ")$", {.ignoreCase = ignoreCase}));
        PathFilter::Operand operand;
        operand.regex = std::move(parsed);
        return operand;
    }
    Result<PathFilter::Operand> text() {
        PathFilter::Operand operand;
        std::string value;
        for (++m_at; m_at < m_text.size() && m_text[m_at] != '\''; ++m_at) {
            if (m_text[m_at] == '\\' && m_at + 1 < m_text.size()) ++m_at;
            value += m_text[m_at];
        }
        if (m_at >= m_text.size()) return wrong("the quote is not closed");
        ++m_at;
        operand.literal = value;
        return operand;
    }
    // A number, a double-quoted text, true, false, null or an array of them, as JSON has it.
    Result<PathFilter::Operand> literal() {
        std::size_t end = m_at;
        bool inText = false;
        int brackets = 0;
        for (; end < m_text.size(); ++end) {
            const char c = m_text[end];
            if (c == '"') inText = !inText;
            if (c == '\\' && inText) ++end;
            if (inText) continue;
            brackets += c == '[' ? 1 : 0;
            brackets -= c == ']' ? 1 : 0;
            if (brackets < 0 || (brackets == 0 && std::string_view{") &|=<>!"}.find(c) != std::string_view::npos))
                break;
        }
        std::string json{m_text.substr(m_at, end - m_at)};
        if (json.find('"') == std::string::npos) std::ranges::replace(json, '\'', '"');
        const Result<Json> value = readJson(json);
        if (!value) return wrong("a value or a path was expected");
        m_at = end;
        PathFilter::Operand operand;
        operand.literal = *value;
        return operand;
    }

    std::string_view m_text;
    std::size_t& m_at;
    int m_depth;
};

std::optional<Json> valueOf(const PathFilter::Operand& operand, const Json& element, const PathScope& scope) {
    if (!operand.path) return operand.literal;
    if (operand.path->root != Path::Root::current) return evaluate(*operand.path, scope).value;
    return evaluate(*operand.path, {element, scope.context, scope.variables}).value;
}

bool ordered(Operator op, int order) {
    switch (op) {
        case Operator::less: return order < 0;
        case Operator::lessEqual: return order <= 0;
        case Operator::greater: return order > 0;
        case Operator::greaterEqual: return order >= 0;
        default: return false;
    }
}

bool matches(const Regex& regex, const std::string& text) {
    Regex::Match match;
    const Regex::Found found = regex.search(text, 0, match);
    if (found == Regex::Found::gaveUp) throw runtimeFault("The regular expression of a JSONPath takes too long.");
    return found == Regex::Found::yes;
}

bool compares(const PathFilter& filter, const Json& element, const PathScope& scope) {
    const std::optional<Json> left = valueOf(filter.left, element, scope);
    if (filter.op == Operator::matches)
        return left && left->is_string() && matches(*filter.right.regex, left->get_ref<const std::string&>());
    const std::optional<Json> right = valueOf(filter.right, element, scope);
    const bool equal = left && right && sameJson(*left, *right);
    switch (filter.op) {
        case Operator::equal: return equal || (!left && !right);
        case Operator::unequal: return !equal && (left || right);
        case Operator::in:
        case Operator::notIn: {
            const bool inside =
                left && right && right->is_array() &&
                std::any_of(right->begin(), right->end(), [&](const Json& one) { return sameJson(one, *left); });
            return inside == (filter.op == Operator::in);
        }
        default: break;
    }
    if (!left || !right) return false;
    if (left->is_number() && right->is_number())
        return ordered(filter.op, *left < *right ? -1 : (*right < *left ? 1 : 0));
    if (left->is_string() && right->is_string())
        return ordered(filter.op, left->get_ref<const std::string&>().compare(right->get_ref<const std::string&>()));
    return false;
}

}  // namespace

Result<PathFilter> parsePathFilter(std::string_view text, std::size_t& position, int depth) {
    return FilterReader{text, position, depth}.any();
}

bool holds(const PathFilter& filter, const Json& element, const PathScope& scope) {
    const auto part = [&](const PathFilter& one) { return holds(one, element, scope); };
    switch (filter.kind) {
        case Kind::exists: return valueOf(filter.left, element, scope).has_value();
        case Kind::all: return std::ranges::all_of(filter.parts, part);
        case Kind::any: return std::ranges::any_of(filter.parts, part);
        case Kind::none: return std::ranges::none_of(filter.parts, part);
        case Kind::compare: return compares(filter, element, scope);
    }
    return false;
}

}  // namespace spillway::workflow
