#include "workflow/jsonata/evaluator.h"

#include <algorithm>
#include <array>

namespace spillway::workflow::jsonata {
namespace {

void gatherKeys(const Value& value, std::vector<Value>& keys) {
    if (value.isArray()) {
        for (const Value& one : value.items()) gatherKeys(one, keys);
    } else if (value.isObject()) {
        for (const auto& [key, member] : value.object().members) {
            if (std::ranges::none_of(keys, [&word = key](const Value& known) { return known.string() == word; }))
                keys.emplace_back(key);
        }
    }
}

Value keys(Evaluator&, Arguments& a) {
    std::vector<Value> all;
    gatherKeys(a[0], all);
    return makeSequence(std::move(all));
}

Value lookupKey(Evaluator&, Arguments& a) { return a[1].isString() ? lookup(a[0], a[1].string()) : Value{}; }

Value spread(Evaluator& evaluator, Arguments& a) {
    Value result = makeSequence();
    if (a[0].isArray()) {
        for (const Value& one : a[0].items()) {
            Arguments single{one};
            const Value part = spread(evaluator, single);
            // What has been put together is an array even when it is empty or one.
            result.array().isSequence = result.array().isSequence && part.isUndefined();
            for (const Value& item : part.isArray() ? part.items() : std::vector<Value>{part})
                push(result.array(), item);
        }
    } else if (a[0].isObject()) {
        for (const auto& [key, value] : a[0].object().members) {
            Value one = makeObject();
            one.object().set(key, value);
            push(result.array(), std::move(one));
        }
    } else {
        return a[0];
    }
    return result;
}

Value merge(Evaluator& evaluator, Arguments& a) {
    if (a[0].isUndefined()) return {};
    Value result = makeObject();
    for (const Value& one : a[0].items()) {
        for (const auto& [key, value] : one.object().members) {
            evaluator.charge(result.object().members.size() / 16);
            result.object().set(key, value);
        }
    }
    return result;
}

Value exists(Evaluator&, Arguments& a) { return Value{!a[0].isUndefined()}; }

Value boolean(Evaluator&, Arguments& a) { return a[0].isUndefined() ? Value{} : Value{truth(a[0])}; }

Value isNot(Evaluator&, Arguments& a) { return a[0].isUndefined() ? Value{} : Value{!truth(a[0])}; }

Value type(Evaluator&, Arguments& a) { return a[0].isUndefined() ? Value{} : Value{std::string{typeWord(a[0])}}; }

Value error(Evaluator&, Arguments& a) {
    throw Problem{"D3137", a[0].isString() ? a[0].string() : "$error() function evaluated"};
}

Value check(Evaluator&, Arguments& a) {
    if (a[0].isBool() && !a[0].boolean())
        throw Problem{"D3141", a[1].isString() ? a[1].string() : "$assert() statement failed"};
    return {};
}

Value clone(Evaluator&, Arguments& a) { return a[0]; }

constexpr std::array kFunctions{
    NativeFunction{"keys", "x-:a<s>", keys, 1},     NativeFunction{"lookup", "x-s:x", lookupKey, 2},
    NativeFunction{"spread", "x-:a<o>", spread, 1}, NativeFunction{"merge", "a<o>:o", merge, 1},
    NativeFunction{"exists", "x:b", exists, 1},     NativeFunction{"boolean", "x-:b", boolean, 1},
    NativeFunction{"not", "x-:b", isNot, 1},        NativeFunction{"type", "x:s", type, 1},
    NativeFunction{"error", "s?:x", error, 1},      NativeFunction{"assert", "bs?:x", check, 2},
    NativeFunction{"clone", "(oa)-:o", clone, 1},
};

}  // namespace

std::span<const NativeFunction> objectFunctions() { return kFunctions; }

}  // namespace spillway::workflow::jsonata
