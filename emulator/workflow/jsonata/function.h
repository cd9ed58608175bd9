#pragma once

#include "workflow/jsonata/value.h"

#include <optional>
#include <span>

namespace spillway::workflow::jsonata {

struct Node;
struct Environment;
class Evaluator;

using Arguments = std::vector<Value>;

// A function of the library.
struct NativeFunction {
    std::string_view name;
    // As JSONata writes signatures: "s-n?:s". Checks and completes the arguments; see signature.h.
    std::string_view signature;
    Value (*call)(Evaluator& evaluator, Arguments& arguments);
    // How many arguments the higher-order functions pass it.
    std::size_t arity;
};

// Whatever can be called: a library function, a lambda with the scope it was written in, the rest of a partial
// application, two functions in a row, or a regular expression.
struct Function {
    const NativeFunction* native = nullptr;
    const Node* lambda = nullptr;                // or a transform
    Environment* environment = nullptr;          // lives as long as the evaluation
    Value input = {};                            // what $ is in the lambda
    std::vector<Value> fixed = {};               // partial application: given arguments,
    std::vector<bool> isFixed = {};              // and which those are
    std::shared_ptr<const Function> inner = {};  // of a partial application, or the first of two
    std::shared_ptr<const Function> second = {};
    std::optional<Regex> regex = {};

    std::size_t arity() const;
};

// The whole library in order of name.
const NativeFunction* findNative(std::string_view name);
std::vector<std::string> nativeNames();

// One table for each file of functions.
std::span<const NativeFunction> stringFunctions();
std::span<const NativeFunction> patternFunctions();
std::span<const NativeFunction> numberFunctions();
std::span<const NativeFunction> arrayFunctions();
std::span<const NativeFunction> objectFunctions();
std::span<const NativeFunction> higherOrderFunctions();
std::span<const NativeFunction> timeFunctions();
std::span<const NativeFunction> serviceFunctions();

}  // namespace spillway::workflow::jsonata
