#include "workflow/intrinsic_functions.h"

#include "workflow/digest.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace spillway::workflow {
namespace {

using Arguments = std::span<const Json>;

constexpr std::size_t kAnyNumber = 1000;

[[noreturn]] void refuse(const std::string& sentence) { throw sentence; }

const std::string& text(Arguments arguments, std::size_t index) {
    if (!arguments[index].is_string()) refuse("Argument " + std::to_string(index + 1) + " must be a string.");
    return arguments[index].get_ref<const std::string&>();
}

const Json& array(Arguments arguments, std::size_t index) {
    if (!arguments[index].is_array()) refuse("Argument " + std::to_string(index + 1) + " must be an array.");
    return arguments[index];
}

// Rounded as Java's Math.round does: half up, also below zero.
std::int64_t whole(Arguments arguments, std::size_t index) {
    const Json& value = arguments[index];
    if (!value.is_number()) refuse("Argument " + std::to_string(index + 1) + " must be a number.");
    if (value.is_number_integer()) return value.get<std::int64_t>();
    const double number = std::floor(value.get<double>() + 0.5);
    if (!(std::abs(number) < 9.0e18)) refuse("Argument " + std::to_string(index + 1) + " is out of range.");
    return static_cast<std::int64_t>(number);
}

// "{}" takes the next argument; a backslash guards a brace, a quote or itself.
Json format(Arguments arguments, RngStream&) {
    const std::string& pattern = text(arguments, 0);
    std::string result;
    std::size_t next = 1;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '\\' && i + 1 < pattern.size() &&
            std::string_view{"{}'\\"}.find(pattern[i + 1]) != std::string_view::npos) {
            result += pattern[++i];
        } else if (pattern.compare(i, 2, "{}") == 0) {
            if (next == arguments.size())
                refuse("The number of arguments does not match the number of {} in the template.");
            result += plainText(arguments[next++]);
            ++i;
        } else {
            result += pattern[i];
        }
    }
    if (next != arguments.size()) refuse("The number of arguments does not match the number of {} in the template.");
    return result;
}

Json stringToJson(Arguments arguments, RngStream&) {
    const std::string& json = text(arguments, 0);
    // As the service's own parser does: nothing but blanks is null.
    if (json.find_first_not_of(" \t\r\n") == std::string::npos) return nullptr;
    const Result<Json> value = readJson(json);
    if (!value) refuse("The string is not valid JSON: " + value.error().message);
    return *value;
}

Json jsonToString(Arguments arguments, RngStream&) { return jsonText(arguments[0]); }

Json makeArray(Arguments arguments, RngStream&) {
    Json result = Json::array();
    for (const Json& argument : arguments) result.push_back(argument);
    return result;
}

Json arrayPartition(Arguments arguments, RngStream&) {
    const Json& all = array(arguments, 0);
    const std::int64_t size = whole(arguments, 1);
    if (size < 1) refuse("The chunk size must be a positive integer.");
    Json chunks = Json::array();
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (i % static_cast<std::size_t>(size) == 0) chunks.push_back(Json::array());
        chunks.back().push_back(all[i]);
    }
    return chunks;
}

Json arrayContains(Arguments arguments, RngStream&) {
    const Json& all = array(arguments, 0);
    return std::any_of(all.begin(), all.end(), [&](const Json& one) { return sameJson(one, arguments[1]); });
}

Json arrayRange(Arguments arguments, RngStream&) {
    const std::int64_t first = whole(arguments, 0), last = whole(arguments, 1), step = whole(arguments, 2);
    if (step == 0) refuse("The step must not be zero.");
    Json result = Json::array();
    // As doubles: the bounds may lie so far apart that their difference does not fit.
    const double count =
        std::floor((static_cast<double>(last) - static_cast<double>(first)) / static_cast<double>(step)) + 1;
    if (count > static_cast<double>(kIntrinsicElementsMax)) refuse("The range has more than 1000 elements.");
    for (std::int64_t i = 0; i < static_cast<std::int64_t>(count); ++i) result.push_back(first + i * step);
    return result;
}

Json arrayGetItem(Arguments arguments, RngStream&) {
    const Json& all = array(arguments, 0);
    const std::int64_t index = whole(arguments, 1);
    if (index < 0 || index >= static_cast<std::int64_t>(all.size()))
        refuse("The index " + std::to_string(index) + " is out of bounds for an array of " +
               std::to_string(all.size()) + " elements.");
    return all[static_cast<std::size_t>(index)];
}

Json arrayLength(Arguments arguments, RngStream&) { return array(arguments, 0).size(); }

Json arrayUnique(Arguments arguments, RngStream&) {
    Json result = Json::array();
    for (const Json& one : array(arguments, 0)) {
        if (std::none_of(result.begin(), result.end(), [&](const Json& other) { return sameJson(one, other); }))
            result.push_back(one);
    }
    return result;
}

constexpr std::size_t kEncodedMax = 10'000;

Json base64Encode(Arguments arguments, RngStream&) {
    const std::string& data = text(arguments, 0);
    if (data.size() > kEncodedMax) refuse("The string is longer than 10000 characters.");
    return base64Encoded(data);
}

Json base64Decode(Arguments arguments, RngStream&) {
    const std::string& encoded = text(arguments, 0);
    if (encoded.size() > kEncodedMax) refuse("The string is longer than 10000 characters.");
    const auto data = base64Decoded(encoded);
    if (!data) refuse("The string is not valid base64.");
    return *data;
}

Json hash(Arguments arguments, RngStream&) {
    const std::string data = arguments[0].is_string() ? text(arguments, 0) : jsonText(arguments[0]);
    if (data.size() > kEncodedMax) refuse("The data is longer than 10000 characters.");
    const auto digest = hexDigest(text(arguments, 1), data);
    if (!digest) refuse("The algorithm must be one of MD5, SHA-1, SHA-256, SHA-384 and SHA-512.");
    return *digest;
}

Json jsonMerge(Arguments arguments, RngStream&) {
    if (!arguments[0].is_object() || !arguments[1].is_object()) refuse("The first two arguments must be JSON objects.");
    if (!arguments[2].is_boolean()) refuse("The third argument must be a boolean.");
    if (arguments[2].get<bool>()) refuse("Deep merging is not supported: the third argument must be false.");
    Json merged = arguments[0];
    for (const auto& [key, value] : arguments[1].items()) merged[key] = value;
    return merged;
}

Json mathRandom(Arguments arguments, RngStream& random) {
    const std::int64_t first = whole(arguments, 0), last = whole(arguments, 1);
    if (first >= last) refuse("The start must be less than the end.");
    RngStream seeded =
        arguments.size() == 3 ? RngStream{mix64(static_cast<std::uint64_t>(whole(arguments, 2)))} : random;
    RngStream& stream = arguments.size() == 3 ? seeded : random;
    const double span = static_cast<double>(last) - static_cast<double>(first);
    return first + static_cast<std::int64_t>(std::min(std::floor(stream.uniform() * span), span - 1));
}

Json mathAdd(Arguments arguments, RngStream&) {
    const std::int64_t left = whole(arguments, 0), right = whole(arguments, 1);
    // The service adds Java integers; a sum that does not fit is refused rather than wrapped.
    std::int64_t sum = 0;
    if (__builtin_add_overflow(left, right, &sum)) refuse("The sum is out of range.");
    return sum;
}

// Every character of the second argument separates; empty pieces are dropped, as Java's StringTokenizer does.
Json stringSplit(Arguments arguments, RngStream&) {
    const std::string &whole = text(arguments, 0), &separators = text(arguments, 1);
    Json parts = Json::array();
    std::size_t begin = 0;
    while (begin < whole.size()) {
        const std::size_t end = std::min(whole.find_first_of(separators, begin), whole.size());
        if (end > begin) parts.push_back(whole.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

Json uuid(Arguments, RngStream& random) { return drawUuid(random); }

constexpr std::array kFunctions{
    IntrinsicFunction{"Format", 1, kAnyNumber, format},
    IntrinsicFunction{"StringToJson", 1, 1, stringToJson},
    IntrinsicFunction{"JsonToString", 1, 1, jsonToString},
    IntrinsicFunction{"Array", 0, kAnyNumber, makeArray},
    IntrinsicFunction{"ArrayPartition", 2, 2, arrayPartition},
    IntrinsicFunction{"ArrayContains", 2, 2, arrayContains},
    IntrinsicFunction{"ArrayRange", 3, 3, arrayRange},
    IntrinsicFunction{"ArrayGetItem", 2, 2, arrayGetItem},
    IntrinsicFunction{"ArrayLength", 1, 1, arrayLength},
    IntrinsicFunction{"ArrayUnique", 1, 1, arrayUnique},
    IntrinsicFunction{"Base64Encode", 1, 1, base64Encode},
    IntrinsicFunction{"Base64Decode", 1, 1, base64Decode},
    IntrinsicFunction{"Hash", 2, 2, hash},
    IntrinsicFunction{"JsonMerge", 3, 3, jsonMerge},
    IntrinsicFunction{"MathRandom", 2, 3, mathRandom},
    IntrinsicFunction{"MathAdd", 2, 2, mathAdd},
    IntrinsicFunction{"StringSplit", 2, 2, stringSplit},
    IntrinsicFunction{"UUID", 0, 0, uuid},
};

}  // namespace

std::span<const IntrinsicFunction> intrinsicFunctions() { return kFunctions; }

const IntrinsicFunction* findIntrinsic(std::string_view name) {
    const auto found = std::ranges::find(kFunctions, name, &IntrinsicFunction::name);
    return found == kFunctions.end() ? nullptr : &*found;
}

std::string drawUuid(RngStream& random) {
    const std::uint64_t high = (random.next() & ~0xF000ULL) | 0x4000ULL;
    const std::uint64_t low = (random.next() & ~(3ULL << 62U)) | (2ULL << 62U);
    std::string text;
    for (int i = 0; i < 32; ++i) {
        if (i == 8 || i == 12 || i == 16 || i == 20) text += '-';
        const std::uint64_t half = i < 16 ? high : low;
        text += "0123456789abcdef"[half >> (60U - 4U * static_cast<unsigned>(i % 16)) & 15U];
    }
    return text;
}

std::string plainText(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (!value.is_structured()) return jsonText(value);
    std::string text;
    if (value.is_array()) {
        for (const Json& one : value) text += (text.empty() ? "" : ", ") + plainText(one);
        return "[" + text + "]";
    }
    for (const auto& [key, one] : value.items()) text += (text.empty() ? "" : ", ") + key + "=" + plainText(one);
    return "{" + text + "}";
}

}  // namespace spillway::workflow
