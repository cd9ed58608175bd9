#include "workflow/jsonata/evaluator.h"

#include "workflow/digest.h"
#include "workflow/intrinsic.h"

#include <array>
#include <cmath>

// What the service adds to JSONata: the successors of the intrinsic functions. $eval is left out there, and here.
namespace spillway::workflow::jsonata {
namespace {

constexpr double kElementsMax = 1000;

Value partition(Evaluator&, Arguments& a) {
    if (a[0].isUndefined()) return {};
    const double size = std::floor(a[1].number());
    if (size < 1) throw Problem{"D3141", "the chunk size of $partition must be a positive integer"};
    Value chunks = makeArray();
    std::vector<Value> chunk;
    for (const Value& item : a[0].items()) {
        chunk.push_back(item);
        if (static_cast<double>(chunk.size()) < size) continue;
        push(chunks.array(), makeArray(std::exchange(chunk, {})));
    }
    if (!chunk.empty()) push(chunks.array(), makeArray(std::move(chunk)));
    return chunks;
}

Value range(Evaluator& evaluator, Arguments& a) {
    const double first = a[0].number(), last = a[1].number(), step = a[2].number();
    if (step == 0) throw Problem{"D3141", "the step of $range must not be zero"};
    const double count = std::floor((last - first) / step) + 1;
    if (count > kElementsMax) throw Problem{"D3141", "$range gives at most 1000 elements"};
    evaluator.charge(static_cast<std::size_t>(std::max(count, 0.0)));
    Value result = makeArray();
    for (double i = 0; i < count; ++i) push(result.array(), first + i * step);
    return result;
}

Value hash(Evaluator&, Arguments& a) {
    if (a[0].isUndefined()) return {};
    const auto digest = hexDigest(a[1].string(), stringOf(a[0]));
    if (!digest)
        throw Problem{"D3141", "the algorithm of $hash must be one of MD5, SHA-1, SHA-256, SHA-384 and SHA-512"};
    return *digest;
}

Value random(Evaluator& evaluator, Arguments& a) {
    if (a[0].isUndefined()) return evaluator.random().uniform();
    // The same seed gives the same number.
    RngStream seeded{
        mix64(static_cast<std::uint64_t>(static_cast<std::int64_t>(std::clamp(a[0].number(), -9e15, 9e15))))};
    return seeded.uniform();
}

Value uuid(Evaluator& evaluator, Arguments&) { return drawUuid(evaluator.random()); }

Value parseJson(Evaluator& evaluator, Arguments& a) {
    if (a[0].isUndefined()) return {};
    evaluator.charge(a[0].string().size() / 64);
    const Result<Json> value = readJson(a[0].string());
    if (!value) throw Problem{"D3141", "$parse was given no valid JSON: " + value.error().message};
    return fromJson(*value);
}

constexpr std::array kFunctions{
    NativeFunction{"partition", "an:a", partition, 2},
    NativeFunction{"range", "nnn:a", range, 3},
    NativeFunction{"hash", "xs:s", hash, 2},
    NativeFunction{"random", "n?:n", random, 1},
    NativeFunction{"uuid", ":s", uuid, 0},
    NativeFunction{"parse", "s-:x", parseJson, 1},
};

}  // namespace

std::span<const NativeFunction> serviceFunctions() { return kFunctions; }

}  // namespace spillway::workflow::jsonata
