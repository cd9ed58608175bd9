#pragma once

#include "manifests/engines.h"
#include "manifests/exporter.h"
#include "manifests/text/yaml_text.h"

#include <string>
#include <vector>

// What the parts of the Kubernetes exporter share while they render one plan.
namespace spillway::kubernetes {

struct Rendering {
    const DeploymentPlan& plan;
    Diagnostics diagnostics;

    std::string namespaceOf(const PlannedWorkload& workload) const;
    // "order-api:8080", with ".orders" behind the name when seen from another namespace.
    std::string addressOf(const PlannedWorkload& target, const PlannedWorkload& seenFrom) const;
    void lossy(const PlannedWorkload& workload, std::string field, std::string sentence, std::string hint = {});
    void warn(const PlannedWorkload& workload, std::string field, std::string code, std::string sentence,
              std::string hint);
    void assumed(const PlannedWorkload& workload, std::string field, std::string sentence, std::string hint = {});
};

bool isDeployed(const PlannedWorkload& workload);
const Engine* engineOf(const PlannedWorkload& workload);
std::int64_t portOf(const PlannedWorkload& workload);

YamlText labelsOf(const Rendering& rendering, const PlannedWorkload& workload);
YamlText selectorOf(const PlannedWorkload& workload);
// name, namespace and, if asked, labels.
YamlText metadataOf(const Rendering& rendering, const PlannedWorkload& workload);

// Deployment, StatefulSet or CronJob.
YamlText controllerOf(Rendering& rendering, const PlannedWorkload& workload);
// The pod template's spec.
YamlText podOf(Rendering& rendering, const PlannedWorkload& workload);
YamlText serviceOf(Rendering& rendering, const PlannedWorkload& workload);
// Absent (empty) when nothing scales the workload.
YamlText autoscalerOf(Rendering& rendering, const PlannedWorkload& workload);

// All policies of one namespace: nothing but what the flows say, and names to be looked up.
std::vector<YamlText> networkPolicies(const Rendering& rendering, const std::string& space);

}  // namespace spillway::kubernetes
