#pragma once

#include "workflow/jsonata/value.h"

#include <optional>

namespace spillway::workflow::jsonata {

struct Token {
    enum class Kind : std::uint8_t { end, op, name, variable, string, number, literal, regex };
    Kind kind = Kind::end;
    std::string text;  // the operator, the name, the string's value
    double number = 0;
    Value value;  // literal
    std::optional<Regex> regex;
    std::size_t position = 0;
    bool isQuotedName = false;
};

// Cuts an expression into tokens. Throws Problem.
class Lexer {
public:
    explicit Lexer(std::string_view text) : m_text{text} {}
    // Where a value may start, a slash opens a regular expression; elsewhere it divides.
    Token next(bool valueExpected);
    std::size_t position() const { return m_at; }

private:
    void skip();
    Token string(char quote);
    Token number();
    Token regex();
    Token word();

    std::string_view m_text;
    std::size_t m_at = 0;
};

}  // namespace spillway::workflow::jsonata
