#include "workflow/jsonata/evaluator.h"

#include <array>

namespace spillway::workflow::jsonata {
namespace {

Value index(std::size_t i) { return static_cast<double>(i); }

Value map(Evaluator& evaluator, Arguments& a) {
    if (a[0].isUndefined()) return {};
    Value result = makeSequence();
    const std::vector<Value>& items = a[0].items();
    for (std::size_t i = 0; i < items.size(); ++i) {
        Value one = evaluator.applyTrimmed(a[1], {items[i], index(i), a[0]});
        if (!one.isUndefined()) push(result.array(), std::move(one));
    }
    return result;
}

Value filter(Evaluator& evaluator, Arguments& a) {
    if (a[0].isUndefined()) return {};
    Value result = makeSequence();
    const std::vector<Value>& items = a[0].items();
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (truth(evaluator.applyTrimmed(a[1], {items[i], index(i), a[0]}))) push(result.array(), items[i]);
    }
    return result;
}

Value single(Evaluator& evaluator, Arguments& a) {
    if (a[0].isUndefined()) return {};
    Value found;
    bool isFound = false;
    const std::vector<Value>& items = a[0].items();
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (!a[1].isUndefined() && !truth(evaluator.applyTrimmed(a[1], {items[i], index(i), a[0]}))) continue;
        if (isFound)
            throw Problem{"D3138",
                          "The $single() function expected exactly 1 matching result.  Instead it matched more."};
        found = items[i];
        isFound = true;
    }
    if (!isFound)
        throw Problem{"D3139", "The $single() function expected exactly 1 matching result.  Instead it matched 0."};
    return found;
}

Value reduce(Evaluator& evaluator, Arguments& a) {
    if (a[0].isUndefined()) return {};
    if (a[1].function().arity() < 2)
        throw Problem{"D3050", "The second argument of reduce function must be a function with at least two arguments"};
    const std::vector<Value>& items = a[0].items();
    std::size_t i = 0;
    Value result = a[2];
    if (result.isUndefined() && !items.empty()) result = items[i++];
    for (; i < items.size(); ++i) result = evaluator.applyTrimmed(a[1], {result, items[i], index(i), a[0]});
    return result;
}

Value each(Evaluator& evaluator, Arguments& a) {
    if (a[0].isUndefined()) return {};
    Value result = makeSequence();
    for (const auto& [key, value] : a[0].object().members) {
        Value one = evaluator.applyTrimmed(a[1], {value, Value{key}, a[0]});
        if (!one.isUndefined()) push(result.array(), std::move(one));
    }
    return result;
}

Value sift(Evaluator& evaluator, Arguments& a) {
    if (a[0].isUndefined()) return {};
    Value result = makeObject();
    for (const auto& [key, value] : a[0].object().members) {
        if (truth(evaluator.applyTrimmed(a[1], {value, Value{key}, a[0]})))
            result.object().members.emplace_back(key, value);
    }
    if (result.object().members.empty()) return {};
    result.object().depth = a[0].object().depth;
    return result;
}

constexpr std::array kFunctions{
    NativeFunction{"map", "af", map, 2},        NativeFunction{"filter", "af", filter, 2},
    NativeFunction{"single", "af?", single, 2}, NativeFunction{"reduce", "afj?:j", reduce, 3},
    NativeFunction{"each", "o-f:a", each, 2},   NativeFunction{"sift", "o-f?:o", sift, 2},
};

}  // namespace

std::span<const NativeFunction> higherOrderFunctions() { return kFunctions; }

}  // namespace spillway::workflow::jsonata
