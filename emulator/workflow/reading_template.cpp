#include "workflow/reading.h"

#include "base/text.h"

namespace spillway::workflow {
namespace {

// Only what starts with {% or ends with %} is meant as an expression; a blank before it makes it a plain text.
bool isExpression(std::string_view text) { return text.starts_with("{%") && text.ends_with("%}") && text.size() >= 4; }

Template expressionOf(const std::string& text, const Site& site) {
    const bool opens = text.starts_with("{%"), closes = text.ends_with("%}");
    if (opens != closes || (opens && text.size() < 4)) {
        site.error("bad-expression", std::string{"a JSONata expression is written {% expression %}: "} +
                                         (opens ? "%} is missing at the end" : "{% is missing at the start"));
        return {Json(text)};
    }
    if (!isExpression(text)) return {Json(text)};
    const std::string inside = text.substr(2, text.size() - 4);
    // The service itself takes any blanks; its validators do not. Refused, but executable all the same.
    if (inside.empty() || inside.front() != ' ' || inside.back() != ' ' || inside.find('\n') != std::string::npos)
        site.error(kStyleCode, "a JSONata expression is written with a blank behind {% and one before %}, on one line",
                   "{% " + std::string{trimmed(inside)} + " %}");
    Result<jsonata::Expression> expression = jsonata::Expression::parse(inside);
    if (expression) return {std::move(*expression)};
    site.error("bad-expression",
               "the JSONata expression \"" + inside + "\" cannot be read: " + expression.error().message);
    return {Json(text)};
}

Template pathOrCall(const std::string& text, const Site& site) {
    if (text.starts_with("States.")) {
        if (Result<Intrinsic> call = parseIntrinsic(text); call)
            return {std::move(*call)};
        else
            site.error("bad-intrinsic", call.error().message);
    } else if (Result<Path> path = parsePath(text); path) {
        return {std::move(*path)};
    } else {
        site.error("bad-path", path.error().message,
                   "a value whose name ends in .$ is a path or an intrinsic function");
    }
    return {Json(text)};
}

bool isComputed(const std::string& key, const Site& site) {
    return site.language == QueryLanguage::jsonPath && key.ends_with(".$");
}

Template objectOf(const Json& object, const Site& site) {
    Template::Object result;
    bool isLiteral = true;
    for (const auto& [field, value] : object.items()) {
        const Site here = site.at(field);
        std::string key = field;
        Template part;
        if (isComputed(field, site)) {
            key.resize(key.size() - 2);
            if (member(object, key) != nullptr)
                here.error("duplicate-field",
                           "\"" + key + "\" and \"" + field + "\" both give the field \"" + key + "\"");
            if (value.is_string())
                part = pathOrCall(value.get<std::string>(), here);
            else
                here.error("wrong-kind", "\"" + field + "\" must be a string: a path or an intrinsic function");
            isLiteral = false;
        } else {
            part = templateOf(value, here);
            isLiteral = isLiteral && part.isLiteral();
        }
        result.members.push_back({key, field, std::make_shared<const Template>(std::move(part))});
    }
    if (isLiteral) return {object};
    return {std::move(result)};
}

}  // namespace

Template templateOf(const Json& value, const Site& site) {
    if (value.is_string() && site.language == QueryLanguage::jsonata)
        return expressionOf(value.get<std::string>(), site);
    if (value.is_object()) return objectOf(value, site);
    if (!value.is_array()) return {value};
    Template::Array result;
    bool isLiteral = true;
    for (std::size_t i = 0; i < value.size(); ++i) {
        result.elements.push_back(templateOf(value[i], site.at(i)));
        isLiteral = isLiteral && result.elements.back().isLiteral();
    }
    if (isLiteral) return {value};
    return {std::move(result)};
}

std::optional<Template> readTemplate(const Json& object, std::string_view key, const Site& site) {
    const Json* value = member(object, key);
    if (value == nullptr) return std::nullopt;
    return templateOf(*value, site.at(key));
}

std::optional<Template> readPathOrCall(const Json& object, std::string_view key, const Site& site) {
    const std::optional<std::string> text = readText(object, key, site);
    if (!text) return std::nullopt;
    return pathOrCall(*text, site.at(key));
}

}  // namespace spillway::workflow
