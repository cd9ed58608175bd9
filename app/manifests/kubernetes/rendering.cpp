#include "manifests/kubernetes/rendering.h"

#include "manifests/kubernetes/names.h"

namespace spillway::kubernetes {

std::string Rendering::namespaceOf(const PlannedWorkload& workload) const {
    return workload.group.empty() ? titleName(plan.system) : nameOf(workload.group);
}

std::string Rendering::addressOf(const PlannedWorkload& target, const PlannedWorkload& seenFrom) const {
    std::string host = nameOf(target.id);
    if (namespaceOf(target) != namespaceOf(seenFrom)) host += '.' + namespaceOf(target);
    return host + ':' + std::to_string(portOf(target));
}

void Rendering::lossy(const PlannedWorkload& workload, std::string field, std::string sentence, std::string hint) {
    diagnostics.push_back(
        {"lossy", Severity::note, {{}, 0, 0, workload.id, std::move(field)}, std::move(sentence), std::move(hint)});
}

void Rendering::warn(const PlannedWorkload& workload, std::string field, std::string code, std::string sentence,
                     std::string hint) {
    diagnostics.push_back({std::move(code),
                           Severity::warning,
                           {{}, 0, 0, workload.id, std::move(field)},
                           std::move(sentence),
                           std::move(hint)});
}

void Rendering::assumed(const PlannedWorkload& workload, std::string field, std::string sentence, std::string hint) {
    diagnostics.push_back({"assumption",
                           Severity::note,
                           {{}, 0, 0, workload.id, std::move(field)},
                           std::move(sentence),
                           std::move(hint)});
}

bool isDeployed(const PlannedWorkload& workload) {
    return workload.role == DeploymentRole::replicated || workload.role == DeploymentRole::onDemand ||
           workload.role == DeploymentRole::stateful || workload.role == DeploymentRole::scheduled;
}

const Engine* engineOf(const PlannedWorkload& workload) {
    if (workload.role != DeploymentRole::stateful) return nullptr;
    const Engine* engine = workload.engine.empty() ? engineOfImage(workload.image) : findEngine(workload.engine);
    return engine != nullptr && engine->kind != NodeKind::service ? engine : nullptr;
}

// What a document leaves out: 8080 for programs (its own default), 443 for what is reached over the internet.
std::int64_t portOf(const PlannedWorkload& workload) {
    if (workload.port) return *workload.port;
    if (const Engine* engine = engineOf(workload)) return engine->port;
    return workload.role == DeploymentRole::managed || workload.role == DeploymentRole::edge ? 443 : 8080;
}

YamlText labelsOf(const Rendering& rendering, const PlannedWorkload& workload) {
    YamlText labels = YamlText::map({{"app.kubernetes.io/name", nameOf(workload.id)}});
    if (workload.kind != NodeKind::service) {
        for (const auto& [kind, word] : names(NodeKind{})) {
            if (kind == workload.kind) labels.add("app.kubernetes.io/component", word);
        }
    }
    labels.add("app.kubernetes.io/part-of", titleName(rendering.plan.system));
    return std::move(labels).inlined();
}

YamlText selectorOf(const PlannedWorkload& workload) {
    return YamlText::map({{"app.kubernetes.io/name", nameOf(workload.id)}}).inlined();
}

YamlText metadataOf(const Rendering& rendering, const PlannedWorkload& workload) {
    return YamlText::map({{"name", nameOf(workload.id)}, {"namespace", rendering.namespaceOf(workload)}});
}

}  // namespace spillway::kubernetes
