#include "scenario/scenario_schema.h"

#include "scenario/scenario_tree.h"
#include "topology/field_path.h"

namespace spillway {
namespace {

Schema makeFaultSchema(FaultKind kind) {
    Schema schema{{"kind", "kind", FieldType::choice, wordsOf<FaultKind>(), "What happens.", "", false}};
    Schema common = makeSchema<Fault>();
    schema.push_back(common.front());
    std::visit([&]<class S>(const S&) { appendSchema<S>(schema, ""); }, defaultFaultSpec(kind));
    schema.insert(schema.end(), common.begin() + 1, common.end());
    return schema;
}

}  // namespace

const Schema& scenarioSchema() {
    static const Schema schema = makeSchema<Scenario>();
    return schema;
}

const Schema& loadSchema() {
    static const Schema schema = makeSchema<Load>();
    return schema;
}

const Schema& objectiveSchema() {
    static const Schema schema = makeSchema<Objective>();
    return schema;
}

const Schema& faultSchema(FaultKind kind) {
    static const std::vector<Schema> schemas = [] {
        std::vector<Schema> all;
        for (const auto& name : names(FaultKind{})) all.push_back(makeFaultSchema(name.value));
        return all;
    }();
    return schemas.at(static_cast<std::size_t>(kind));
}

std::string fieldText(const Scenario& scenario, std::string_view path) { return requiredText(scenario, path); }
std::string fieldText(const Load& load, std::string_view path) { return requiredText(load, path); }
std::string fieldText(const Objective& objective, std::string_view path) { return requiredText(objective, path); }
std::string fieldText(const Fault& fault, std::string_view path) {
    if (path == "kind") return std::string{wordOf(fault.kind())};
    if (const auto common = textAt(fault, path)) return *common;
    return std::visit([&](const auto& spec) { return requiredText(spec, path); }, fault.spec);
}

Result<void> setFieldText(Scenario& scenario, std::string_view path, std::string_view text) {
    return requiredSet(scenario, path, text);
}
Result<void> setFieldText(Load& load, std::string_view path, std::string_view text) {
    return requiredSet(load, path, text);
}
Result<void> setFieldText(Objective& objective, std::string_view path, std::string_view text) {
    return requiredSet(objective, path, text);
}
Result<void> setFieldText(Fault& fault, std::string_view path, std::string_view text) {
    if (path == "kind") {
        SPILLWAY_TRY(kind, scalarFrom<FaultKind>(text));
        if (kind != fault.kind()) fault.spec = defaultFaultSpec(kind);
        return {};
    }
    if (const auto common = setAt(fault, path, text)) return *common;
    return std::visit([&](auto& spec) { return requiredSet(spec, path, text); }, fault.spec);
}

}  // namespace spillway
