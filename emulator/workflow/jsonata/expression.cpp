#include "workflow/jsonata/expression.h"

#include "base/text.h"
#include "workflow/jsonata/evaluator.h"
#include "workflow/jsonata/parser.h"

namespace spillway::workflow::jsonata {
namespace {

Outcome outcomeOf(const Value& value) {
    Outcome outcome;
    if (value.isUndefined()) return outcome;
    bool unsupported = false;
    outcome.value = toJson(value, unsupported);
    outcome.kind = unsupported ? Outcome::Kind::unsupported : Outcome::Kind::value;
    return outcome;
}

template <class Prepare>
Outcome run(const Node& root, const Value& input, RngStream& random, std::int64_t now, Prepare prepare) {
    try {
        Evaluator evaluator{random, now};
        Environment& environment = evaluator.open(nullptr);
        environment.bind("$", input);
        prepare(environment);
        return outcomeOf(evaluator.evaluate(root, input, environment));
    } catch (const Problem& problem) {
        return {.kind = Outcome::Kind::error, .value = {}, .problem = problem.code + ": " + problem.sentence};
    }
}

void bindAll(const Variables& variables, Environment& environment) {
    if (variables.outer() != nullptr) bindAll(*variables.outer(), environment);
    for (const auto& [name, value] : variables.own()) environment.bind(name, fromJson(value));
}

}  // namespace

Result<Expression> Expression::parse(std::string_view text) {
    Expression expression;
    expression.m_text = trimmed(text);
    try {
        expression.m_root = jsonata::parse(expression.m_text);
    } catch (const Problem& problem) {
        return Error{problem.code + ": " + problem.sentence};
    }
    return expression;
}

Outcome Expression::evaluate(const Scope& scope) const {
    return run(*m_root, {}, scope.random, scope.now, [&](Environment& environment) {
        bindAll(scope.variables, environment);
        environment.bind("states", fromJson(scope.states));
    });
}

Outcome Expression::evaluate(const Json& input, RngStream& random) const {
    // An array as input is one value to the expression, though its paths look into each element.
    return run(*m_root, fromJson(input), random, 0, [](Environment&) {});
}

}  // namespace spillway::workflow::jsonata
