#include "workflow/regex_program.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

namespace spillway::workflow {
namespace {

using Instruction = RegexInstruction;
using Op = Instruction::Op;
using Code = std::vector<Instruction>;

constexpr std::size_t kCodeMax = 20'000;
constexpr int kNestingMax = 60;
constexpr std::uint32_t kCodePointMax = 0x10FFFF;

void append(Code& code, const Code& more) { code.insert(code.end(), more.begin(), more.end()); }

int length(const Code& code) { return static_cast<int>(code.size()); }

// A recursive-descent parser that emits code as it goes.
class Compiler {
public:
    Compiler(std::string_view pattern, Regex::Flags flags) : m_pattern{pattern}, m_flags{flags} {}

    Result<RegexProgram> compile() {
        countGroups();
        Code code = alternatives(0);
        if (m_problem.empty() && m_at < m_pattern.size()) fail("an unopened )");
        if (!m_problem.empty()) return Error{m_problem + " at position " + std::to_string(m_at)};
        code.push_back({.op = Op::match});
        const std::size_t slots = 2 * (m_groupsTotal + 1) + m_loops;
        return RegexProgram{std::move(code), m_groupsTotal, slots, m_flags};
    }

private:
    void countGroups() {
        bool inSet = false;
        for (std::size_t i = 0; i < m_pattern.size(); ++i) {
            if (m_pattern[i] == '\\')
                ++i;
            else if (m_pattern[i] == '[')
                inSet = true;
            else if (m_pattern[i] == ']')
                inSet = false;
            else if (m_pattern[i] == '(' && !inSet && (m_pattern.substr(i + 1, 1) != "?" || isNamed(i + 1))) {
                ++m_groupsTotal;
                if (isNamed(i + 1)) addName(i + 3);
            }
        }
    }
    // (?<name>, which neither (?<= nor (?<! is.
    bool isNamed(std::size_t at) const {
        const std::string_view next = m_pattern.substr(at, 3);
        return next.starts_with("?<") && next != "?<=" && next != "?<!";
    }
    void addName(std::size_t at) {
        const std::string name{m_pattern.substr(at, m_pattern.find('>', at) - at)};
        if (m_pattern.find('>', at) == std::string_view::npos || !isName(name))
            return fail("a group's name is not closed");
        if (!m_names.emplace(name, m_groupsTotal).second) fail("two groups named " + name);
    }
    static bool isName(std::string_view name) {
        const auto isLetter = [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
                   static_cast<unsigned char>(c) >= 0x80;
        };
        return !name.empty() && isLetter(name.front()) &&
               std::ranges::all_of(name, [&](char c) { return isLetter(c) || (c >= '0' && c <= '9'); });
    }
    void fail(std::string problem) {
        if (m_problem.empty()) m_problem = std::move(problem);
    }
    bool accept(std::string_view word) {
        if (!m_pattern.substr(m_at).starts_with(word)) return false;
        m_at += word.size();
        return true;
    }
    bool atEnd() const { return m_at >= m_pattern.size() || !m_problem.empty(); }

    Code alternatives(int depth) {
        if (depth > kNestingMax) return fail("groups nested too deeply"), Code{};
        Code left = sequence(depth);
        while (!atEnd() && accept("|")) {
            const Code right = sequence(depth);
            Code both{{.op = Op::split, .offset = 1, .other = length(left) + 2}};
            append(both, left);
            both.push_back({.op = Op::jump, .offset = length(right) + 1});
            append(both, right);
            left = std::move(both);
            if (left.size() > kCodeMax) fail("the expression is too long");
        }
        return left;
    }
    Code sequence(int depth) {
        Code code;
        while (!atEnd() && m_pattern[m_at] != '|' && m_pattern[m_at] != ')') {
            append(code, quantified(depth));
            if (code.size() > kCodeMax) fail("the expression is too long");
        }
        return code;
    }
    Code quantified(int depth) {
        Code one = atom(depth);
        if (atEnd()) return one;
        std::size_t least = 0;
        std::optional<std::size_t> most;
        if (accept("*")) {
        } else if (accept("+")) {
            least = 1;
        } else if (accept("?")) {
            most = 1;
        } else if (!counts(least, most)) {
            return one;
        }
        const bool lazy = accept("?");
        return repeated(one, least, most, lazy);
    }
    // {3} {3,} {3,5}; anything else after a brace is the brace itself.
    bool counts(std::size_t& least, std::optional<std::size_t>& most) {
        if (m_at >= m_pattern.size() || m_pattern[m_at] != '{') return false;
        const std::size_t close = m_pattern.find('}', m_at);
        if (close == std::string_view::npos) return false;
        const std::string_view inside = m_pattern.substr(m_at + 1, close - m_at - 1);
        const std::size_t comma = inside.find(',');
        const auto first = number(inside.substr(0, comma));
        if (!first) return false;
        if (comma != std::string_view::npos && comma + 1 < inside.size()) {
            most = number(inside.substr(comma + 1));
            if (!most) return false;
        } else if (comma == std::string_view::npos) {
            most = first;
        }
        least = *first;
        m_at = close + 1;
        if (most && *most < least) fail("a repetition with its bounds swapped");
        return true;
    }
    static std::optional<std::size_t> number(std::string_view text) {
        if (text.empty() || text.size() > 4) return std::nullopt;
        std::size_t value = 0;
        for (const char c : text) {
            if (c < '0' || c > '9') return std::nullopt;
            value = value * 10 + static_cast<std::size_t>(c - '0');
        }
        return value;
    }
    Code repeated(const Code& one, std::size_t least, std::optional<std::size_t> most, bool lazy) {
        const std::size_t copies = std::max(least, most.value_or(least + 1));
        if ((one.size() + 4) * std::max<std::size_t>(copies, 1) > kCodeMax)
            return fail("the repetition is too long"), Code{};
        Code code;
        for (std::size_t i = 0; i < least; ++i) append(code, one);
        if (!most) {
            append(code, loop(one, lazy));
            return code;
        }
        Code optional;
        for (std::size_t i = least; i < *most; ++i) {
            Code next{split(1, length(one) + length(optional) + 1, lazy)};
            append(next, one);
            append(next, optional);
            optional = std::move(next);
        }
        append(code, optional);
        return code;
    }
    static Instruction split(int inside, int behind, bool lazy) {
        return {.op = Op::split, .offset = lazy ? behind : inside, .other = lazy ? inside : behind};
    }
    Code loop(const Code& one, bool lazy) {
        const auto slot = static_cast<std::uint32_t>(2 * (m_groupsTotal + 1) + m_loops++);
        Code code{split(1, length(one) + 4, lazy)};
        code.push_back({.op = Op::save, .value = slot});
        append(code, one);
        code.push_back({.op = Op::advanced, .value = slot});
        code.push_back({.op = Op::jump, .offset = -(length(one) + 3)});
        return code;
    }
    Code atom(int depth) {
        if (accept("(")) return group(depth);
        if (accept("[")) return set();
        if (accept(".")) return {{.op = Op::any}};
        if (accept("^")) return {{.op = Op::begin}};
        if (accept("$")) return {{.op = Op::end}};
        if (accept("\\")) return escape();
        const char c = m_pattern[m_at];
        if (c == '*' || c == '+' || c == '?') return fail("nothing to repeat"), Code{};
        return character(take());
    }
    std::uint32_t take() {
        const auto [point, bytes] = codePointAt(m_pattern, m_at);
        m_at += bytes;
        return point;
    }
    static Code character(std::uint32_t point) { return {{.op = Op::character, .value = point}}; }

    Code group(int depth) {
        Code code;
        if (accept("?:")) {
            code = alternatives(depth + 1);
        } else if (accept("?=") || accept("?!")) {
            const bool negated = m_pattern[m_at - 1] == '!';
            const Code inside = alternatives(depth + 1);
            code.push_back({.op = Op::look, .negated = negated, .offset = length(inside) + 2});
            append(code, inside);
            code.push_back({.op = Op::match});
        } else if (accept("?<=") || accept("?<!")) {
            const bool negated = m_pattern[m_at - 1] == '!';
            const Code inside = alternatives(depth + 1);
            code.push_back({.op = Op::behind, .negated = negated, .offset = length(inside) + 3});
            append(code, inside);
            code.push_back({.op = Op::here});
            code.push_back({.op = Op::match});
        } else if (m_pattern.substr(m_at, 1) == "?" && !isNamed(m_at)) {
            return fail("a kind of group that is not known"), Code{};
        } else {
            if (isNamed(m_at)) m_at = m_pattern.find('>', m_at) + 1;
            const auto slot = static_cast<std::uint32_t>(2 * ++m_groupsOpened);
            code.push_back({.op = Op::save, .value = slot});
            append(code, alternatives(depth + 1));
            code.push_back({.op = Op::save, .value = slot + 1});
        }
        if (m_problem.empty() && !accept(")")) fail("an unclosed (");
        return code;
    }
    static std::optional<Instruction> classOf(char letter) {
        Instruction in{.op = Op::set};
        switch (letter) {
            case 'd':
            case 'D': in.ranges = {{'0', '9'}}; break;
            case 'w':
            case 'W': in.ranges = {{'a', 'z'}, {'A', 'Z'}, {'0', '9'}, {'_', '_'}}; break;
            case 's':
            case 'S': in.ranges = {{9, 13}, {' ', ' '}, {0xA0, 0xA0}, {0xFEFF, 0xFEFF}, {0x2028, 0x2029}}; break;
            default: return std::nullopt;
        }
        in.negated = letter < 'a';
        return in;
    }
    std::uint32_t escapedCharacter() {
        const std::uint32_t point = take();
        switch (point) {
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'f': return '\f';
            case 'v': return '\v';
            case '0': return 0;
            case 'x': return hexadecimal(2, 'x');
            case 'u': return hexadecimal(4, 'u');
            default: return point;
        }
    }
    std::uint32_t hexadecimal(std::size_t digits, std::uint32_t otherwise) {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < digits; ++i) {
            const char c = m_at + i < m_pattern.size() ? m_pattern[m_at + i] : ' ';
            const std::size_t digit = std::string_view{"0123456789abcdef"}.find(static_cast<char>(c | 0x20));
            if (digit == std::string_view::npos || c == ' ') return otherwise;
            value = value * 16 + static_cast<std::uint32_t>(digit);
        }
        m_at += digits;
        return value;
    }
    Code escape() {
        if (m_at >= m_pattern.size()) return fail("a backslash at the end"), Code{};
        const char c = m_pattern[m_at];
        if (const auto known = classOf(c)) return ++m_at, Code{*known};
        if (c == 'b' || c == 'B') return ++m_at, Code{{.op = Op::boundary, .negated = c == 'B'}};
        if (c >= '1' && c <= '9') {
            ++m_at;
            const auto group = static_cast<std::uint32_t>(c - '0');
            if (group > m_groupsTotal) return fail("a reference to a group that is not there"), Code{};
            return {{.op = Op::back, .value = group}};
        }
        // Only where there are names: an ECMAScript without them takes \k for the letter.
        if (c == 'k' && !m_names.empty()) return ++m_at, namedAgain();
        return character(escapedCharacter());
    }
    Code namedAgain() {
        const std::size_t close = m_pattern.find('>', m_at);
        if (!accept("<") || close == std::string_view::npos) return fail("a name in < > is missing behind \\k"), Code{};
        const auto named = m_names.find(m_pattern.substr(m_at, close - m_at));
        if (named == m_names.end()) return fail("a reference to a name that no group has"), Code{};
        m_at = close + 1;
        return {{.op = Op::back, .value = static_cast<std::uint32_t>(named->second)}};
    }
    Code set() {
        Instruction in{.op = Op::set, .negated = accept("^")};
        while (m_at < m_pattern.size() && m_pattern[m_at] != ']') {
            std::uint32_t low = 0;
            if (!setMember(in, low)) continue;
            std::uint32_t high = low;
            if (m_at + 1 < m_pattern.size() && m_pattern[m_at] == '-' && m_pattern[m_at + 1] != ']') {
                ++m_at;
                if (!setMember(in, high)) {
                    in.ranges.emplace_back('-', '-');
                    high = low;
                }
            }
            if (high < low) fail("a range with its ends swapped");
            in.ranges.emplace_back(low, high);
        }
        if (!accept("]")) fail("an unclosed [");
        return {in};
    }
    // One member of a set; a class such as \d is added at once and is none.
    bool setMember(Instruction& in, std::uint32_t& point) {
        if (!accept("\\")) return point = take(), true;
        if (m_at >= m_pattern.size()) return fail("a backslash at the end"), false;
        if (const auto known = classOf(m_pattern[m_at])) {
            ++m_at;
            if (!known->negated)
                in.ranges.insert(in.ranges.end(), known->ranges.begin(), known->ranges.end());
            else
                addComplement(in, known->ranges);
            return false;
        }
        if (m_pattern[m_at] == 'b') return ++m_at, point = '\b', true;
        return point = escapedCharacter(), true;
    }
    static void addComplement(Instruction& in, std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges) {
        std::ranges::sort(ranges);
        std::uint32_t next = 0;
        for (const auto& [low, high] : ranges) {
            if (low > next) in.ranges.emplace_back(next, low - 1);
            next = high + 1;
        }
        in.ranges.emplace_back(next, kCodePointMax);
    }

    std::string_view m_pattern;
    Regex::Flags m_flags;
    std::size_t m_at = 0;
    std::size_t m_groupsTotal = 0, m_groupsOpened = 0, m_loops = 0;
    std::map<std::string, std::size_t, std::less<>> m_names;
    std::string m_problem;
};

}  // namespace

Result<RegexProgram> compileRegex(std::string_view pattern, Regex::Flags flags) {
    return Compiler{pattern, flags}.compile();
}

}  // namespace spillway::workflow
