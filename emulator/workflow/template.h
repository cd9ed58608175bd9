#pragma once

#include "workflow/intrinsic.h"
#include "workflow/jsonata/expression.h"

#include <variant>

namespace spillway::workflow {

struct Template;

struct TemplateMember {
    std::string key;    // as it comes out: without ".$"
    std::string field;  // as it is written, for messages
    std::shared_ptr<const Template> value;
};

// A payload template: JSON in which some values are computed. Parameters, ResultSelector, ItemSelector and Assign of a
// JSONPath state; Arguments, Output and Assign of a JSONata state; and each single path or expression.
struct Template {
    struct Object {
        std::vector<TemplateMember> members;
    };
    struct Array {
        std::vector<Template> elements;
    };
    std::variant<Json, Path, Intrinsic, jsonata::Expression, Object, Array> content = Json(nullptr);

    bool isLiteral() const { return std::holds_alternative<Json>(content); }
    // The text of a path, call or expression as written; empty for anything else.
    std::string text() const;
};

// What the parts of a template may refer to. `states` is what JSONata sees as $states.
struct DataScope {
    PathScope paths;
    const Json& states;
    RngStream& random;
    // Milliseconds since 1970, for $now() and $millis().
    std::int64_t now = 0;
};

// `field` is how messages name the template: "Parameters", "Output". Throws Fault.
Json evaluate(const Template& part, const DataScope& scope, const std::string& field);

}  // namespace spillway::workflow
