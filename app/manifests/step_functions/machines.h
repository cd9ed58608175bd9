#pragma once

#include "manifests/exporter.h"
#include "manifests/step_functions/definition.h"
#include "manifests/step_functions/triggers.h"

// What the template and the module are written from.
namespace spillway::step_functions {

struct Machine {
    const PlannedWorkload* workload = nullptr;
    Substituted definition;
    std::string file;  // "statemachines/order.asl.json"
    Triggers triggers = {};
};

// What a role must be allowed for one node that its machine calls.
struct Permission {
    std::vector<std::string> actions;  // "lambda:InvokeFunction"
    Reference resource;
    std::string arnPattern;  // of what has a name only, with {} for it; empty: the reference is an ARN
};

struct Module {
    const DeploymentPlan& plan;
    std::vector<Machine> machines;

    // The machine's own workflow node, if it is written here and does not call back: it need not be a parameter.
    const Machine* localOf(const Machine& from, const Reference& reference) const;
    std::vector<Reference> parameters() const;  // of all machines, each once
    // Null where nothing is known of what such a call needs.
    std::optional<Permission> permissionOf(const Reference& reference) const;
};

// What a trigger has to be told: the ARN or the name of where it listens.
std::optional<Reference> referenceOf(const Trigger& trigger);
// What a pipe's role must be allowed where it reads.
std::vector<std::string> readingActions(const PipeTrigger& pipe);

ManifestFile samTemplate(const Module& module);
ManifestFile terraformModule(const Module& module);

}  // namespace spillway::step_functions
