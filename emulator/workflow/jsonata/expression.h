#pragma once

#include "base/random.h"
#include "base/result.h"
#include "workflow/json.h"
#include "workflow/variables.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace spillway::workflow::jsonata {

struct Node;

// What an expression came to.
struct Outcome {
    enum class Kind : std::uint8_t { value, undefined, unsupported, error };  // unsupported: a function, say
    Kind kind = Kind::undefined;
    Json value;
    std::string problem;  // "T2001: The left side of the \"+\" operator must evaluate to a number"
};

// What an expression may refer to: $states, the variables, and where chance and time come from.
struct Scope {
    const Json& states;
    const Variables& variables;
    RngStream& random;
    std::int64_t now = 0;  // milliseconds since 1970
};

// One JSONata expression, parsed. A regular value, cheap to copy. Evaluation is bounded in steps, depth and memory.
class Expression {
public:
    // `text` without its {% %}. The error names what was expected and where.
    static Result<Expression> parse(std::string_view text);

    Outcome evaluate(const Scope& scope) const;
    // The same against any input, as JSONata itself is used: `input` is `$`.
    Outcome evaluate(const Json& input, RngStream& random) const;
    // As written, without blanks around it.
    const std::string& text() const { return m_text; }

private:
    std::shared_ptr<const Node> m_root;
    std::string m_text;
};

}  // namespace spillway::workflow::jsonata
