#include "workflow/regex.h"

#include "workflow/regex_program.h"

#include <algorithm>
#include <utility>

namespace spillway::workflow {
namespace {

using Op = RegexInstruction::Op;

// Enough for every honest expression on a payload of 256 KiB; what needs more backtracks without end.
constexpr std::size_t kStepsMax = 2'000'000;

std::uint32_t folded(std::uint32_t point) { return point >= 'A' && point <= 'Z' ? point + 32 : point; }

bool isWord(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

class Machine {
public:
    Machine(const RegexProgram& program, std::string_view text)
        : m_program{program}, m_text{text}, m_slots(program.slots, std::string_view::npos) {}

    bool run(std::size_t pc, std::size_t position) {
        std::vector<Choice> open;
        for (;;) {
            if (++m_steps > kStepsMax) return false;
            if (step(pc, position, open)) {
                if (m_program.code[pc].op == Op::match) return m_end = position, true;
                continue;
            }
            if (!backtrack(open, pc, position)) return false;
        }
    }
    bool gaveUp() const { return m_steps > kStepsMax; }
    std::size_t end() const { return m_end; }
    const std::vector<std::size_t>& slots() const { return m_slots; }
    void forget() { std::ranges::fill(m_slots, std::string_view::npos); }

private:
    // Something to come back to: another way (slot is npos), or a slot to restore on the way there.
    struct Choice {
        std::size_t pc, position, slot;
    };
    bool backtrack(std::vector<Choice>& open, std::size_t& pc, std::size_t& position) {
        while (!open.empty()) {
            const Choice last = open.back();
            open.pop_back();
            if (last.slot == std::string_view::npos) return pc = last.pc, position = last.position, true;
            m_slots[last.slot] = last.position;
        }
        return false;
    }
    void save(std::size_t slot, std::size_t position, std::vector<Choice>& open) {
        open.push_back({0, m_slots[slot], slot});
        m_slots[slot] = position;
    }
    static std::size_t jumped(std::size_t pc, int offset) {
        return static_cast<std::size_t>(static_cast<std::ptrdiff_t>(pc) + offset);
    }
    // False when this way fails. Leaves pc on a match instruction.
    bool step(std::size_t& pc, std::size_t& position, std::vector<Choice>& open) {
        const RegexInstruction& in = m_program.code[pc];
        switch (in.op) {
            case Op::match: return true;
            case Op::jump: return pc = jumped(pc, in.offset), true;
            case Op::split:
                open.push_back({jumped(pc, in.other), position, std::string_view::npos});
                return pc = jumped(pc, in.offset), true;
            case Op::save: save(in.value, position, open); return ++pc, true;
            case Op::advanced: return ++pc, m_slots[in.value] != position;
            case Op::begin:
            case Op::end:
            case Op::boundary: return ++pc, holds(in, position) != in.negated;
            case Op::back: return ++pc, again(in.value, position);
            case Op::look: return look(in, pc, position);
            case Op::behind: return lookBehind(in, pc, position);
            case Op::here: return ++pc, position == m_lookedFrom;
            case Op::character:
            case Op::any:
            case Op::set: return ++pc, consume(in, position);
        }
        return false;
    }
    bool holds(const RegexInstruction& in, std::size_t position) const {
        const bool multiline = m_program.flags.multiline;
        if (in.op == Op::begin) return position == 0 || (multiline && m_text[position - 1] == '\n');
        if (in.op == Op::end) return position == m_text.size() || (multiline && m_text[position] == '\n');
        const bool before = position > 0 && isWord(static_cast<unsigned char>(m_text[position - 1]));
        const bool after = position < m_text.size() && isWord(static_cast<unsigned char>(m_text[position]));
        return before != after;
    }
    bool again(std::size_t group, std::size_t& position) const {
        const std::size_t begin = m_slots[2 * group], end = m_slots[2 * group + 1];
        if (begin == std::string_view::npos || end == std::string_view::npos) return true;
        const std::string_view same = m_text.substr(begin, end - begin);
        if (!m_text.substr(position).starts_with(same)) return false;
        position += same.size();
        return true;
    }
    bool look(const RegexInstruction& in, std::size_t& pc, std::size_t position) {
        const std::vector<std::size_t> kept = m_slots;
        const std::size_t end = m_end;
        const bool found = run(pc + 1, position);
        m_end = end;
        if (!found || in.negated) m_slots = kept;
        pc = jumped(pc, in.offset);
        return found != in.negated;
    }
    // From each place before, the nearest first, whether there is a way to end here.
    bool lookBehind(const RegexInstruction& in, std::size_t& pc, std::size_t position) {
        const std::vector<std::size_t> kept = m_slots;
        const std::size_t end = m_end, from = std::exchange(m_lookedFrom, position);
        bool found = false;
        for (std::size_t begin = position + 1; begin-- > 0 && !found && !gaveUp();) {
            const bool isInside = begin < m_text.size() && (static_cast<unsigned char>(m_text[begin]) & 0xC0U) == 0x80U;
            if (isInside) continue;
            m_slots = kept;
            found = run(pc + 1, begin);
        }
        m_end = end;
        m_lookedFrom = from;
        if (!found || in.negated) m_slots = kept;
        pc = jumped(pc, in.offset);
        return found != in.negated;
    }
    bool consume(const RegexInstruction& in, std::size_t& position) const {
        if (position >= m_text.size()) return false;
        auto [point, bytes] = codePointAt(m_text, position);
        position += bytes;
        if (in.op == Op::any) return point != '\n' && point != '\r';
        const bool ignoreCase = m_program.flags.ignoreCase;
        if (in.op == Op::character) return point == in.value || (ignoreCase && folded(point) == folded(in.value));
        const auto among = [&](std::uint32_t c) {
            return std::ranges::any_of(in.ranges,
                                       [&](const auto& range) { return c >= range.first && c <= range.second; });
        };
        bool inside = among(point);
        if (!inside && ignoreCase && point < 128) {
            const std::uint32_t low = folded(point);
            inside = among(low) || (low >= 'a' && low <= 'z' && among(low - 32));
        }
        return inside != in.negated;
    }

    const RegexProgram& m_program;
    std::string_view m_text;
    std::vector<std::size_t> m_slots;
    std::size_t m_end = 0;
    std::size_t m_lookedFrom = 0;
    std::size_t m_steps = 0;
};

}  // namespace

std::pair<std::uint32_t, std::size_t> codePointAt(std::string_view text, std::size_t position) {
    const auto byte = [&](std::size_t i) -> std::uint32_t {
        return position + i < text.size() ? static_cast<unsigned char>(text[position + i]) : 0;
    };
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    const std::uint32_t first = byte(0);
    if (first >= 0xC2 && first < 0xE0 && follows(1)) return {((first & 0x1FU) << 6U) | (byte(1) & 0x3FU), 2};
    if (first >= 0xE0 && first < 0xF0 && follows(1) && follows(2))
        return {((first & 0x0FU) << 12U) | ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU), 3};
    if (first >= 0xF0 && first < 0xF5 && follows(1) && follows(2) && follows(3))
        return {((first & 0x07U) << 18U) | ((byte(1) & 0x3FU) << 12U) | ((byte(2) & 0x3FU) << 6U) | (byte(3) & 0x3FU),
                4};
    return {first, 1};
}

Result<Regex> Regex::parse(std::string_view pattern, Flags flags) {
    SPILLWAY_TRY(program, compileRegex(pattern, flags));
    Regex regex;
    regex.m_program = std::make_shared<const RegexProgram>(std::move(program));
    return regex;
}

Regex::Found Regex::search(std::string_view text, std::size_t start, Match& match) const {
    Machine machine{*m_program, text};
    for (std::size_t begin = start; begin <= text.size();
         begin += std::max<std::size_t>(1, codePointAt(text, begin).second)) {
        machine.forget();
        if (machine.run(0, begin)) {
            match = {begin, machine.end(), {}};
            for (std::size_t group = 1; group <= m_program->groups; ++group)
                match.groups.emplace_back(machine.slots()[2 * group], machine.slots()[2 * group + 1]);
            return Found::yes;
        }
        if (machine.gaveUp()) return Found::gaveUp;
    }
    return Found::no;
}

}  // namespace spillway::workflow
