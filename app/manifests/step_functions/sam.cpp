#include "manifests/step_functions/machines.h"
#include "manifests/text/yaml_text.h"

#include <algorithm>

// The AWS Serverless Application Model: https://docs.aws.amazon.com/serverless-application-model/latest/
// developerguide/sam-resource-statemachine.html
namespace spillway::step_functions {
namespace {

YamlText reference(std::string_view name) { return YamlText::map({{"Ref", std::string{name}}}).inlined(); }

const char* wordOf(Attribute attribute) {
    return attribute == Attribute::arn ? "ARN" : attribute == Attribute::url ? "URL" : "name";
}

YamlText parametersOf(const Module& module) {
    YamlText parameters = YamlText::map();
    for (const Reference& each : module.parameters())
        parameters.add(tokenOf(each),
                       YamlText::map({{"Type", "String"},
                                      {"Description", std::string{wordOf(each.attribute)} + " of " + each.node}})
                           .from(each.node));
    return parameters;
}

YamlText resourceOf(const Permission& permission, const Machine* local) {
    if (local != nullptr) return reference(resourceName(local->workload->id));
    const std::string token = tokenOf(permission.resource);
    if (permission.arnPattern.empty()) return reference(token);
    std::string arn = "arn:${AWS::Partition}:" + permission.arnPattern;
    const auto fill = [&](std::string_view place, const std::string& with) {
        if (const std::size_t at = arn.find(place); at != std::string::npos) arn.replace(at, place.size(), with);
    };
    fill("{region}", "${AWS::Region}");
    fill("{account}", "${AWS::AccountId}");
    fill(":{}", ":${" + token + "}");
    fill("/{}", "/${" + token + "}");
    return YamlText::map({{"Fn::Sub", arn}}).inlined();
}

YamlText policiesOf(const Module& module, const Machine& machine) {
    YamlText statements = YamlText::list();
    for (const Reference& each : machine.definition.references) {
        const auto permission = module.permissionOf(each);
        if (!permission) continue;
        YamlText actions = YamlText::list();
        for (const std::string& action : permission->actions) actions.push(action);
        statements.push(YamlText::map({{"Effect", "Allow"},
                                       {"Action", std::move(actions)},
                                       {"Resource", resourceOf(*permission, module.localOf(machine, each))}}));
    }
    if (statements.empty()) return statements;
    return YamlText::list({YamlText::map({{"Version", "2012-10-17"}, {"Statement", std::move(statements)}})});
}

YamlText machineOf(const Module& module, const Machine& machine) {
    const std::string& id = machine.workload->id;
    YamlText properties = YamlText::map(
        {{"Type", YamlText{machine.workload->workflow->express ? "EXPRESS" : "STANDARD"}.from(id, "type")},
         {"DefinitionUri", YamlText{machine.file}.from(id, "definition")}});
    YamlText substitutions = YamlText::map();
    for (const Reference& each : machine.definition.references) {
        const Machine* local = module.localOf(machine, each);
        substitutions.add(tokenOf(each),
                          reference(local != nullptr ? resourceName(local->workload->id) : tokenOf(each)));
    }
    if (!substitutions.empty()) properties.add("DefinitionSubstitutions", std::move(substitutions));
    YamlText policies = policiesOf(module, machine);
    if (!policies.empty()) properties.add("Policies", std::move(policies));
    properties.add("Tracing", YamlText::map({{"Enabled", true}}));
    return YamlText::map({{"Type", "AWS::Serverless::StateMachine"}, {"Properties", std::move(properties)}}).from(id);
}

}  // namespace

ManifestFile samTemplate(const Module& module) {
    YamlText resources = YamlText::map(), outputs = YamlText::map();
    for (const Machine& machine : module.machines) {
        const std::string name = resourceName(machine.workload->id);
        resources.add(name, machineOf(module, machine));
        outputs.add(name + "Arn", YamlText::map({{"Value", reference(name)}}).from(machine.workload->id));
    }
    YamlText document = YamlText::map({{"AWSTemplateFormatVersion", "2010-09-09"},
                                       {"Transform", "AWS::Serverless-2016-10-31"},
                                       {"Description", "Workflows of " + module.plan.system}});
    YamlText parameters = parametersOf(module);
    if (!parameters.empty()) document.add("Parameters", std::move(parameters));
    document.add("Resources", std::move(resources));
    document.add("Outputs", std::move(outputs));
    ManifestFile file{"step_functions/template.yaml", "# sam deploy: written by Spillway\n", {}};
    document.write(file.text, file.origins, 2);
    return file;
}

}  // namespace spillway::step_functions
