#include "workflow/jsonata/evaluator.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <thread>

namespace spillway::workflow::jsonata {
namespace {

using Kind = Node::Kind;

constexpr std::size_t kStepsMax = 5'000'000;
constexpr std::size_t kEnvironmentsMax = 300'000;
// So many levels fit a thread's stack, also with sanitizers; deeper ones go on in a stack of their own.
constexpr int kDepthPerStack = 1000;
constexpr int kDepthMax = 20'000;
constexpr int kStacksMax = 2000;  // opened altogether

void spread(const Value& value, std::vector<Value>& into) {
    if (value.isArray())
        into.insert(into.end(), value.items().begin(), value.items().end());
    else if (!value.isUndefined())
        into.push_back(value);
}

void flatten(const Value& value, std::vector<Value>& into) {
    if (!value.isArray()) return into.push_back(value);
    for (const Value& item : value.items()) flatten(item, into);
}

Value wildcard(const Value& input) {
    std::vector<Value> found;
    if (input.isArray()) {
        for (const Value& item : input.items()) flatten(item, found);
    } else if (input.isObject()) {
        for (const auto& [key, value] : input.object().members) flatten(value, found);
    }
    return makeSequence(std::move(found));
}

void descend(const Value& input, std::vector<Value>& found) {
    if (!input.isArray()) found.push_back(input);
    if (input.isArray()) {
        for (const Value& item : input.items()) descend(item, found);
    } else if (input.isObject()) {
        for (const auto& [key, value] : input.object().members) descend(value, found);
    }
}

Value descendants(const Value& input) {
    if (input.isUndefined()) return {};
    std::vector<Value> found;
    descend(input, found);
    return found.size() == 1 ? found.front() : makeSequence(std::move(found));
}

bool areNumbers(const Value& value) {
    return value.isArray() && !value.items().empty() &&
           std::ranges::all_of(value.items(), [](const Value& one) { return one.isNumber(); });
}

// Several tuples as one: each binding is the sequence of theirs.
Value joined(const Value& tuples) {
    if (!tuples.isArray()) return tuples;
    Value whole = makeObject();
    for (const Value& tuple : tuples.items()) {
        for (const auto& [key, value] : tuple.object().members) {
            const Value* before = whole.object().find(key);
            whole.object().set(key, before == nullptr ? value : appended(*before, value));
        }
    }
    return whole;
}

struct Depth {
    int& depth;
    explicit Depth(int& d) : depth{d} {
        if (++depth > kDepthMax) throw Problem{"U1001", "Stack overflow: the expression recurses too deeply"};
    }
    ~Depth() { --depth; }
};

}  // namespace

const Value* Environment::find(std::string_view name) const {
    for (const Environment* here = this; here != nullptr; here = here->outer) {
        for (const auto& [known, value] : here->names) {
            if (known == name) return &value;
        }
    }
    return nullptr;
}

void Environment::bind(const std::string& name, Value value) {
    for (auto& [known, old] : names) {
        if (known == name) return void(old = std::move(value));
    }
    names.emplace_back(name, std::move(value));
}

Value lookup(const Value& input, const std::string& name) {
    if (input.isObject()) {
        const Value* found = input.object().find(name);
        return found == nullptr ? Value{} : *found;
    }
    if (!input.isArray()) return {};
    std::vector<Value> found;
    for (const Value& item : input.items()) spread(lookup(item, name), found);
    return found.empty() ? Value{} : makeSequence(std::move(found));
}

Value appended(const Value& left, const Value& right) {
    if (left.isUndefined()) return right;
    if (right.isUndefined()) return left;
    std::vector<Value> all;
    spread(left, all);
    spread(right, all);
    Value whole = makeArray(std::move(all));
    whole.array().isSequence = !left.isArray() || left.isSequence();
    return whole;
}

Environment& Evaluator::open(Environment* outer) {
    if (m_environments.size() >= kEnvironmentsMax) throw Problem{"D1012", "the expression calls too many functions"};
    return m_environments.emplace_back(Environment{outer});
}

void Evaluator::Region::release() {
    if (m_evaluator.m_captures != m_captures) return;
    while (m_evaluator.m_environments.size() > m_mark) m_evaluator.m_environments.pop_back();
}

Value Evaluator::closure(Function function) {
    ++m_captures;
    return std::make_shared<const Function>(std::move(function));
}

void Evaluator::charge(std::size_t steps) {
    m_steps += steps;
    if (m_steps > kStepsMax) throw Problem{"D1012", "the expression takes too many steps"};
}

Value Evaluator::evaluate(const Node& node, const Value& input, Environment& environment) {
    const Depth depth{m_depth};
    charge(1);
    if (m_depth % kDepthPerStack == 0) return evaluateOnFreshStack(node, input, environment);
    return evaluateHere(node, input, environment);
}

// The only portable way to more stack is a thread; it is waited for, nothing happens at the same time.
Value Evaluator::evaluateOnFreshStack(const Node& node, const Value& input, Environment& environment) {
    if (++m_stacks > kStacksMax) throw Problem{"U1001", "Stack overflow: the expression recurses too deeply"};
    Value result;
    std::exception_ptr failure;
    std::thread stack{[&] {
        try {
            result = evaluateHere(node, input, environment);
        } catch (...) {
            failure = std::current_exception();
        }
    }};
    stack.join();
    if (failure) std::rethrow_exception(failure);
    return result;
}

Value Evaluator::evaluateHere(const Node& node, const Value& input, Environment& environment) {
    Value result = evaluateBare(node, input, environment);
    if (node.kind != Kind::path) {
        for (const NodePtr& filter : node.filters) result = filtered(*filter, result, environment);
        if (node.group) result = grouped(*node.group, result, environment);
    }
    return settled(node, std::move(result));
}

// A sequence of one is its element, an empty one is nothing; tuples are looked at by nobody but their path.
Value Evaluator::settled(const Node& node, Value result) const {
    if (!result.isSequence() || result.array().isTuples) return result;
    if (node.keepsArray) {
        // The sequence may be shared with a variable: the mark is this one's alone.
        result = makeSequence(result.items());
        result.array().keepsSingleton = true;
    }
    if (result.items().empty()) return {};
    if (result.items().size() == 1 && !result.array().keepsSingleton) return Value{result.items().front()};
    return result;
}

Value Evaluator::evaluateBare(const Node& node, const Value& input, Environment& environment) {
    switch (node.kind) {
        case Kind::literal: return node.value;
        case Kind::regex: return std::make_shared<const Function>(Function{.regex = node.regex});
        case Kind::name: return lookup(input, node.text);
        case Kind::variable: return variable(node.text, input, environment);
        case Kind::wildcard: return wildcard(input);
        case Kind::descendants: return descendants(input);
        case Kind::path: return path(node, input, environment);
        case Kind::binary: return binary(node, input, environment);
        case Kind::array: return array(node, input, environment);
        case Kind::object: return grouped(node, input, environment);
        case Kind::call: return call(node, input, environment, nullptr);
        case Kind::partial: return partial(node, input, environment);
        case Kind::sort: return sorted(node, input, environment);
        case Kind::openArgument:
        case Kind::place: return {};
        case Kind::parent: {
            const Value* found = environment.find(node.text);
            return found == nullptr ? Value{} : *found;
        }
        case Kind::negate: {
            const Value value = evaluate(*node.items.front(), input, environment);
            if (value.isUndefined()) return {};
            if (!value.isNumber()) throw Problem{"D1002", "Cannot negate a non-numeric value: " + stringOf(value)};
            return -value.number();
        }
        case Kind::block: {
            const Region region{*this};
            Environment& inside = open(&environment);
            Value last;
            for (const NodePtr& item : node.items) last = evaluate(*item, input, inside);
            return last;
        }
        case Kind::condition: {
            if (truth(evaluate(*node.items[0], input, environment)))
                return evaluate(*node.items[1], input, environment);
            return node.items.size() > 2 ? evaluate(*node.items[2], input, environment) : Value{};
        }
        case Kind::bind: {
            Value value = evaluate(*node.items.front(), input, environment);
            environment.bind(node.text, value);
            return value;
        }
        case Kind::lambda:
        case Kind::transform: return closure({.lambda = &node, .environment = &environment, .input = input});
    }
    return {};
}

Value Evaluator::variable(const std::string& name, const Value& input, const Environment& environment) const {
    if (name.empty()) return input;
    if (const Value* found = environment.find(name)) return *found;
    const NativeFunction* native = findNative(name);
    return native == nullptr ? Value{} : Value{std::make_shared<const Function>(Function{.native = native})};
}

Value Evaluator::path(const Node& node, const Value& input, Environment& environment) {
    const bool startsWithInput = input.isArray() && node.items.front()->kind != Kind::variable;
    Value sequence = startsWithInput ? input : makeSequence({input});
    Value result, tuples;
    bool carriesTuples = false;
    for (std::size_t i = 0; i < node.items.size(); ++i) {
        const Node& here = *node.items[i];
        carriesTuples = carriesTuples || here.isTuple;
        if (carriesTuples) {
            tuples = tupleStep(here, sequence, tuples, environment);
            continue;
        }
        // An array written out at the start of a path is taken whole, not per input.
        result = i == 0 && here.isConstructed ? evaluate(here, sequence, environment)
                                              : step(here, sequence, environment, i + 1 == node.items.size());
        if (result.isUndefined() || (result.isArray() && result.items().empty())) break;
        sequence = result.isArray() ? result : makeSequence({result});
    }
    if (carriesTuples && node.isTuple) {
        result = tuples;
    } else if (carriesTuples) {
        result = makeSequence();
        for (const Value& tuple : tuples.items()) push(result.array(), *tuple.object().find("@"));
    }
    if (node.keepsArray && result.isArray() && !result.array().isTuples) {
        const bool wasConstructed = result.array().isConstructed && !result.isSequence();
        Value kept = wasConstructed ? makeSequence({result}) : makeSequence(result.items());
        kept.array().keepsSingleton = true;
        result = kept;
    }
    if (node.group) result = grouped(*node.group, carriesTuples ? tuples : result, environment);
    return result;
}

Value Evaluator::step(const Node& node, const Value& input, Environment& environment, bool isLast) {
    if (node.kind == Kind::sort) {
        Value result = sorted(node, input, environment);
        for (const NodePtr& filter : node.filters) result = filtered(*filter, result, environment);
        return result;
    }
    std::vector<Value> results;
    for (const Value& item : input.items()) {
        charge(1);
        // The filters of a step belong to each result; evaluate() would apply them as well, with the same outcome.
        Value result = evaluate(node, item, environment);
        if (!result.isUndefined()) results.push_back(std::move(result));
    }
    if (isLast && results.size() == 1 && results.front().isArray() && !results.front().isSequence())
        return results.front();
    std::vector<Value> all;
    for (const Value& result : results) {
        if (result.isArray() && !result.array().isConstructed)
            all.insert(all.end(), result.items().begin(), result.items().end());
        else
            all.push_back(result);
    }
    return makeSequence(std::move(all));
}

Value Evaluator::filtered(const Node& condition, const Value& input, Environment& environment) {
    const std::vector<Value> items = input.isArray()       ? input.items()
                                     : input.isUndefined() ? std::vector<Value>{}
                                                           : std::vector<Value>{input};
    const auto size = static_cast<double>(items.size());
    const auto indexOf = [&](double number) {
        const double floor = std::floor(number);
        return floor < 0 ? size + floor : floor;
    };
    const bool isTuples = input.isArray() && input.array().isTuples;
    const auto sequence = [&](std::vector<Value> of) {
        Value made = makeSequence(std::move(of));
        made.array().isTuples = isTuples;
        return made;
    };
    std::vector<Value> kept;
    if (condition.kind == Kind::literal && condition.value.isNumber() && condition.filters.empty()) {
        const double index = indexOf(condition.value.number());
        if (index < 0 || index >= size) return sequence({});
        const Value& item = items[static_cast<std::size_t>(index)];
        return item.isArray() ? item : sequence({item});
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Value& context = isTuples ? *items[i].object().find("@") : items[i];
        const Value result = evaluate(condition, context, within(items[i], isTuples, environment));
        if (result.isNumber()) {
            if (indexOf(result.number()) == static_cast<double>(i)) kept.push_back(items[i]);
        } else if (areNumbers(result)) {
            for (const Value& number : result.items()) {
                if (indexOf(number.number()) == static_cast<double>(i)) kept.push_back(items[i]);
            }
        } else if (truth(result)) {
            kept.push_back(items[i]);
        }
    }
    return sequence(std::move(kept));
}

Value Evaluator::array(const Node& node, const Value& input, Environment& environment) {
    Value result = makeArray();
    ArrayBox& box = result.array();
    for (const NodePtr& item : node.items) {
        Value value = evaluate(*item, input, environment);
        if (value.isUndefined()) continue;
        if (item->kind == Kind::array || !value.isArray()) {
            push(box, std::move(value));
        } else {
            for (const Value& one : value.items()) push(box, one);
        }
        charge(box.items.size() / 64);
    }
    box.isConstructed = node.isConstructed;
    return result;
}

Value Evaluator::grouped(const Node& node, const Value& input, Environment& environment) {
    struct Group {
        std::string key;
        std::size_t pair;
        Value data;
    };
    std::vector<Group> groups;
    const std::vector<Value> items = input.isArray() && !input.items().empty()
                                         ? input.items()
                                         : std::vector<Value>{input.isArray() ? Value{} : input};
    const bool isTuples = input.isArray() && input.array().isTuples && !input.items().empty();
    for (const Value& item : items) {
        const Value& context = isTuples ? *item.object().find("@") : item;
        Environment& around = within(item, isTuples, environment);
        for (std::size_t pair = 0; pair < node.pairs.size(); ++pair) {
            const Value key = evaluate(*node.pairs[pair].first, context, around);
            if (key.isUndefined()) continue;
            if (!key.isString())
                throw Problem{"T1003", "Key in object structure must evaluate to a string; got: " + stringOf(key)};
            charge(groups.size() / 16);
            const auto known = std::ranges::find(groups, key.string(), &Group::key);
            if (known == groups.end()) {
                groups.push_back({key.string(), pair, item});
            } else {
                if (known->pair != pair)
                    throw Problem{"D1009", "Multiple key definitions evaluate to same key: \"" + key.string() + "\""};
                known->data = appended(known->data, item);
            }
        }
    }
    Value result = makeObject();
    for (const Group& group : groups) {
        const Value data = isTuples ? joined(group.data) : group.data;
        Value value = evaluate(*node.pairs[group.pair].second, isTuples ? *data.object().find("@") : data,
                               within(data, isTuples, environment));
        if (!value.isUndefined()) result.object().set(group.key, std::move(value));
    }
    return result;
}

}  // namespace spillway::workflow::jsonata
