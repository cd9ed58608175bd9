#pragma once

#include "workflow/json.h"
#include "workflow/regex.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace spillway::workflow::jsonata {

class Value;
struct Function;

// Deeper values are refused while they are built.
inline constexpr int kValueDepthMax = 200;

// An array with the marks that JSONata's rules turn on.
struct ArrayBox {
    std::vector<Value> items;
    bool isSequence = false;      // gathered by a path: one element stands for itself, none is nothing
    bool keepsSingleton = false;  // but not if [] asked to keep it an array
    bool isTuples = false;        // of a path with bindings: objects with "@", the value, and what is bound to it
    bool isConstructed = false;   // written as [ ... ]: not flattened into what is around it
    int depth = 1;
};
struct ObjectBox;

// What an expression deals with: JSON, nothing at all, functions. Arrays and objects are shared, as in the language
// itself.
class Value {
public:
    Value() = default;  // undefined
    Value(std::nullptr_t) : m_data{nullptr} {}
    explicit Value(bool value) : m_data{value} {}
    Value(double value) : m_data{value} {}
    Value(std::string value) : m_data{std::move(value)} {}
    Value(std::shared_ptr<ArrayBox> value) : m_data{std::move(value)} {}
    Value(std::shared_ptr<ObjectBox> value) : m_data{std::move(value)} {}
    Value(std::shared_ptr<const Function> value) : m_data{std::move(value)} {}

    bool isUndefined() const { return std::holds_alternative<std::monostate>(m_data); }
    bool isNull() const { return std::holds_alternative<std::nullptr_t>(m_data); }
    bool isBool() const { return std::holds_alternative<bool>(m_data); }
    bool isNumber() const { return std::holds_alternative<double>(m_data); }
    bool isString() const { return std::holds_alternative<std::string>(m_data); }
    bool isArray() const { return std::holds_alternative<std::shared_ptr<ArrayBox>>(m_data); }
    bool isObject() const { return std::holds_alternative<std::shared_ptr<ObjectBox>>(m_data); }
    bool isFunction() const { return std::holds_alternative<std::shared_ptr<const Function>>(m_data); }
    bool isSequence() const { return isArray() && array().isSequence; }

    bool boolean() const { return std::get<bool>(m_data); }
    double number() const { return std::get<double>(m_data); }
    const std::string& string() const { return std::get<std::string>(m_data); }
    ArrayBox& array() const { return *std::get<std::shared_ptr<ArrayBox>>(m_data); }
    const std::vector<Value>& items() const { return array().items; }
    ObjectBox& object() const { return *std::get<std::shared_ptr<ObjectBox>>(m_data); }
    const Function& function() const { return *std::get<std::shared_ptr<const Function>>(m_data); }
    // The same array or object, not an equal one.
    bool isSameBox(const Value& other) const { return (isArray() || isObject()) && m_data == other.m_data; }

private:
    std::variant<std::monostate, std::nullptr_t, bool, double, std::string, std::shared_ptr<ArrayBox>,
                 std::shared_ptr<ObjectBox>, std::shared_ptr<const Function>>
        m_data;
};

struct ObjectBox {
    std::vector<std::pair<std::string, Value>> members;  // in the order of their making
    int depth = 1;

    const Value* find(std::string_view key) const;
    void set(const std::string& key, Value value);
};

// Why an expression failed: JSONata's code and sentence. Thrown inside this folder, caught in Expression::evaluate.
struct Problem {
    std::string code;
    std::string sentence;
};

Value makeArray(std::vector<Value> items = {});
Value makeSequence(std::vector<Value> items = {});
Value makeObject();
// Appends, and notes how deep the array has become. Throws Problem when too deep.
void push(ArrayBox& array, Value value);
int depthOf(const Value& value);

Value fromJson(const Json& json);
// Undefined members are left out; a function is a Problem of its own kind: `unsupported` is set.
Json toJson(const Value& value, bool& unsupported);

bool deepEqual(const Value& left, const Value& right);
// JSONata's cast to boolean.
bool truth(const Value& value);
// As JavaScript writes a number.
std::string numberText(double number);
// The $string function: texts as they are, everything else as JSON.
std::string stringOf(const Value& value, bool isPretty = false);
// "number", "string", ... as $type says; "function", "undefined".
std::string_view typeWord(const Value& value);

}  // namespace spillway::workflow::jsonata
