#include "manifests/step_functions/exporter.h"

#include "manifests/step_functions/machines.h"

#include <algorithm>
#include <map>
#include <set>

namespace spillway {
namespace step_functions {
namespace {

bool calls(const Machine& machine, const std::string& node) {
    return std::ranges::find(machine.definition.references, node, &Reference::node) !=
           machine.definition.references.end();
}

// Whether `from` comes to `to` through machines that are written here.
bool reaches(const Module& module, const Machine& from, const std::string& to, std::set<std::string>& seen) {
    if (!seen.insert(from.workload->id).second) return false;
    if (calls(from, to)) return true;
    return std::ranges::any_of(module.machines, [&](const Machine& next) {
        return calls(from, next.workload->id) && reaches(module, next, to, seen);
    });
}

Diagnostic note(const std::string& item, const char* field, std::string sentence, std::string hint) {
    return {"lossy", Severity::note, {{}, 0, 0, item, field}, std::move(sentence), std::move(hint)};
}

std::vector<std::string> calledFrom(const DeploymentPlan& plan, const std::string& id) {
    std::vector<std::string> nodes;
    for (const PlannedFlow& flow : plan.elsewhere)
        if (flow.from == id) nodes.push_back(flow.to);
    return nodes;
}

// What a definition cannot be told, and what else is left to do by hand.
void report(const Module& module, const Machine& machine, Diagnostics& diagnostics) {
    const std::string& id = machine.workload->id;
    for (const auto& [state, node] : machine.definition.untold)
        diagnostics.push_back(note(id, "tasks",
                                   "state \"" + state + "\" calls " + node +
                                       ", and its definition has no place that says so: it is written as it is",
                                   "name " + node + " in its Resource or parameters"));
    if (machine.definition.hasOtherTokens)
        diagnostics.push_back(note(id, "definition",
                                   "\"${\" in the definition is taken for a token when it is deployed",
                                   "write $${ where the text itself is meant, in Terraform"));
    for (const std::string& node : calledFrom(module.plan, id)) {
        if (calls(machine, node)) continue;
        const bool untold =
            std::ranges::any_of(machine.definition.untold, [&](const auto& one) { return one.second == node; });
        if (!untold)
            diagnostics.push_back(note(id + " -> " + node, "",
                                       "no state names " + node + ": nothing is written of this flow",
                                       "events of executions are told by a rule on their status changes"));
    }
    for (const Reference& reference : machine.definition.references)
        if (!module.permissionOf(reference))
            diagnostics.push_back(note(
                id, "definition", "what the role needs to call " + reference.node + " is not known and not written",
                "add it to the role"));
    diagnostics.insert(diagnostics.end(), machine.triggers.losses.begin(), machine.triggers.losses.end());
    std::string starters;
    for (const std::string& other : machine.triggers.others) starters += (starters.empty() ? "" : ", ") + other;
    if (!starters.empty())
        diagnostics.push_back(note(id, "", "what starts its executions is not written: " + starters,
                                   "give them the state machine's ARN, which is an output"));
}

void reportClashes(const Module& module, Diagnostics& diagnostics) {
    std::map<std::string, std::string> taken;
    const auto claim = [&](const std::string& id) {
        const auto [place, isNew] = taken.try_emplace(resourceName(id), id);
        if (isNew || place->second == id) return;
        diagnostics.push_back({"name-clash",
                               Severity::error,
                               {{}, 0, 0, id, "id"},
                               "\"" + id + "\" and \"" + place->second + "\" would have the same name " + place->first,
                               "rename one of them"});
    };
    for (const Machine& machine : module.machines) {
        claim(machine.workload->id);
        for (const Reference& reference : machine.definition.references) claim(reference.node);
        for (const Trigger& trigger : machine.triggers.written) claim(trigger.from);
    }
}

}  // namespace

const Machine* Module::localOf(const Machine& from, const Reference& reference) const {
    if (reference.attribute != Attribute::arn) return nullptr;
    const auto found = std::ranges::find(machines, reference.node, [](const Machine& m) { return m.workload->id; });
    if (found == machines.end()) return nullptr;
    std::set<std::string> seen;
    return found->workload == from.workload || reaches(*this, *found, from.workload->id, seen) ? nullptr : &*found;
}

std::vector<Reference> Module::parameters() const {
    std::vector<Reference> all;
    const auto add = [&](const Reference& reference) {
        if (std::ranges::find(all, reference) == all.end()) all.push_back(reference);
    };
    for (const Machine& machine : machines) {
        for (const Reference& reference : machine.definition.references) {
            if (localOf(machine, reference) != nullptr) continue;
            add(reference);
            // A queue is called by its URL and allowed by its ARN.
            if (reference.attribute == Attribute::url) add({reference.node, Attribute::arn});
        }
        for (const Trigger& trigger : machine.triggers.written)
            if (const auto reference = referenceOf(trigger)) add(*reference);
    }
    return all;
}

std::optional<Reference> referenceOf(const Trigger& trigger) {
    if (std::holds_alternative<RuleTrigger>(trigger.how)) return Reference{trigger.from, Attribute::name};
    if (std::holds_alternative<PipeTrigger>(trigger.how)) return Reference{trigger.from, Attribute::arn};
    return std::nullopt;
}

std::vector<std::string> readingActions(const PipeTrigger& pipe) {
    if (pipe.isQueue) return {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"};
    const std::string service = pipe.isTable ? "dynamodb:" : "kinesis:";
    std::vector<std::string> actions;
    for (const char* action : {"DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"})
        actions.push_back(service + action);
    if (!pipe.isTable) actions.insert(actions.end(), {"kinesis:DescribeStreamSummary", "kinesis:ListShards"});
    return actions;
}

std::optional<Permission> Module::permissionOf(const Reference& reference) const {
    const PlannedWorkload* node = findWorkload(plan, reference.node);
    if (node == nullptr) return std::nullopt;
    const Reference arn{reference.node, Attribute::arn};
    const bool isNamed = reference.attribute == Attribute::name;
    switch (node->kind) {
        case NodeKind::function:
            return Permission{
                {"lambda:InvokeFunction"}, reference, isNamed ? "lambda:{region}:{account}:function:{}" : ""};
        case NodeKind::workflow:
            return Permission{{"states:StartExecution", "states:StartSyncExecution"},
                              reference,
                              isNamed ? "states:{region}:{account}:stateMachine:{}" : ""};
        case NodeKind::queue:
            return Permission{
                {"sqs:SendMessage"}, isNamed ? reference : arn, isNamed ? "sqs:{region}:{account}:{}" : ""};
        case NodeKind::topic: return Permission{{"sns:Publish"}, reference, isNamed ? "sns:{region}:{account}:{}" : ""};
        case NodeKind::event_bus:
            return Permission{{"events:PutEvents"}, reference, isNamed ? "events:{region}:{account}:event-bus/{}" : ""};
        case NodeKind::database:
            return Permission{{"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"},
                              reference,
                              isNamed ? "dynamodb:{region}:{account}:table/{}" : ""};
        case NodeKind::object_store:
            return Permission{{"s3:GetObject", "s3:PutObject"}, reference, isNamed ? "s3:::{}/*" : ""};
        default: return std::nullopt;
    }
}

}  // namespace step_functions

Export renderStepFunctions(const DeploymentPlan& plan) {
    using namespace step_functions;
    Export result;
    Module module{plan, {}};
    for (const PlannedWorkload& workload : plan.workloads) {
        if (!workload.workflow) continue;
        Machine machine{
            &workload,
            substituted(workload.workflow->definition, calledFrom(plan, workload.id), workload.workflow->tasks),
            {}};
        if (machine.definition.text.empty()) {
            result.diagnostics.push_back({"not-json",
                                          Severity::error,
                                          {{}, 0, 0, workload.id, "definition"},
                                          "the definition is no JSON object, so it cannot be written",
                                          "mend it: `spillway check` says where"});
            continue;
        }
        const bool isPlain =
            workload.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == std::string::npos;
        machine.file = "statemachines/" + (isPlain ? workload.id : resourceName(workload.id)) + ".asl.json";
        machine.triggers = triggersOf(plan, workload);
        module.machines.push_back(std::move(machine));
    }
    if (module.machines.empty()) return result;
    reportClashes(module, result.diagnostics);
    for (const Machine& machine : module.machines) {
        result.files.push_back(
            {"step_functions/" + machine.file, machine.definition.text, {{1, machine.workload->id, "definition"}}});
        report(module, machine, result.diagnostics);
    }
    result.files.push_back(samTemplate(module));
    result.files.push_back(terraformModule(module));
    std::ranges::sort(result.files, {}, &ManifestFile::path);
    return result;
}

}  // namespace spillway
