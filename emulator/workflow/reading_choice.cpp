#include "workflow/reading.h"
#include "workflow/timestamp.h"

#include "base/text.h"

#include <algorithm>

namespace spillway::workflow {
namespace {

using Kind = Condition::Kind;
using Type = Condition::Type;

constexpr int kNestingMax = 50;

bool isPresentIn(const Json& rule, std::string_view key) { return member(rule, key) != nullptr; }

std::string_view kindWanted(Type type) {
    switch (type) {
        case Type::text:
        case Type::matches: return "a string";
        case Type::number: return "a number";
        case Type::timestamp: return "a timestamp such as 2016-03-14T01:59:00Z";
        default: return "true or false";
    }
}

bool isOfKind(Type type, const Json& value) {
    switch (type) {
        case Type::text:
        case Type::matches: return value.is_string();
        case Type::number: return value.is_number();
        case Type::timestamp:
            return value.is_string() && parseTimestamp(value.get_ref<const std::string&>()).has_value();
        default: return value.is_boolean();
    }
}

void readTest(Condition& condition, const Json& rule, const std::string& name, const ChoiceOperator& op,
              const Site& site) {
    condition.type = op.type;
    condition.order = op.order;
    if (const auto variable = readPath(rule, "Variable", site)) condition.variable = *variable;
    if (!isPresentIn(rule, "Variable"))
        site.error("missing-field", "Variable is missing: the path of the value to look at");
    if (op.isPath) {
        condition.expectedPath = readPath(rule, name, site);
        return;
    }
    condition.expected = *member(rule, name);
    if (!isOfKind(op.type, condition.expected))
        site.at(name).error("wrong-kind", name + " must be " + std::string{kindWanted(op.type)});
}

Condition conditionOf(const Json& rule, const Site& site, int depth);

void readParts(Condition& condition, const Json& rule, std::string_view key, const Site& site, int depth) {
    const Json& parts = *member(rule, key);
    const Site here = site.at(key);
    if (key == "Not") {
        condition.parts.push_back(conditionOf(parts, here, depth + 1));
        return;
    }
    if (!parts.is_array() || parts.empty())
        return here.error("wrong-kind", std::string{key} + " must be an array of conditions, at least one");
    for (std::size_t i = 0; i < parts.size(); ++i)
        condition.parts.push_back(conditionOf(parts[i], here.at(i), depth + 1));
}

// The one operator of a condition; reports none, several and unknown ones.
std::optional<std::string> operatorOf(const Json& rule, bool isTop, const Site& site) {
    std::optional<std::string> found;
    const std::vector<std::string> names = choiceOperatorNames();
    for (const auto& item : rule.items()) {
        const std::string& key = item.key();
        if (key == "Variable" || key == "Comment") continue;
        if (isTop && (key == "Next" || key == "Assign" || key == "Output")) continue;
        if (std::ranges::find(names, key) == names.end()) {
            std::string hint = didYouMean(key, names);
            if (key == "Next") hint = "Next belongs to the rule, not to a condition inside it";
            if (key == "End") hint = "a Choice cannot end: let Next name a state that does";
            site.at(key).error("unknown-field", "unknown field \"" + key + "\"", hint);
        } else if (found) {
            site.error("one-of", *found + " and " + key + " exclude each other: use And");
        } else {
            found = key;
        }
    }
    if (!found) site.error("missing-field", "the condition has no comparison such as StringEquals");
    return found;
}

Condition conditionOf(const Json& rule, const Site& site, int depth) {
    Condition condition;
    if (!rule.is_object()) return site.error("wrong-kind", "a condition must be an object"), condition;
    if (depth > kNestingMax) return site.error("too-deep", "conditions are nested more than 50 deep"), condition;
    const std::optional<std::string> name = operatorOf(rule, depth == 0, site);
    if (!name) return condition;
    if (*name == "And" || *name == "Or" || *name == "Not") {
        condition.kind = *name == "And" ? Kind::all : (*name == "Or" ? Kind::any : Kind::none);
        readParts(condition, rule, *name, site, depth);
    } else {
        readTest(condition, rule, *name, *choiceOperator(*name), site);
    }
    return condition;
}

Condition expressionOf(const Json& rule, const Site& site) {
    static const std::vector<std::string> kFields{"Condition", "Next", "Assign", "Output", "Comment"};
    static const std::vector<std::string> kOperators = choiceOperatorNames();
    Json others = rule;
    if (!rule.is_object()) return site.error("wrong-kind", "a rule must be an object"), Condition{};
    for (const auto& item : rule.items()) {
        const bool isOperator = std::ranges::find(kOperators, item.key()) != kOperators.end();
        if (!isOperator && item.key() != "Variable") continue;
        others.erase(item.key());
        site.at(item.key())
            .error("wrong-language", item.key() + " is for JSONPath states, this is a JSONata state",
                   "write it as a Condition: \"{% $states.input.amount > 100 %}\"");
    }
    refuseUnknown(others, kFields, site);
    Condition condition{.kind = Kind::expression};
    condition.expression = readTemplate(rule, "Condition", site);
    if (!condition.expression) {
        site.error("missing-field", "Condition is missing: a {% JSONata %} expression");
        condition.expression = Template{Json(false)};
    } else if (condition.expression->isLiteral() && !std::get<Json>(condition.expression->content).is_boolean()) {
        site.at("Condition").error("wrong-kind", "Condition must be true, false or a {% JSONata %} expression");
    }
    return condition;
}

}  // namespace

std::vector<ChoiceRule> readChoices(const Json& state, const Site& site) {
    std::vector<ChoiceRule> rules;
    const Json* choices = member(state, "Choices");
    if (choices == nullptr) return site.error("missing-field", "Choices is missing: the rules, at least one"), rules;
    const Site all = site.at("Choices");
    if (!choices->is_array() || choices->empty())
        return all.error("wrong-kind", "Choices must be an array of rules, at least one"), rules;
    for (std::size_t i = 0; i < choices->size(); ++i) {
        const Json& rule = (*choices)[i];
        const Site here = all.at(i);
        ChoiceRule read{.condition = site.language == QueryLanguage::jsonata ? expressionOf(rule, here)
                                                                             : conditionOf(rule, here, 0)};
        read.next = readText(rule, "Next", here).value_or("");
        if (read.next.empty()) here.error("missing-field", "Next is missing: a rule must say which state follows");
        read.assign = readTemplate(rule, "Assign", here);
        if (site.language == QueryLanguage::jsonata)
            read.output = readTemplate(rule, "Output", here);
        else if (isPresentIn(rule, "Output"))
            here.at("Output").error("wrong-language", "Output is for JSONata only");
        rules.push_back(std::move(read));
    }
    return rules;
}

}  // namespace spillway::workflow
