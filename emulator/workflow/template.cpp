#include "workflow/template.h"

#include "workflow/fault.h"

namespace spillway::workflow {
namespace {

struct Evaluation {
    const DataScope& scope;

    Json operator()(const Template& part, const std::string& field) const {
        return std::visit([&](const auto& content) { return value(content, field); }, part.content);
    }
    Json value(const Json& literal, const std::string&) const { return literal; }
    Json value(const Path& path, const std::string& field) const {
        PathValue found = evaluate(path, scope.paths);
        if (found.value) return std::move(*found.value);
        throw runtimeFault("The JSONPath '" + path.text + "' specified for the field '" + field +
                           "' could not be found in the input '" + jsonText(scope.paths.input) + "'");
    }
    Json value(const Intrinsic& call, const std::string&) const { return evaluate(call, scope.paths, scope.random); }
    Json value(const jsonata::Expression& expression, const std::string& field) const {
        jsonata::Outcome outcome = expression.evaluate(
            {.states = scope.states, .variables = scope.paths.variables, .random = scope.random, .now = scope.now});
        if (outcome.kind == jsonata::Outcome::Kind::value) return std::move(outcome.value);
        std::string cause =
            "The JSONata expression '" + expression.text() + "' specified for the field '" + field + "' ";
        switch (outcome.kind) {
            case jsonata::Outcome::Kind::undefined: cause += "returned nothing (undefined)."; break;
            case jsonata::Outcome::Kind::unsupported: cause += "returned an unsupported result type."; break;
            default: cause += "threw an error during evaluation. " + outcome.problem; break;
        }
        throw Fault{.error = kQueryEvaluationError,
                    .cause = std::move(cause),
                    .isEvaluation = true,
                    .expression = expression.text(),
                    .field = field};
    }
    Json value(const Template::Object& object, const std::string& field) const {
        Json result = Json::object();
        for (const TemplateMember& member : object.members) {
            // A JSONata message names the whole way to a field, a JSONPath message the field alone.
            const bool isPath = !member.value->isLiteral() && member.field != member.key;
            result[member.key] = (*this)(*member.value, isPath ? member.field : field + "/" + member.field);
        }
        return result;
    }
    Json value(const Template::Array& array, const std::string& field) const {
        Json result = Json::array();
        for (std::size_t i = 0; i < array.elements.size(); ++i)
            result.push_back((*this)(array.elements[i], field + "[" + std::to_string(i) + "]"));
        return result;
    }
};

}  // namespace

std::string Template::text() const {
    if (const auto* path = std::get_if<Path>(&content)) return path->text;
    if (const auto* call = std::get_if<Intrinsic>(&content)) return call->text;
    if (const auto* expression = std::get_if<jsonata::Expression>(&content)) return expression->text();
    return {};
}

Json evaluate(const Template& part, const DataScope& scope, const std::string& field) {
    return Evaluation{scope}(part, field);
}

}  // namespace spillway::workflow
