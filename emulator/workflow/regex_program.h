#pragma once

#include "workflow/regex.h"

namespace spillway::workflow {

// What a regular expression is compiled to: jumps are relative, so that a piece can be repeated by copying it.
struct RegexInstruction {
    enum class Op : std::uint8_t {
        character,  // `value` is the code point
        any,        // anything but a line end
        set,        // one of `ranges`, or none of them if `negated`
        split,      // go on at `offset`, and if that fails at `other`
        jump,
        save,      // remember the position in slot `value`
        advanced,  // fail when nothing was consumed since slot `value` was saved
        begin,
        end,
        boundary,  // `negated`: not at one
        back,      // what group `value` matched, again
        look,      // what follows up to `offset` matches here; `negated`: does not
        behind,    // the same for what ends here
        here,      // where the look behind started from
        match,
    };
    Op op = Op::match;
    bool negated = false;
    std::uint32_t value = 0;
    int offset = 1;
    int other = 1;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges = {};
};

struct RegexProgram {
    std::vector<RegexInstruction> code;
    std::size_t groups = 0;  // without the whole match
    std::size_t slots = 0;   // two for each group and the whole match, then one for each loop
    Regex::Flags flags;
};

// The code point at `position` and how many bytes it has; a byte that begins none stands for itself.
std::pair<std::uint32_t, std::size_t> codePointAt(std::string_view text, std::size_t position);

Result<RegexProgram> compileRegex(std::string_view pattern, Regex::Flags flags);

}  // namespace spillway::workflow
