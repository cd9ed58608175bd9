#pragma once

#include "base/random.h"
#include "workflow/jsonata/function.h"
#include "workflow/jsonata/node.h"

#include <deque>

namespace spillway::workflow::jsonata {

// Names bound in one block or call. All of them live until the evaluation ends: closures may hold on to any.
struct Environment {
    Environment* outer = nullptr;
    std::vector<std::pair<std::string, Value>> names = {};

    const Value* find(std::string_view name) const;
    void bind(const std::string& name, Value value);
};

// One evaluation of one expression. Every step counts against a budget; throws Problem.
class Evaluator {
public:
    Evaluator(RngStream& random, std::int64_t now) : m_random{random}, m_now{now} {}

    Environment& open(Environment* outer);
    Value evaluate(const Node& node, const Value& input, Environment& environment);
    // Calls a function value with these arguments; `input` is what the context means for it.
    Value apply(const Value& function, Arguments arguments, const Value& input);
    // The same as the higher-order functions do it: only as many arguments as it takes.
    Value applyTrimmed(const Value& function, Arguments arguments);

    // Counts work and memory that no step shows, such as a long text.
    void charge(std::size_t steps);
    RngStream& random() { return m_random; }
    std::int64_t now() const { return m_now; }
    Value transformed(const Function& function, const Value& target);

private:
    // A call that is the last thing a lambda does, left to whoever called the lambda: recursion of that kind needs
    // neither stack nor memory.
    struct TailCall {
        Value function;
        Arguments arguments;
        Value input;
    };
    // Gives back on leaving what was opened since, unless a closure holds on to it.
    class Region {
    public:
        explicit Region(Evaluator& evaluator)
            : m_evaluator{evaluator}, m_mark{evaluator.m_environments.size()}, m_captures{evaluator.m_captures} {}
        Region(const Region&) = delete;
        Region& operator=(const Region&) = delete;
        ~Region() { release(); }
        void release();

    private:
        Evaluator& m_evaluator;
        std::size_t m_mark, m_captures;
    };

    Value evaluateHere(const Node& node, const Value& input, Environment& environment);
    Value evaluateOnFreshStack(const Node& node, const Value& input, Environment& environment);
    Value evaluateBare(const Node& node, const Value& input, Environment& environment);
    Value evaluateTail(const Node& node, const Value& input, Environment& environment, TailCall& next);
    Value applyLambda(const Value& function, Arguments arguments, const Value& input);
    Arguments argumentsOf(const Node& node, const Value& input, Environment& environment, const Value* piped);
    Value closure(Function function);
    Value path(const Node& node, const Value& input, Environment& environment);
    Value step(const Node& node, const Value& input, Environment& environment, bool isLast);
    // A step of a path with bindings: tuples in, tuples out.
    Value tupleStep(const Node& node, const Value& input, const Value& tuples, Environment& environment);
    void appendTuples(const Node& node, const Value& tuple, const Value& result, ArrayBox& into);
    Value staged(const Node& node, Value tuples, Environment& environment);
    // What an item of tuples binds, as an environment; any other sequence leaves `environment` as it is.
    Environment& within(const Value& item, bool isTuple, Environment& environment);
    Value evaluateStep(const Node& node, const Value& input, Environment& environment);
    Value settled(const Node& node, Value result) const;
    Value filtered(const Node& condition, const Value& input, Environment& environment);
    Value binary(const Node& node, const Value& input, Environment& environment);
    Value numeric(const std::string& op, const Value& left, const Value& right);
    Value compared(const std::string& op, const Value& left, const Value& right);
    Value range(const Value& left, const Value& right);
    Value array(const Node& node, const Value& input, Environment& environment);
    Value grouped(const Node& node, const Value& input, Environment& environment);
    Value sorted(const Node& node, const Value& input, Environment& environment);
    int compareTerm(const Value& left, const Value& right) const;
    Value call(const Node& node, const Value& input, Environment& environment, const Value* piped);
    Value partial(const Node& node, const Value& input, Environment& environment);
    Value piped(const Node& node, const Value& input, Environment& environment);
    Value applyNative(const NativeFunction& function, Arguments arguments, const Value& input);
    Value variable(const std::string& name, const Value& input, const Environment& environment) const;

    RngStream& m_random;
    std::int64_t m_now;
    std::deque<Environment> m_environments;
    std::size_t m_steps = 0;
    std::size_t m_captures = 0;  // functions made that keep the names around them
    int m_depth = 0;
    int m_stacks = 0;
};

// What a name selects: a member, or the members of all elements.
Value lookup(const Value& input, const std::string& name);
// Two values as one sequence; nothing adds nothing.
Value appended(const Value& left, const Value& right);

}  // namespace spillway::workflow::jsonata
