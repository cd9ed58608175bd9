#pragma once

#include "base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spillway::workflow {

struct RegexProgram;

// A regular expression in the syntax of ECMAScript, matched by backtracking with a step budget: unlike the standard
// library's, it can neither overflow the stack nor run for ever. Positions count bytes, but a character is always taken
// whole. Groups inside of a look behind take the shortest text that fits, not the longest.
class Regex {
public:
    struct Flags {
        bool ignoreCase = false;
        bool multiline = false;
        friend bool operator==(const Flags&, const Flags&) = default;
    };
    struct Match {
        std::size_t begin = 0, end = 0;
        // Begin and end of each group; npos when it took no part.
        std::vector<std::pair<std::size_t, std::size_t>> groups;
    };
    enum class Found : std::uint8_t { no, yes, gaveUp };  // gaveUp: the budget ran out

    static Result<Regex> parse(std::string_view pattern, Flags flags);

    // The first match at or after `start`.
    Found search(std::string_view text, std::size_t start, Match& match) const;

private:
    std::shared_ptr<const RegexProgram> m_program;
};

}  // namespace spillway::workflow
