#include "workflow/intrinsic.h"

#include "base/text.h"
#include "workflow/fault.h"
#include "workflow/intrinsic_functions.h"

#include <algorithm>

namespace spillway::workflow {
namespace {

// The service's own limit.
constexpr int kNestingMax = 10;
constexpr std::string_view kPrefix = "States.";

class CallReader {
public:
    explicit CallReader(std::string_view text) : m_text{text} {}

    Result<Intrinsic> read() {
        SPILLWAY_TRY(call, this->call(0));
        blanks();
        if (m_at != m_text.size()) return wrong("what follows the call was not expected");
        return call;
    }

private:
    char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    void blanks() {
        while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++m_at;
    }
    bool accept(char c) {
        blanks();
        return peek() == c && m_at < m_text.size() ? ++m_at, true : false;
    }
    Error wrong(const std::string& sentence) const {
        return {"\"" + std::string{m_text} + "\" is no intrinsic function: " + sentence + " (position " +
                std::to_string(m_at + 1) + ")"};
    }
    Result<Intrinsic> call(int depth) {
        if (depth >= kNestingMax) return wrong("functions are nested more than 10 deep");
        blanks();
        const std::size_t begin = m_at;
        if (!m_text.substr(m_at).starts_with(kPrefix)) return wrong("States. was expected");
        m_at += kPrefix.size();
        const std::size_t name = m_at;
        while (std::isalnum(static_cast<unsigned char>(peek())) != 0) ++m_at;
        Intrinsic call{.function = std::string{m_text.substr(name, m_at - name)}};
        const IntrinsicFunction* known = findIntrinsic(call.function);
        if (known == nullptr) return unknown(call.function);
        if (!accept('(')) return wrong("( was expected");
        if (!accept(')')) {
            do {
                SPILLWAY_TRY(argument, this->argument(depth));
                call.arguments.push_back(std::move(argument));
            } while (accept(','));
            if (!accept(')')) return wrong(", or ) was expected");
        }
        call.text = m_text.substr(begin, m_at - begin);
        return checked(std::move(call), *known);
    }
    Result<Intrinsic> unknown(const std::string& name) const {
        std::vector<std::string> names;
        for (const IntrinsicFunction& one : intrinsicFunctions()) names.emplace_back(one.name);
        std::string hint = didYouMean(name, names);
        return wrong("there is no function States." + name + (hint.empty() ? "" : ", " + hint));
    }
    Result<Intrinsic> checked(Intrinsic call, const IntrinsicFunction& known) const {
        const std::size_t count = call.arguments.size();
        if (count < known.least || count > known.most) {
            const std::string least = std::to_string(known.least);
            const std::string wanted = known.most == known.least ? least
                                       : known.most > 100        ? "at least " + least
                                                                 : least + " or " + std::to_string(known.most);
            return wrong("States." + call.function + " takes " + wanted + (wanted == "1" ? " argument" : " arguments") +
                         ", not " + std::to_string(count));
        }
        if (call.function == "MathAdd" || call.function == "MathRandom") {
            const bool isWrong = std::ranges::any_of(call.arguments, [](const IntrinsicArgument& argument) {
                return std::holds_alternative<Json>(argument) && !std::get<Json>(argument).is_number();
            });
            if (isWrong) return wrong("States." + call.function + " takes numbers or paths");
        }
        return call;
    }
    Result<IntrinsicArgument> argument(int depth) {
        blanks();
        if (peek() == '$') {
            SPILLWAY_TRY(path, parsePathAt(m_text, m_at));
            return IntrinsicArgument{std::move(path)};
        }
        if (peek() == '\'') return quoted();
        if (m_text.substr(m_at).starts_with(kPrefix)) {
            SPILLWAY_TRY(nested, call(depth + 1));
            return IntrinsicArgument{std::make_shared<const Intrinsic>(std::move(nested))};
        }
        const std::size_t end = std::min(m_text.find_first_of(",) ", m_at), m_text.size());
        const Result<Json> value = readJson(m_text.substr(m_at, end - m_at));
        if (!value || value->is_structured() || value->is_string())
            return wrong("a path, a 'text', a number, true, false, null or another function was expected");
        m_at = end;
        return IntrinsicArgument{*value};
    }
    // A backslash guards the quote and itself; before a brace it stays, for States.Format reads it there.
    Result<IntrinsicArgument> quoted() {
        std::string value;
        for (++m_at; m_at < m_text.size() && peek() != '\''; ++m_at) {
            if (peek() == '\\' && m_at + 1 < m_text.size()) {
                const char next = m_text[m_at + 1];
                if (next == '\'' || next == '\\')
                    ++m_at;
                else if (next == '{' || next == '}')
                    value += m_text[m_at++];
            }
            value += peek();
        }
        if (peek() != '\'') return wrong("the quote is not closed");
        ++m_at;
        return IntrinsicArgument{Json(value)};
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

Json valueOf(const Intrinsic& whole, const IntrinsicArgument& argument, const PathScope& scope, RngStream& random) {
    if (const Json* literal = std::get_if<Json>(&argument)) return *literal;
    if (const auto* nested = std::get_if<std::shared_ptr<const Intrinsic>>(&argument))
        return evaluate(**nested, scope, random);
    const Path& path = std::get<Path>(argument);
    PathValue found = evaluate(path, scope);
    if (!found.value)
        throw runtimeFault("The function '" + whole.text + "' had the following error: The JSONPath argument '" +
                           path.text + "' could not be found in the input '" + jsonText(scope.input) + "'");
    return std::move(*found.value);
}

}  // namespace

Result<Intrinsic> parseIntrinsic(std::string_view text) { return CallReader{text}.read(); }

Json evaluate(const Intrinsic& call, const PathScope& scope, RngStream& random) {
    std::vector<Json> values;
    values.reserve(call.arguments.size());
    for (const IntrinsicArgument& argument : call.arguments) values.push_back(valueOf(call, argument, scope, random));
    try {
        return findIntrinsic(call.function)->call(values, random);
    } catch (const std::string& problem) {
        throw Fault{.error = kIntrinsicFailure,
                    .cause = "The function '" + call.text + "' had the following error: " + problem};
    }
}

}  // namespace spillway::workflow
