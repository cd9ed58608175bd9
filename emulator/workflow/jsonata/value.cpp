#include "workflow/jsonata/value.h"

#include "workflow/jsonata/function.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace spillway::workflow::jsonata {
namespace {

constexpr double kSafeInteger = 9007199254740992.0;

void checkDepth(int depth) {
    if (depth > kValueDepthMax) throw Problem{"D1001", "The value is nested too deeply"};
}

void appendQuoted(std::string& text, const std::string& value) { text += jsonText(Json(value)); }

class Writer {
public:
    explicit Writer(bool isPretty) : m_isPretty{isPretty} {}
    void write(const Value& value, int level) {
        if (value.isString()) return appendQuoted(text, value.string());
        if (value.isNumber()) {
            if (!std::isfinite(value.number()))
                throw Problem{"D1001", "Number out of range: " + numberText(value.number())};
            text += numberText(value.number());
        } else if (value.isBool()) {
            text += value.boolean() ? "true" : "false";
        } else if (value.isArray()) {
            items(value.items(), level);
        } else if (value.isObject()) {
            members(value.object().members, level);
        } else {
            text += value.isFunction() ? "\"\"" : "null";
        }
    }
    std::string text;

private:
    void line(int level) {
        if (m_isPretty) text += "\n" + std::string(static_cast<std::size_t>(level) * 2, ' ');
    }
    void items(const std::vector<Value>& values, int level) {
        text += '[';
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (i > 0) text += ',';
            line(level + 1);
            write(values[i], level + 1);
        }
        if (!values.empty()) line(level);
        text += ']';
    }
    void members(const std::vector<std::pair<std::string, Value>>& all, int level) {
        text += '{';
        bool isFirst = true;
        for (const auto& [key, value] : all) {
            if (value.isUndefined()) continue;
            if (!isFirst) text += ',';
            isFirst = false;
            line(level + 1);
            appendQuoted(text, key);
            text += m_isPretty ? ": " : ":";
            write(value, level + 1);
        }
        if (!isFirst) line(level);
        text += '}';
    }
    bool m_isPretty;
};

}  // namespace

const Value* ObjectBox::find(std::string_view key) const {
    const auto found = std::find_if(members.begin(), members.end(), [&](const auto& one) { return one.first == key; });
    return found == members.end() ? nullptr : &found->second;
}

void ObjectBox::set(const std::string& key, Value value) {
    depth = std::max(depth, depthOf(value) + 1);
    checkDepth(depth);
    const auto found = std::find_if(members.begin(), members.end(), [&](const auto& one) { return one.first == key; });
    if (found != members.end())
        found->second = std::move(value);
    else
        members.emplace_back(key, std::move(value));
}

int depthOf(const Value& value) {
    if (value.isArray()) return value.array().depth;
    return value.isObject() ? value.object().depth : 0;
}

void push(ArrayBox& array, Value value) {
    array.depth = std::max(array.depth, depthOf(value) + 1);
    checkDepth(array.depth);
    array.items.push_back(std::move(value));
}

Value makeArray(std::vector<Value> items) {
    auto box = std::make_shared<ArrayBox>();
    for (const Value& item : items) box->depth = std::max(box->depth, depthOf(item) + 1);
    checkDepth(box->depth);
    box->items = std::move(items);
    return box;
}

Value makeSequence(std::vector<Value> items) {
    Value value = makeArray(std::move(items));
    value.array().isSequence = true;
    return value;
}

Value makeObject() { return std::make_shared<ObjectBox>(); }

Value fromJson(const Json& json) {
    if (json.is_null()) return nullptr;
    if (json.is_boolean()) return Value{json.get<bool>()};
    if (json.is_number()) return json.get<double>();
    if (json.is_string()) return json.get<std::string>();
    if (json.is_array()) {
        std::vector<Value> items;
        items.reserve(json.size());
        for (const Json& item : json) items.push_back(fromJson(item));
        return makeArray(std::move(items));
    }
    auto object = std::make_shared<ObjectBox>();
    object->members.reserve(json.size());
    for (const auto& [key, member] : json.items()) {
        object->members.emplace_back(key, fromJson(member));
        object->depth = std::max(object->depth, depthOf(object->members.back().second) + 1);
    }
    checkDepth(object->depth);
    return object;
}

Json toJson(const Value& value, bool& unsupported) {
    if (value.isBool()) return value.boolean();
    if (value.isString()) return value.string();
    if (value.isNumber()) {
        const double number = value.number();
        if (!std::isfinite(number)) throw Problem{"D1001", "Number out of range: " + numberText(number)};
        if (std::floor(number) == number && std::abs(number) < kSafeInteger) return static_cast<std::int64_t>(number);
        return number;
    }
    if (value.isArray()) {
        Json array = Json::array();
        for (const Value& item : value.items()) array.push_back(toJson(item, unsupported));
        return array;
    }
    if (value.isObject()) {
        Json object = Json::object();
        for (const auto& [key, member] : value.object().members) {
            if (!member.isUndefined()) object[key] = toJson(member, unsupported);
        }
        return object;
    }
    unsupported = unsupported || value.isFunction();
    return nullptr;
}

bool deepEqual(const Value& left, const Value& right) {
    if (left.isNumber() && right.isNumber()) return left.number() == right.number();
    if (left.isString() && right.isString()) return left.string() == right.string();
    if (left.isBool() && right.isBool()) return left.boolean() == right.boolean();
    if (left.isNull() && right.isNull()) return true;
    if (left.isArray() && right.isArray()) return std::ranges::equal(left.items(), right.items(), deepEqual);
    if (!left.isObject() || !right.isObject() || left.object().members.size() != right.object().members.size())
        return false;
    return std::ranges::all_of(left.object().members, [&](const auto& one) {
        const Value* other = right.object().find(one.first);
        return other != nullptr && deepEqual(one.second, *other);
    });
}

bool truth(const Value& value) {
    if (value.isBool()) return value.boolean();
    if (value.isNumber()) return value.number() != 0 && !std::isnan(value.number());
    if (value.isString()) return !value.string().empty();
    if (value.isObject()) return !value.object().members.empty();
    return value.isArray() && std::ranges::any_of(value.items(), truth);
}

std::string numberText(double number) {
    if (std::isnan(number)) return "NaN";
    if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
    if (number == 0) return "0";
    // As JSONata does: 15 digits, so that 0.1 + 0.2 is 0.3, and then the shortest text for it.
    char digits[64];
    const char* end =
        std::to_chars(std::begin(digits), std::end(digits), number, std::chars_format::scientific, 14).ptr;
    std::from_chars(std::begin(digits), end, number);
    const double size = std::abs(number);
    const bool isPlain = size >= 1e-6 && size < 1e21;
    char text[400];
    end = std::to_chars(std::begin(text), std::end(text), number,
                        isPlain ? std::chars_format::fixed : std::chars_format::scientific)
              .ptr;
    std::string written{static_cast<const char*>(text), end};
    // Fixed, the library writes every digit of a large double; JavaScript the shortest ones that tell it, then zeros.
    if (isPlain && size >= 1e17) {
        char shortest[64];
        const char* last =
            std::to_chars(std::begin(shortest), std::end(shortest), size, std::chars_format::scientific).ptr;
        const std::string_view mantissa{shortest, static_cast<std::size_t>(last - shortest)};
        std::string told = number < 0 ? "-" : "";
        for (const char c : mantissa.substr(0, mantissa.find('e'))) {
            if (c != '.') told += c;
        }
        told.resize(written.size(), '0');
        written = std::move(told);
    }
    // JavaScript writes no leading zeros in an exponent.
    if (const std::size_t exponent = written.find('e'); exponent != std::string::npos) {
        while (written[exponent + 2] == '0' && exponent + 3 < written.size()) written.erase(exponent + 2, 1);
    }
    return written;
}

std::string stringOf(const Value& value, bool isPretty) {
    if (value.isString()) return value.string();
    if (value.isFunction()) return "";
    if (value.isNumber() && !std::isfinite(value.number()))
        throw Problem{"D3001", "Attempting to invoke string function on Infinity or NaN"};
    Writer writer{isPretty};
    writer.write(value, 0);
    return std::move(writer.text);
}

std::string_view typeWord(const Value& value) {
    if (value.isUndefined()) return "undefined";
    if (value.isNull()) return "null";
    if (value.isNumber()) return "number";
    if (value.isString()) return "string";
    if (value.isBool()) return "boolean";
    if (value.isArray()) return "array";
    return value.isFunction() ? "function" : "object";
}

}  // namespace spillway::workflow::jsonata
