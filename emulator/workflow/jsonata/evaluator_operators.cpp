#include "workflow/jsonata/evaluator.h"

#include <algorithm>
#include <cmath>

namespace spillway::workflow::jsonata {
namespace {

constexpr double kRangeMax = 1'000'000;

bool isWhole(const Value& value) { return value.isNumber() && std::floor(value.number()) == value.number(); }

bool isComparable(const Value& value) { return value.isUndefined() || value.isNumber() || value.isString(); }

bool isMember(const Value& value, const Value& array) {
    if (value.isUndefined() || array.isUndefined()) return false;
    if (value.isArray() || value.isObject()) return false;
    if (!array.isArray()) return deepEqual(value, array);
    return std::ranges::any_of(array.items(), [&](const Value& one) { return deepEqual(value, one); });
}

}  // namespace

Value Evaluator::binary(const Node& node, const Value& input, Environment& environment) {
    const std::string& op = node.text;
    if (op == "~>") return piped(node, input, environment);
    const Value left = evaluate(*node.items[0], input, environment);
    if (op == "and") return Value{truth(left) && truth(evaluate(*node.items[1], input, environment))};
    if (op == "or") return Value{truth(left) || truth(evaluate(*node.items[1], input, environment))};
    if (op == "?:") return truth(left) ? left : evaluate(*node.items[1], input, environment);
    if (op == "??") return left.isUndefined() ? evaluate(*node.items[1], input, environment) : left;
    const Value right = evaluate(*node.items[1], input, environment);
    if (op == "=" || op == "!=") {
        // Nothing is neither equal nor unequal to anything.
        if (left.isUndefined() || right.isUndefined()) return Value{false};
        return Value{deepEqual(left, right) == (op == "=")};
    }
    if (op == "in") return Value{isMember(left, right)};
    if (op == "..") return range(left, right);
    if (op == "&") {
        std::string text = left.isUndefined() ? "" : stringOf(left);
        text += right.isUndefined() ? "" : stringOf(right);
        charge(text.size() / 64);
        return text;
    }
    if (op == "<" || op == ">" || op == "<=" || op == ">=") return compared(op, left, right);
    return numeric(op, left, right);
}

Value Evaluator::numeric(const std::string& op, const Value& left, const Value& right) {
    if (!left.isUndefined() && !left.isNumber())
        throw Problem{"T2001", "The left side of the \"" + op + "\" operator must evaluate to a number"};
    if (!right.isUndefined() && !right.isNumber())
        throw Problem{"T2002", "The right side of the \"" + op + "\" operator must evaluate to a number"};
    if (left.isUndefined() || right.isUndefined()) return {};
    const double l = left.number(), r = right.number();
    double result = 0;
    switch (op.front()) {
        case '+': result = l + r; break;
        case '-': result = l - r; break;
        case '*': result = l * r; break;
        case '/': result = l / r; break;
        default: result = std::fmod(l, r); break;
    }
    if (!std::isfinite(result)) throw Problem{"D1001", "Number out of range: " + numberText(result)};
    return result;
}

Value Evaluator::compared(const std::string& op, const Value& left, const Value& right) {
    if (!isComparable(left) || !isComparable(right))
        throw Problem{"T2010", "The expressions either side of operator \"" + op +
                                   "\" must evaluate to numeric or string values"};
    if (left.isUndefined() || right.isUndefined()) return {};
    if (left.isNumber() != right.isNumber())
        throw Problem{"T2009", "The values " + stringOf(left) + " and " + stringOf(right) +
                                   " either side of operator \"" + op + "\" must be of the same data type"};
    const int order = compareTerm(left, right);
    if (op == "<") return Value{order < 0};
    if (op == "<=") return Value{order <= 0};
    return Value{op == ">" ? order > 0 : order >= 0};
}

int Evaluator::compareTerm(const Value& left, const Value& right) const {
    if (left.isNumber()) return left.number() < right.number() ? -1 : (left.number() > right.number() ? 1 : 0);
    return left.string().compare(right.string());
}

Value Evaluator::range(const Value& left, const Value& right) {
    if (!left.isUndefined() && !isWhole(left))
        throw Problem{"T2003", "The left side of the range operator (..) must evaluate to an integer"};
    if (!right.isUndefined() && !isWhole(right))
        throw Problem{"T2004", "The right side of the range operator (..) must evaluate to an integer"};
    if (left.isUndefined() || right.isUndefined() || left.number() > right.number()) return {};
    const double size = right.number() - left.number() + 1;
    if (size > kRangeMax)
        throw Problem{"D2014",
                      "The size of the sequence allocated by the range operator (..) must not exceed 1e6.  Attempted "
                      "to allocate " +
                          numberText(size)};
    charge(static_cast<std::size_t>(size));
    std::vector<Value> items;
    for (double i = left.number(); i <= right.number(); ++i) items.emplace_back(i);
    return makeSequence(std::move(items));
}

Value Evaluator::sorted(const Node& node, const Value& input, Environment& environment) {
    // One alone is compared with nothing.
    if (!input.isArray() || input.items().size() < 2) return input;
    struct Row {
        Value item;
        std::vector<Value> keys;
    };
    const bool isTuples = input.array().isTuples;
    std::vector<Row> rows;
    for (const Value& item : input.items()) {
        Row row{item, {}};
        for (const SortTerm& term : node.terms) {
            const Value& context = isTuples ? *item.object().find("@") : item;
            row.keys.push_back(evaluate(*term.expression, context, within(item, isTuples, environment)));
            const Value& key = row.keys.back();
            if (!isComparable(key))
                throw Problem{"T2008",
                              "The expressions within an order-by clause must evaluate to numeric or string values"};
            const Value& first = rows.empty() ? key : rows.front().keys[row.keys.size() - 1];
            if (!key.isUndefined() && !first.isUndefined() && key.isNumber() != first.isNumber())
                throw Problem{"T2007", "Type mismatch when comparing values " + stringOf(first) + " and " +
                                           stringOf(key) + " in order-by clause"};
        }
        rows.push_back(std::move(row));
    }
    charge(rows.size() * 4);
    std::ranges::stable_sort(rows, [&](const Row& left, const Row& right) {
        for (std::size_t i = 0; i < node.terms.size(); ++i) {
            const Value &l = left.keys[i], &r = right.keys[i];
            if (l.isUndefined() || r.isUndefined()) {
                // What has no key comes last, whichever way the rest goes.
                if (l.isUndefined() != r.isUndefined()) return r.isUndefined();
                continue;
            }
            if (l.isNumber() != r.isNumber()) continue;
            const int order = compareTerm(l, r);
            if (order != 0) return node.terms[i].descends ? order > 0 : order < 0;
        }
        return false;
    });
    std::vector<Value> items;
    for (Row& row : rows) items.push_back(std::move(row.item));
    Value result = makeSequence(std::move(items));
    result.array().isTuples = isTuples;
    return result;
}

}  // namespace spillway::workflow::jsonata
