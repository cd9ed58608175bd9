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

YamlText patternOf(const Trigger& trigger) {
    if (!std::get<RuleTrigger>(trigger.how).isBucket)
        // Every event: the drawing says how many a rule takes, not which.
        return YamlText::map({{"source", YamlText::list({YamlText::map({{"prefix", ""}})})}}).inlined();
    const std::string name = tokenOf({trigger.from, Attribute::name});
    return YamlText::map(
        {{"source", YamlText::list({"aws.s3"})},
         {"detail-type", YamlText::list({"Object Created"})},
         {"detail", YamlText::map({{"bucket", YamlText::map({{"name", YamlText::list({reference(name)})}})}})}});
}

YamlText event(const char* type, YamlText properties, const Trigger& trigger) {
    return YamlText::map({{"Type", type}, {"Properties", std::move(properties)}}).from(trigger.from);
}

YamlText eventsOf(const Machine& machine) {
    YamlText events = YamlText::map();
    for (const Trigger& trigger : machine.triggers.written) {
        const std::string name = resourceName(trigger.from);
        if (const auto* clock = std::get_if<ClockTrigger>(&trigger.how)) {
            YamlText properties = YamlText::map({{"ScheduleExpression", clock->expression}});
            if (!clock->timeZone.empty()) properties.add("ScheduleExpressionTimezone", clock->timeZone);
            events.add(name, event("ScheduleV2", std::move(properties), trigger));
        } else if (const auto* rule = std::get_if<RuleTrigger>(&trigger.how)) {
            YamlText properties = YamlText::map();
            if (!rule->isBucket) properties.add("EventBusName", reference(tokenOf({trigger.from, Attribute::name})));
            properties.add("Pattern", patternOf(trigger));
            events.add(name, event("EventBridgeRule", std::move(properties), trigger));
        } else if (std::holds_alternative<ApiTrigger>(trigger.how)) {
            events.add(
                name, event("Api", YamlText::map({{"Path", "/" + machine.workload->id}, {"Method", "post"}}), trigger));
        }
    }
    return events;
}

YamlText allowed(const std::vector<std::string>& actions, YamlText resource) {
    YamlText list = YamlText::list();
    for (const std::string& action : actions) list.push(action);
    return YamlText::map({{"Effect", "Allow"}, {"Action", std::move(list)}, {"Resource", std::move(resource)}});
}

// SAM has no event for what a pipe reads: the pipe and its role stand beside the machine.
void addPipes(YamlText& resources, const Machine& machine) {
    const std::string own = resourceName(machine.workload->id);
    for (const Trigger& trigger : machine.triggers.written) {
        const auto* pipe = std::get_if<PipeTrigger>(&trigger.how);
        if (pipe == nullptr) continue;
        const std::string name = own + "From" + resourceName(trigger.from);
        const std::string source = tokenOf({trigger.from, Attribute::arn});
        YamlText trust = YamlText::map(
            {{"Version", "2012-10-17"},
             {"Statement",
              YamlText::list({YamlText::map({{"Effect", "Allow"},
                                             {"Action", "sts:AssumeRole"},
                                             {"Principal", YamlText::map({{"Service", "pipes.amazonaws.com"}})}})})}});
        YamlText policy =
            YamlText::map({{"Version", "2012-10-17"},
                           {"Statement", YamlText::list({allowed(readingActions(*pipe), reference(source)),
                                                         allowed({"states:StartExecution"}, reference(own))})}});
        resources.add(name + "Role",
                      YamlText::map({{"Type", "AWS::IAM::Role"},
                                     {"Properties",
                                      YamlText::map({{"AssumeRolePolicyDocument", std::move(trust)},
                                                     {"Policies", YamlText::list({YamlText::map(
                                                                      {{"PolicyName", "Start"},
                                                                       {"PolicyDocument", std::move(policy)}})})}})}})
                          .from(trigger.from));
        YamlText how = YamlText::map({{"BatchSize", 1}});
        if (!pipe->isQueue) how.add("StartingPosition", "LATEST");
        const char* what = pipe->isQueue   ? "SqsQueueParameters"
                           : pipe->isTable ? "DynamoDBStreamParameters"
                                           : "KinesisStreamParameters";
        YamlText properties = YamlText::map(
            {{"RoleArn", YamlText::map({{"Fn::GetAtt", YamlText::list({name + "Role", "Arn"})}}).inlined()},
             {"Source", reference(source)},
             {"SourceParameters", YamlText::map({{what, std::move(how)}})},
             {"Target", reference(own)},
             {"TargetParameters", YamlText::map({{"StepFunctionStateMachineParameters",
                                                  YamlText::map({{"InvocationType", "FIRE_AND_FORGET"}})}})}});
        resources.add(
            name,
            YamlText::map({{"Type", "AWS::Pipes::Pipe"}, {"Properties", std::move(properties)}}).from(trigger.from));
    }
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
    YamlText events = eventsOf(machine);
    if (!events.empty()) properties.add("Events", std::move(events));
    properties.add("Tracing", YamlText::map({{"Enabled", true}}));
    return YamlText::map({{"Type", "AWS::Serverless::StateMachine"}, {"Properties", std::move(properties)}}).from(id);
}

}  // namespace

ManifestFile samTemplate(const Module& module) {
    YamlText resources = YamlText::map(), outputs = YamlText::map();
    for (const Machine& machine : module.machines) {
        const std::string name = resourceName(machine.workload->id);
        resources.add(name, machineOf(module, machine));
        addPipes(resources, machine);
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
