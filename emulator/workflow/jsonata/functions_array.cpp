#include "workflow/jsonata/evaluator.h"

#include <algorithm>
#include <array>

namespace spillway::workflow::jsonata {
namespace {

Value count(Evaluator&, Arguments& a) { return a[0].isUndefined() ? 0.0 : static_cast<double>(a[0].items().size()); }

Value append(Evaluator& evaluator, Arguments& a) {
    Value whole = appended(a[0], a[1]);
    if (whole.isArray()) evaluator.charge(whole.items().size() / 16);
    return whole;
}

Value reverse(Evaluator&, Arguments& a) {
    if (a[0].isUndefined()) return {};
    std::vector<Value> items = a[0].items();
    std::ranges::reverse(items);
    return makeArray(std::move(items));
}

Value shuffle(Evaluator& evaluator, Arguments& a) {
    if (a[0].isUndefined()) return {};
    std::vector<Value> items = a[0].items();
    for (std::size_t i = items.size(); i > 1; --i)
        std::swap(items[i - 1], items[evaluator.random().below(static_cast<std::uint32_t>(i))]);
    return makeArray(std::move(items));
}

Value distinct(Evaluator& evaluator, Arguments& a) {
    if (!a[0].isArray() || a[0].items().size() <= 1) return a[0];
    std::vector<Value> kept;
    for (const Value& item : a[0].items()) {
        evaluator.charge(kept.size() / 16);
        if (std::ranges::none_of(kept, [&](const Value& other) { return deepEqual(item, other); }))
            kept.push_back(item);
    }
    Value result = makeArray(std::move(kept));
    result.array().isSequence = a[0].isSequence();
    return result;
}

Value zip(Evaluator&, Arguments& a) {
    std::size_t shortest = std::string::npos;
    for (const Value& one : a) shortest = std::min(shortest, one.isArray() ? one.items().size() : 0);
    Value result = makeArray();
    for (std::size_t i = 0; i < shortest; ++i) {
        std::vector<Value> row;
        for (const Value& one : a) row.push_back(one.items()[i]);
        push(result.array(), makeArray(std::move(row)));
    }
    return result;
}

// Merge sort by a comparison of the caller's, or numbers or texts upwards. Written out: a comparison that contradicts
// itself must not lead the library's astray.
std::vector<Value> merged(Evaluator& evaluator, std::vector<Value> items, const Value& after) {
    if (items.size() <= 1) return items;
    const auto middle = items.begin() + static_cast<std::ptrdiff_t>(items.size() / 2);
    std::vector<Value> left = merged(evaluator, {items.begin(), middle}, after),
                       right = merged(evaluator, {middle, items.end()}, after);
    std::vector<Value> whole;
    std::size_t l = 0, r = 0;
    while (l < left.size() && r < right.size()) {
        evaluator.charge(1);
        bool swaps = false;
        if (!after.isUndefined())
            swaps = truth(evaluator.applyTrimmed(after, {left[l], right[r]}));
        else
            swaps = left[l].isNumber() ? left[l].number() > right[r].number() : left[l].string() > right[r].string();
        whole.push_back(swaps ? right[r++] : left[l++]);
    }
    while (l < left.size()) whole.push_back(left[l++]);
    while (r < right.size()) whole.push_back(right[r++]);
    return whole;
}

Value sort(Evaluator& evaluator, Arguments& a) {
    if (a[0].isUndefined() || a[0].items().size() <= 1) return a[0];
    if (a[1].isUndefined()) {
        const auto are = [&](bool (Value::*is)() const) {
            return std::ranges::all_of(a[0].items(), [&](const Value& one) { return (one.*is)(); });
        };
        if (!are(&Value::isNumber) && !are(&Value::isString))
            throw Problem{"D3070",
                          "The single argument form of the sort function can only be applied to an array of strings or "
                          "an array of numbers.  Use the second argument to specify a comparison function"};
    }
    return makeArray(merged(evaluator, a[0].items(), a[1]));
}

constexpr std::array kFunctions{
    NativeFunction{"count", "a:n", count, 1},       NativeFunction{"append", "xx:a", append, 2},
    NativeFunction{"reverse", "a:a", reverse, 1},   NativeFunction{"shuffle", "a:a", shuffle, 1},
    NativeFunction{"distinct", "x:x", distinct, 1}, NativeFunction{"zip", "a+", zip, 2},
    NativeFunction{"sort", "af?:a", sort, 2},
};

}  // namespace

std::span<const NativeFunction> arrayFunctions() { return kFunctions; }

}  // namespace spillway::workflow::jsonata
