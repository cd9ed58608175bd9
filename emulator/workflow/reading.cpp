#include "workflow/reading.h"

#include "base/text.h"

#include <algorithm>

namespace spillway::workflow {
namespace {

// 0.5, and 100 rather than 100.0.
std::string shortNumber(double number) {
    const auto whole = static_cast<std::int64_t>(number);
    return static_cast<double>(whole) == number ? std::to_string(whole) : jsonText(Json(number));
}

}  // namespace

Site Site::at(std::string_view key) const { return {problems, pointerStep(pointer, key), state, language, machine}; }

Site Site::at(std::size_t index) const { return at(std::to_string(index)); }

void Site::report(Severity severity, const std::string& code, const std::string& sentence,
                  const std::string& hint) const {
    Diagnostic& problem = problems.emplace_back();
    problem.code = code;
    problem.severity = severity;
    problem.place.item = state;
    problem.place.field = pointer;
    problem.sentence = sentence;
    problem.hint = hint;
}

void Site::error(const std::string& code, const std::string& sentence, const std::string& hint) const {
    report(Severity::error, code, sentence, hint);
}

void refuseUnknown(const Json& object, std::span<const std::string> known, const Site& site) {
    if (!object.is_object()) return;
    for (const auto& item : object.items()) {
        if (std::ranges::find(known, item.key()) == known.end())
            site.at(item.key())
                .error("unknown-field", "unknown field \"" + item.key() + "\"", didYouMean(item.key(), known));
    }
}

std::optional<std::string> readText(const Json& object, std::string_view key, const Site& site) {
    const Json* value = member(object, key);
    if (value == nullptr) return std::nullopt;
    if (value->is_string()) return value->get<std::string>();
    site.at(key).error("wrong-kind", std::string{key} + " must be a string, not " + std::string{jsonTypeWord(*value)});
    return std::nullopt;
}

std::optional<bool> readBool(const Json& object, std::string_view key, const Site& site) {
    const Json* value = member(object, key);
    if (value == nullptr) return std::nullopt;
    if (value->is_boolean()) return value->get<bool>();
    site.at(key).error("wrong-kind", std::string{key} + " must be true or false");
    return std::nullopt;
}

std::optional<double> readNumber(const Json& object, std::string_view key, double least, double most,
                                 const Site& site) {
    const Json* value = member(object, key);
    if (value == nullptr) return std::nullopt;
    if (!value->is_number()) {
        site.at(key).error("wrong-kind",
                           std::string{key} + " must be a number, not " + std::string{jsonTypeWord(*value)});
        return std::nullopt;
    }
    const double number = value->get<double>();
    if (number >= least && number <= most) return number;
    site.at(key).error("out-of-range", std::string{key} + " is " + jsonText(*value) + ", it must lie between " +
                                           shortNumber(least) + " and " + shortNumber(most));
    return std::nullopt;
}

std::vector<std::string> readTexts(const Json& object, std::string_view key, const Site& site) {
    const Json* value = member(object, key);
    if (value == nullptr) return {};
    std::vector<std::string> texts;
    const bool areTexts =
        value->is_array() && std::all_of(value->begin(), value->end(), [](const Json& one) { return one.is_string(); });
    if (!areTexts) return site.at(key).error("wrong-kind", std::string{key} + " must be an array of strings"), texts;
    for (const Json& one : *value) texts.push_back(one.get<std::string>());
    return texts;
}

std::optional<Path> readPath(const Json& object, std::string_view key, const Site& site) {
    const std::optional<std::string> text = readText(object, key, site);
    if (!text) return std::nullopt;
    if (Result<Path> path = parsePath(*text); path)
        return std::move(*path);
    else
        site.at(key).error("bad-path", path.error().message);
    return std::nullopt;
}

std::optional<Path> readPathOrNull(const Json& object, std::string_view key, bool& discards, const Site& site) {
    const Json* value = member(object, key);
    if (value != nullptr && value->is_null()) return discards = true, std::nullopt;
    return readPath(object, key, site);
}

std::optional<Path> readResultPath(const Json& object, bool& discards, const Site& site) {
    std::optional<Path> path = readPathOrNull(object, "ResultPath", discards, site);
    if (!path) return path;
    const bool isPlain = std::ranges::all_of(path->steps, [](const PathStep& step) {
        return !step.descends && (step.kind == PathStep::Kind::name || step.kind == PathStep::Kind::index);
    });
    if (path->root != Path::Root::input)
        site.at("ResultPath")
            .error("bad-path",
                   "ResultPath must start with $ alone: neither a variable nor the context can take a result",
                   path->root == Path::Root::variable ? "use Assign to set a variable" : "");
    else if (!isPlain)
        site.at("ResultPath").error("bad-path", "ResultPath must name one place: only names and indices may follow $");
    return path;
}

void refuseTogether(const Json& object, std::initializer_list<std::string_view> keys, const Site& site) {
    std::string given;
    int count = 0;
    for (const std::string_view key : keys) {
        if (member(object, key) == nullptr) continue;
        given += (count++ == 0 ? "" : " and ") + std::string{key};
    }
    if (count > 1) site.error("one-of", given + " exclude each other: give one");
}

std::optional<QueryLanguage> readLanguage(const Json& object, const Site& site) {
    const std::optional<std::string> text = readText(object, "QueryLanguage", site);
    if (!text) return std::nullopt;
    if (*text == "JSONata") return QueryLanguage::jsonata;
    if (*text == "JSONPath") return QueryLanguage::jsonPath;
    const std::vector<std::string> known{"JSONPath", "JSONata"};
    site.at("QueryLanguage")
        .error("unknown-word", "unknown query language \"" + *text + "\": it is JSONPath or JSONata",
               didYouMean(*text, known));
    return std::nullopt;
}

std::optional<Quantity> readQuantity(const Json& object, const std::string& key, double least, double most,
                                     const Site& site) {
    const std::string pathKey = key + "Path";
    refuseTogether(object, {key, pathKey}, site);
    if (const Json* value = member(object, key)) {
        const bool isExpression = site.language == QueryLanguage::jsonata && value->is_string();
        if (isExpression) {
            const Template part = templateOf(*value, site.at(key));
            if (part.isLiteral())
                site.at(key).error("wrong-kind", key + " must be a number or a {% JSONata %} expression");
            return Quantity{part, key};
        }
        if (!readNumber(object, key, least, most, site)) return std::nullopt;
        return Quantity{{*value}, key};
    }
    if (std::optional<Path> path = readPath(object, pathKey, site)) return Quantity{{std::move(*path)}, pathKey};
    return std::nullopt;
}

}  // namespace spillway::workflow
