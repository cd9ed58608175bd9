#include "workflow/json.h"

#include <algorithm>
#include <cmath>

namespace spillway::workflow {
namespace {

// Before parsing: the library's own parser keeps no stack per level, but everything that walks its result does.
bool isTooDeep(std::string_view text) {
    int depth = 0;
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inString = false;
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            if (++depth > kJsonDepthMax) return true;
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return false;
}

std::size_t stringTextSize(const std::string& text) {
    std::size_t size = 2;
    for (const char c : text) {
        if (c == '"' || c == '\\' || c == '\n' || c == '\r' || c == '\t' || c == '\b' || c == '\f')
            size += 2;
        else
            size += static_cast<unsigned char>(c) < 0x20 ? 6 : 1;
    }
    return size;
}

bool sameObject(const Json& left, const Json& right) {
    if (left.size() != right.size()) return false;
    return std::all_of(left.items().begin(), left.items().end(), [&](const auto& item) {
        const Json* other = member(right, item.key());
        return other != nullptr && sameJson(item.value(), *other);
    });
}

}  // namespace

Result<Json> readJson(std::string_view text) {
    if (isTooDeep(text)) return Error{"nested more than " + std::to_string(kJsonDepthMax) + " levels deep"};
    try {
        return Json::parse(text);
    } catch (const nlohmann::json::exception& problem) {
        std::string sentence = problem.what();
        // "[json.exception.parse_error.101] parse error at line 1, column 2: ..." without its first word.
        if (const std::size_t end = sentence.find("] "); end != std::string::npos) sentence.erase(0, end + 2);
        return Error{sentence};
    }
}

bool sameJson(const Json& left, const Json& right) {
    if (left.is_object() && right.is_object()) return sameObject(left, right);
    if (left.is_array() && right.is_array()) return std::ranges::equal(left, right, sameJson);
    return left == right;
}

int jsonDepth(const Json& value) {
    if (!value.is_structured()) return 0;
    int deepest = 0;
    for (const Json& child : value) {
        deepest = std::max(deepest, jsonDepth(child));
        if (deepest > kJsonDepthMax) break;
    }
    return deepest + 1;
}

std::size_t jsonTextSize(const Json& value) {
    if (value.is_string()) return stringTextSize(value.get_ref<const std::string&>());
    if (!value.is_structured()) return value.dump().size();
    std::size_t size = 2 + (value.empty() ? 0 : value.size() - 1);
    if (value.is_array()) {
        for (const Json& child : value) size += jsonTextSize(child);
        return size;
    }
    for (const auto& [key, child] : value.items()) size += stringTextSize(key) + 1 + jsonTextSize(child);
    return size;
}

std::string jsonText(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string_view jsonTypeWord(const Json& value) {
    if (value.is_number()) return "number";
    if (value.is_string()) return "string";
    if (value.is_boolean()) return "boolean";
    if (value.is_array()) return "array";
    return value.is_object() ? "object" : "null";
}

const Json* member(const Json& object, std::string_view key) {
    if (!object.is_object()) return nullptr;
    const auto found = object.find(std::string{key});
    return found == object.end() ? nullptr : &*found;
}

std::string pointerStep(const std::string& pointer, std::string_view key) {
    std::string step = pointer + '/';
    for (const char c : key) {
        if (c == '~')
            step += "~0";
        else if (c == '/')
            step += "~1";
        else
            step += c;
    }
    return step;
}

}  // namespace spillway::workflow
