#include "workflow/jsonata/lexer.h"
#include "workflow/jsonata/text_points.h"

#include <array>
#include <charconv>
#include <cmath>

namespace spillway::workflow::jsonata {
namespace {

constexpr std::array<std::string_view, 9> kDouble{"..", ":=", "!=", ">=", "<=", "**", "~>", "?:", "??"};
constexpr std::string_view kSingle = ".[]{}(),@#;:?+-*/%|=<>^&!~";

bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v'; }

std::uint32_t hexadecimal(std::string_view digits) {
    std::uint32_t value = 0;
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (digits.size() != 4 || problem != std::errc{} || end != digits.data() + 4)
        throw Problem{"S0104", "The escape sequence \\u must be followed by 4 hex digits"};
    return value;
}

}  // namespace

void Lexer::skip() {
    for (;;) {
        while (m_at < m_text.size() && isBlank(m_text[m_at])) ++m_at;
        if (m_text.substr(m_at, 2) != "/*") return;
        const std::size_t end = m_text.find("*/", m_at + 2);
        if (end == std::string_view::npos) throw Problem{"S0106", "Comment has no closing tag"};
        m_at = end + 2;
    }
}

Token Lexer::next(bool valueExpected) {
    skip();
    if (m_at >= m_text.size()) return {.position = m_at};
    const char c = m_text[m_at];
    if (valueExpected && c == '/') return regex();
    for (const std::string_view op : kDouble) {
        if (m_text.substr(m_at, 2) != op) continue;
        m_at += 2;
        return {.kind = Token::Kind::op, .text = std::string{op}, .position = m_at - 2};
    }
    if (kSingle.find(c) != std::string_view::npos)
        return {.kind = Token::Kind::op, .text = std::string(1, c), .position = m_at++};
    if (c == '"' || c == '\'') return string(c);
    if (c >= '0' && c <= '9') return number();
    if (c == '`') {
        const std::size_t end = m_text.find('`', m_at + 1);
        if (end == std::string_view::npos)
            throw Problem{"S0105", "Quoted property name must be terminated with a backquote (`)"};
        Token token{.kind = Token::Kind::name,
                    .text = std::string{m_text.substr(m_at + 1, end - m_at - 1)},
                    .position = m_at,
                    .isQuotedName = true};
        m_at = end + 1;
        return token;
    }
    return word();
}

Token Lexer::string(char quote) {
    Token token{.kind = Token::Kind::string, .position = m_at++};
    while (m_at < m_text.size() && m_text[m_at] != quote) {
        if (m_text[m_at] != '\\') {
            token.text += m_text[m_at++];
            continue;
        }
        const char escaped = m_at + 1 < m_text.size() ? m_text[m_at + 1] : '\0';
        constexpr std::string_view kLetters = "\"'\\/bfnrt", kValues = "\"'\\/\b\f\n\r\t";
        if (escaped == 'u') {
            std::uint32_t point = hexadecimal(m_text.substr(m_at + 2, 4));
            m_at += 6;
            if (point >= 0xD800 && point < 0xDC00 && m_text.substr(m_at, 2) == "\\u") {
                const std::uint32_t low = hexadecimal(m_text.substr(m_at + 2, 4));
                point = 0x10000 + ((point - 0xD800) << 10U) + ((low - 0xDC00) & 0x3FFU);
                m_at += 6;
            }
            appendUtf8(token.text, point);
            continue;
        }
        const std::size_t known = kLetters.find(escaped);
        if (escaped == '\0' || known == std::string_view::npos)
            throw Problem{"S0103", std::string{"unsupported escape sequence: \\"} + escaped};
        token.text += kValues[known];
        m_at += 2;
    }
    if (m_at >= m_text.size()) throw Problem{"S0101", "String literal must be terminated by a matching quote"};
    ++m_at;
    return token;
}

Token Lexer::number() {
    Token token{.kind = Token::Kind::number, .position = m_at};
    const auto digits = [&](std::size_t at) {
        while (at < m_text.size() && m_text[at] >= '0' && m_text[at] <= '9') ++at;
        return at;
    };
    std::size_t end = m_text[m_at] == '0' ? m_at + 1 : digits(m_at);
    if (end + 1 < m_text.size() && m_text[end] == '.' && digits(end + 1) > end + 1) end = digits(end + 1);
    if (end < m_text.size() && (m_text[end] | 0x20) == 'e') {
        std::size_t exponent = end + 1;
        if (exponent < m_text.size() && (m_text[exponent] == '+' || m_text[exponent] == '-')) ++exponent;
        if (digits(exponent) > exponent) end = digits(exponent);
    }
    const auto [rest, problem] = std::from_chars(m_text.data() + m_at, m_text.data() + end, token.number);
    if (problem != std::errc{} || !std::isfinite(token.number))
        throw Problem{"S0102", "Number out of range: " + std::string{m_text.substr(m_at, end - m_at)}};
    m_at = end;
    return token;
}

Token Lexer::regex() {
    Token token{.kind = Token::Kind::regex, .position = m_at};
    std::string pattern;
    int depth = 0;
    for (++m_at; m_at < m_text.size(); ++m_at) {
        const char c = m_text[m_at];
        if (c == '/' && depth == 0) break;
        if (c == '\\' && m_at + 1 < m_text.size()) {
            pattern += c;
            pattern += m_text[++m_at];
            continue;
        }
        depth += c == '(' || c == '[' || c == '{' ? 1 : 0;
        depth -= c == ')' || c == ']' || c == '}' ? 1 : 0;
        pattern += c;
    }
    if (m_at >= m_text.size()) throw Problem{"S0302", "No terminating / in regular expression"};
    if (pattern.empty()) throw Problem{"S0301", "Empty regular expressions are not allowed"};
    Regex::Flags flags;
    for (++m_at; m_at < m_text.size() && (m_text[m_at] == 'i' || m_text[m_at] == 'm'); ++m_at) {
        flags.ignoreCase = flags.ignoreCase || m_text[m_at] == 'i';
        flags.multiline = flags.multiline || m_text[m_at] == 'm';
    }
    Result<Regex> parsed = Regex::parse(pattern, flags);
    if (!parsed)
        throw Problem{"S0303", "the regular expression /" + pattern + "/ cannot be read: " + parsed.error().message};
    token.regex = std::move(*parsed);
    return token;
}

Token Lexer::word() {
    const std::size_t begin = m_at;
    while (m_at < m_text.size() && !isBlank(m_text[m_at]) && kSingle.find(m_text[m_at]) == std::string_view::npos)
        ++m_at;
    if (m_at == begin) ++m_at;
    std::string text{m_text.substr(begin, m_at - begin)};
    if (text.front() == '$') return {.kind = Token::Kind::variable, .text = text.substr(1), .position = begin};
    if (text == "and" || text == "or" || text == "in")
        return {.kind = Token::Kind::op, .text = text, .position = begin};
    if (text == "true" || text == "false")
        return {.kind = Token::Kind::literal, .text = text, .value = Value{text == "true"}, .position = begin};
    if (text == "null") return {.kind = Token::Kind::literal, .text = text, .value = nullptr, .position = begin};
    return {.kind = Token::Kind::name, .text = text, .position = begin};
}

}  // namespace spillway::workflow::jsonata
