#include "workflow/jsonata/signature.h"

#include <algorithm>

namespace spillway::workflow::jsonata {
namespace {

struct Parameter {
    std::string types;   // letters, any of which will do
    char element = 'x';  // of an array
    bool isContext = false, isOptional = false, isRepeated = false;
};

std::vector<Parameter> parametersOf(std::string_view signature) {
    std::vector<Parameter> all;
    for (std::size_t i = 0; i < signature.size() && signature[i] != ':'; ++i) {
        const char c = signature[i];
        if (c == '-') {
            all.back().isContext = true;
        } else if (c == '?') {
            all.back().isOptional = true;
        } else if (c == '+') {
            all.back().isRepeated = true;
        } else if (c == '<') {
            if (i + 1 < signature.size()) all.back().element = signature[i + 1];
            int depth = 0;
            for (; i < signature.size(); ++i) {
                depth += signature[i] == '<' ? 1 : 0;
                depth -= signature[i] == '>' ? 1 : 0;
                if (depth == 0) break;
            }
        } else if (c == '(') {
            const std::size_t end = signature.find(')', i);
            all.push_back({.types = std::string{signature.substr(i + 1, end - i - 1)}});
            i = end;
        } else {
            all.push_back({.types = std::string(1, c)});
        }
    }
    return all;
}

char letterOf(const Value& value) {
    if (value.isString()) return 's';
    if (value.isNumber()) return 'n';
    if (value.isBool()) return 'b';
    if (value.isNull()) return 'l';
    if (value.isArray()) return 'a';
    return value.isObject() ? 'o' : 'f';
}

bool fits(const Parameter& parameter, const Value& value) {
    const char letter = letterOf(value);
    return std::ranges::any_of(parameter.types, [&](char type) {
        return type == letter || type == 'x' || (type == 'j' && letter != 'f') ||
               (type == 'u' && std::string_view{"snbl"}.find(letter) != std::string_view::npos);
    });
}

bool takesArray(const Parameter& parameter) { return parameter.types.find('a') != std::string::npos; }

[[noreturn]] void refuse(std::string_view name, std::size_t index, bool elements) {
    const std::string where = "Argument " + std::to_string(index + 1) + " of function \"" + std::string{name} + "\" ";
    if (elements) throw Problem{"T0412", where + "must be an array of the right type"};
    throw Problem{"T0410", where + "does not match function signature"};
}

void checkElements(std::string_view name, const Parameter& parameter, const Value& value, std::size_t index) {
    if (!value.isArray() || parameter.element == 'x' || !takesArray(parameter)) return;
    const bool allFit =
        std::ranges::all_of(value.items(), [&](const Value& one) { return letterOf(one) == parameter.element; });
    if (!allFit) refuse(name, index, true);
}

}  // namespace

void checkSignature(std::string_view signature) {
    if (std::ranges::count(signature, '(') != std::ranges::count(signature, ')'))
        throw Problem{"S0402", "Choice groups containing parameterized types are not supported"};
    bool hasParameter = false;
    for (std::size_t i = 0; i < signature.size() && signature[i] != ':'; ++i) {
        const char c = signature[i];
        if (c == '<') {
            if (i == 0 || (signature[i - 1] != 'a' && signature[i - 1] != 'f'))
                throw Problem{"S0401", "Type parameters can only be applied to functions and arrays"};
            // What is between the brackets may nest.
            int depth = 0;
            do {
                depth += signature[i] == '<' ? 1 : 0;
                depth -= signature[i] == '>' ? 1 : 0;
            } while (depth > 0 && ++i < signature.size());
            continue;
        }
        const bool isMark = c == '-' || c == '?' || c == '+';
        if ((isMark && !hasParameter) ||
            (!isMark && std::string_view{"snbljoafux()"}.find(c) == std::string_view::npos))
            throw Problem{"S0401", "The signature of a function has an unknown type: \"" + std::string{c} + "\""};
        hasParameter = true;
    }
}

void checkArguments(std::string_view name, std::string_view signature, Arguments& arguments, const Value& context) {
    const std::vector<Parameter> parameters = parametersOf(signature);
    const bool isOpen = !parameters.empty() && parameters.back().isRepeated;
    if (arguments.size() > parameters.size() && !isOpen) refuse(name, parameters.size(), false);
    // The context steps in where the given arguments do not reach, or would fit only one place further on.
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        if (!parameters[i].isContext) continue;
        const std::size_t needed =
            static_cast<std::size_t>(std::ranges::count(parameters, false, &Parameter::isOptional));
        const bool isMissing = arguments.size() < needed || arguments.size() <= i;
        const bool fitsBehind = arguments.size() > i && arguments.size() < parameters.size() &&
                                !arguments[i].isUndefined() && !fits(parameters[i], arguments[i]) &&
                                i + 1 < parameters.size() && fits(parameters[i + 1], arguments[i]);
        if (isMissing || fitsBehind) {
            if (!context.isUndefined() && !fits(parameters[i], context) && !takesArray(parameters[i]))
                throw Problem{"T0411", "Context value is not a compatible type with argument " + std::to_string(i + 1) +
                                           " of function \"" + std::string{name} + "\""};
            arguments.insert(arguments.begin() + static_cast<std::ptrdiff_t>(std::min(i, arguments.size())), context);
        }
        break;
    }
    for (std::size_t i = 0; i < std::max(parameters.size(), arguments.size()); ++i) {
        const Parameter& parameter = parameters[std::min(i, parameters.size() - 1)];
        if (i >= arguments.size()) {
            if (!parameter.isOptional && !parameter.isContext) refuse(name, i, false);
            continue;
        }
        Value& value = arguments[i];
        if (value.isUndefined()) continue;
        if (!fits(parameter, value)) {
            if (!takesArray(parameter) || (parameter.element != 'x' && letterOf(value) != parameter.element))
                refuse(name, i, takesArray(parameter) && parameter.element != 'x');
            value = makeArray({value});
        }
        checkElements(name, parameter, value, i);
    }
    arguments.resize(std::max(arguments.size(), parameters.size()));
}

}  // namespace spillway::workflow::jsonata
