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
            all.back().element = signature[i + 1];
            i = signature.find('>', i);
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

[[noreturn]] void refuse(const NativeFunction& function, std::size_t index, bool elements) {
    const std::string where =
        "Argument " + std::to_string(index + 1) + " of function \"" + std::string{function.name} + "\" ";
    if (elements) throw Problem{"T0412", where + "must be an array of the right type"};
    throw Problem{"T0410", where + "does not match function signature"};
}

void checkElements(const NativeFunction& function, const Parameter& parameter, const Value& value, std::size_t index) {
    if (!value.isArray() || parameter.element == 'x' || !takesArray(parameter)) return;
    const bool allFit =
        std::ranges::all_of(value.items(), [&](const Value& one) { return letterOf(one) == parameter.element; });
    if (!allFit) refuse(function, index, true);
}

}  // namespace

void checkArguments(const NativeFunction& function, Arguments& arguments, const Value& context) {
    const std::vector<Parameter> parameters = parametersOf(function.signature);
    const bool isOpen = !parameters.empty() && parameters.back().isRepeated;
    if (arguments.size() > parameters.size() && !isOpen) refuse(function, parameters.size(), false);
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
                                           " of function \"" + std::string{function.name} + "\""};
            arguments.insert(arguments.begin() + static_cast<std::ptrdiff_t>(std::min(i, arguments.size())), context);
        }
        break;
    }
    for (std::size_t i = 0; i < std::max(parameters.size(), arguments.size()); ++i) {
        const Parameter& parameter = parameters[std::min(i, parameters.size() - 1)];
        if (i >= arguments.size()) {
            if (!parameter.isOptional && !parameter.isContext) refuse(function, i, false);
            continue;
        }
        Value& value = arguments[i];
        if (value.isUndefined()) continue;
        if (!fits(parameter, value)) {
            if (!takesArray(parameter) || (parameter.element != 'x' && letterOf(value) != parameter.element))
                refuse(function, i, takesArray(parameter) && parameter.element != 'x');
            value = makeSequence({value});
        }
        checkElements(function, parameter, value, i);
    }
    arguments.resize(std::max(arguments.size(), parameters.size()));
}

}  // namespace spillway::workflow::jsonata
