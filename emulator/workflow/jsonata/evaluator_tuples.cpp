#include "workflow/jsonata/evaluator.h"

// Paths that bind (a@$b, a#$i, %) carry tuples from step to step: the value under "@" and what is bound to it.
namespace spillway::workflow::jsonata {
namespace {

using Kind = Node::Kind;

Value makeTuples(std::vector<Value> items = {}) {
    Value tuples = makeSequence(std::move(items));
    tuples.array().isTuples = true;
    return tuples;
}

Value tupleOf(const Value& item) {
    Value tuple = makeObject();
    tuple.object().set("@", item);
    return tuple;
}

}  // namespace

Environment& Evaluator::within(const Value& item, bool isTuple, Environment& environment) {
    if (!isTuple) return environment;
    Environment& inside = open(&environment);
    for (const auto& [name, value] : item.object().members) inside.bind(name, value);
    return inside;
}

// Without its filters: those are for the tuples.
Value Evaluator::evaluateStep(const Node& node, const Value& input, Environment& environment) {
    charge(1);
    return settled(node, evaluateBare(node, input, environment));
}

Value Evaluator::tupleStep(const Node& node, const Value& input, const Value& tuples, Environment& environment) {
    if (node.kind == Kind::sort) {
        Value result = sorted(node, tuples.isUndefined() ? input : tuples, environment);
        if (tuples.isUndefined()) {
            std::vector<Value> all;
            for (const Value& item : result.items()) {
                all.push_back(tupleOf(item));
                if (!node.index.empty())
                    all.back().object().set(node.index, Value{static_cast<double>(all.size() - 1)});
            }
            result = makeTuples(std::move(all));
        }
        return staged(node, std::move(result), environment);
    }
    Value result = makeTuples();
    std::vector<Value> fresh;
    if (tuples.isUndefined())
        for (const Value& item : input.items()) fresh.push_back(tupleOf(item));
    for (const Value& tuple : tuples.isUndefined() ? fresh : tuples.items()) {
        const Value& context = *tuple.object().find("@");
        appendTuples(node, tuple, evaluateStep(node, context, within(tuple, true, environment)), result.array());
    }
    return staged(node, std::move(result), environment);
}

void Evaluator::appendTuples(const Node& node, const Value& tuple, const Value& result, ArrayBox& into) {
    if (result.isUndefined()) return;
    const bool isTuples = result.isArray() && result.array().isTuples;
    const std::vector<Value> items = result.isArray() ? result.items() : std::vector<Value>{result};
    const Value context = *tuple.object().find("@");
    for (std::size_t i = 0; i < items.size(); ++i) {
        charge(tuple.object().members.size());
        Value next = makeObject();
        next.object().members = tuple.object().members;
        next.object().depth = tuple.object().depth;
        if (isTuples) {
            for (const auto& [name, value] : items[i].object().members) next.object().set(name, value);
        } else {
            next.object().set(node.focus.empty() ? "@" : node.focus, items[i]);
            if (!node.index.empty()) next.object().set(node.index, Value{static_cast<double>(i)});
            if (!node.ancestor.empty()) next.object().set(node.ancestor, context);
        }
        push(into, std::move(next));
    }
}

Value Evaluator::staged(const Node& node, Value tuples, Environment& environment) {
    for (const NodePtr& stage : node.filters) {
        if (stage->kind != Kind::place) {
            tuples = filtered(*stage, tuples, environment);
            continue;
        }
        std::vector<Value> placed;
        for (const Value& tuple : tuples.items()) {
            Value next = makeObject();
            next.object().members = tuple.object().members;
            next.object().set(stage->text, Value{static_cast<double>(placed.size())});
            placed.push_back(std::move(next));
        }
        tuples = makeTuples(std::move(placed));
    }
    return tuples;
}

}  // namespace spillway::workflow::jsonata
