#include "workflow/jsonata/evaluator.h"
#include "workflow/jsonata/signature.h"

#include <algorithm>

namespace spillway::workflow::jsonata {
namespace {

// A copy that shares nothing, so that it can be changed in place.
Value cloned(const Value& value) {
    if (value.isArray()) {
        auto box = std::make_shared<ArrayBox>(value.array());
        for (Value& item : box->items) item = cloned(item);
        return box;
    }
    if (!value.isObject()) return value;
    auto box = std::make_shared<ObjectBox>(value.object());
    for (auto& [key, member] : box->members) member = cloned(member);
    return box;
}

std::vector<Value> listOf(const Value& value) {
    if (value.isArray()) return value.items();
    return value.isUndefined() ? std::vector<Value>{} : std::vector<Value>{value};
}

}  // namespace

std::size_t Function::arity() const {
    if (native != nullptr) return native->arity;
    if (lambda != nullptr && lambda->kind == Node::Kind::lambda) return lambda->parameters.size();
    if (inner && !second) return static_cast<std::size_t>(std::ranges::count(isFixed, false));
    return 1;
}

Value Evaluator::call(const Node& node, const Value& input, Environment& environment, const Value* piped) {
    const Value function = evaluate(*node.items.front(), input, environment);
    Arguments arguments = argumentsOf(node, input, environment, piped);
    if (function.isFunction()) return apply(function, std::move(arguments), input);
    const Node& named = *node.items.front();
    if (named.kind == Node::Kind::path && named.items.size() == 1 && findNative(named.items.front()->text) != nullptr)
        throw Problem{"T1005", "Attempted to invoke a non-function. Did you mean $" + named.items.front()->text + "?"};
    throw Problem{"T1006", "Attempted to invoke a non-function"};
}

Arguments Evaluator::argumentsOf(const Node& node, const Value& input, Environment& environment, const Value* piped) {
    Arguments arguments;
    if (piped != nullptr) arguments.push_back(*piped);
    for (std::size_t i = 1; i < node.items.size(); ++i)
        arguments.push_back(evaluate(*node.items[i], input, environment));
    return arguments;
}

// As evaluate(), but a call of a lambda in the last place is only prepared.
Value Evaluator::evaluateTail(const Node& node, const Value& input, Environment& environment, TailCall& next) {
    using Kind = Node::Kind;
    if (!node.filters.empty() || node.group || node.keepsArray) return evaluate(node, input, environment);
    if (node.kind == Kind::condition) {
        charge(1);
        const bool holds = truth(evaluate(*node.items[0], input, environment));
        if (!holds && node.items.size() < 3) return {};
        return evaluateTail(*node.items[holds ? 1 : 2], input, environment, next);
    }
    if (node.kind == Kind::block && !node.items.empty()) {
        charge(1);
        Environment& inside = open(&environment);
        for (std::size_t i = 0; i + 1 < node.items.size(); ++i) evaluate(*node.items[i], input, inside);
        return evaluateTail(*node.items.back(), input, inside, next);
    }
    if (node.kind != Kind::call) return evaluate(node, input, environment);
    const Value function = evaluate(*node.items.front(), input, environment);
    if (!function.isFunction()) return evaluate(node, input, environment);
    charge(1);
    Arguments arguments = argumentsOf(node, input, environment, nullptr);
    if (function.function().lambda == nullptr) return settled(node, apply(function, std::move(arguments), input));
    next = {function, std::move(arguments), input};
    return {};
}

Value Evaluator::applyLambda(const Value& function, Arguments arguments, const Value& input) {
    Value current = function, context = input;
    Region region{*this};
    for (;;) {
        const Function& callee = current.function();
        if (callee.lambda->kind == Node::Kind::transform)
            return transformed(callee, arguments.empty() ? Value{} : arguments.front());
        if (!callee.lambda->text.empty()) checkArguments("", callee.lambda->text, arguments, context);
        TailCall next;
        Value result;
        {
            Environment& inside = open(callee.environment);
            for (std::size_t i = 0; i < callee.lambda->parameters.size(); ++i)
                inside.bind(callee.lambda->parameters[i], i < arguments.size() ? arguments[i] : Value{});
            // The body may outlive nothing: the function value keeps its own input.
            const Value own = callee.input;
            result = evaluateTail(*callee.lambda->items.front(), own, inside, next);
        }
        if (next.function.isUndefined()) return result;
        region.release();
        current = std::move(next.function);
        arguments = std::move(next.arguments);
        context = std::move(next.input);
    }
}

Value Evaluator::partial(const Node& node, const Value& input, Environment& environment) {
    const Value function = evaluate(*node.items.front(), input, environment);
    if (!function.isFunction()) throw Problem{"T1008", "Attempted to partially apply a non-function"};
    Function rest;
    rest.inner = std::make_shared<const Function>(function.function());
    rest.input = input;
    for (std::size_t i = 1; i < node.items.size(); ++i) {
        rest.isFixed.push_back(node.items[i]->kind != Node::Kind::openArgument);
        rest.fixed.push_back(evaluate(*node.items[i], input, environment));
    }
    return std::make_shared<const Function>(std::move(rest));
}

// left ~> right: right is called with left; two functions become one.
Value Evaluator::piped(const Node& node, const Value& input, Environment& environment) {
    const Value left = evaluate(*node.items[0], input, environment);
    if (node.items[1]->kind == Node::Kind::call) return call(*node.items[1], input, environment, &left);
    const Value right = evaluate(*node.items[1], input, environment);
    if (!right.isFunction())
        throw Problem{"T2006", "The right side of the function application operator ~> must be a function"};
    if (!left.isFunction()) return apply(right, {left}, input);
    Function both;
    both.inner = std::make_shared<const Function>(left.function());
    both.second = std::make_shared<const Function>(right.function());
    return std::make_shared<const Function>(std::move(both));
}

Value Evaluator::apply(const Value& function, Arguments arguments, const Value& input) {
    if (!function.isFunction()) throw Problem{"T1006", "Attempted to invoke a non-function"};
    const Function& callee = function.function();
    if (callee.native != nullptr) return applyNative(*callee.native, std::move(arguments), input);
    if (callee.lambda != nullptr) return applyLambda(function, std::move(arguments), input);
    if (callee.second)
        return apply(Value{callee.second}, {apply(Value{callee.inner}, std::move(arguments), input)}, input);
    if (callee.inner) {
        Arguments all = callee.fixed;
        std::size_t next = 0;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (!callee.isFixed[i]) all[i] = next < arguments.size() ? arguments[next++] : Value{};
        }
        return apply(Value{callee.inner}, std::move(all), input);
    }
    if (callee.regex) {
        const NativeFunction* match = findNative("match");
        Arguments whole{arguments.empty() ? Value{} : arguments.front(), function};
        return applyNative(*match, std::move(whole), input);
    }
    return {};
}

Value Evaluator::applyTrimmed(const Value& function, Arguments arguments) {
    if (function.isFunction() && arguments.size() > function.function().arity())
        arguments.resize(std::max<std::size_t>(1, function.function().arity()));
    return apply(function, std::move(arguments), {});
}

Value Evaluator::applyNative(const NativeFunction& function, Arguments arguments, const Value& input) {
    charge(1);
    checkArguments(function.name, function.signature, arguments, input);
    try {
        return function.call(*this, arguments);
    } catch (const std::bad_variant_access&) {
        // Nothing at all passes for any argument, and most functions have an answer to it; these have none.
        throw Problem{"T0410", "An argument of function \"" + std::string{function.name} + "\" is undefined"};
    }
}

// |where|update, delete|: a copy in which what `where` finds has been merged with `update` and rid of `delete`.
Value Evaluator::transformed(const Function& function, const Value& target) {
    if (target.isUndefined()) return {};
    if (!target.isArray() && !target.isObject())
        throw Problem{"T0410", "Argument 1 of a transform must be an object or an array"};
    const Node& node = *function.lambda;
    Environment& environment = *function.environment;
    const Value result = cloned(target);
    for (const Value& match : listOf(evaluate(*node.items[0], result, environment))) {
        if (!match.isObject()) continue;
        const Value update = evaluate(*node.items[1], match, environment);
        if (!update.isUndefined() && !update.isObject())
            throw Problem{"T2011", "The insert/update clause of the transform expression must evaluate to an object"};
        if (update.isObject()) {
            for (const auto& [key, value] : update.object().members) match.object().set(key, cloned(value));
        }
        if (node.items.size() < 3) continue;
        for (const Value& key : listOf(evaluate(*node.items[2], match, environment))) {
            if (!key.isString())
                throw Problem{
                    "T2012",
                    "The delete clause of the transform expression must evaluate to a string or array of strings"};
            std::erase_if(match.object().members, [&](const auto& one) { return one.first == key.string(); });
        }
    }
    return result;
}

}  // namespace spillway::workflow::jsonata
