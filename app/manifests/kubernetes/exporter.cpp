#include "manifests/kubernetes/exporter.h"

#include "manifests/kubernetes/check.h"
#include "manifests/kubernetes/names.h"
#include "manifests/kubernetes/rendering.h"

#include <algorithm>
#include <map>
#include <utility>

namespace spillway {
namespace {

using namespace kubernetes;

// One file of several documents under a heading.
class FileText {
public:
    FileText(std::string path, const std::string& heading) {
        m_file.path = std::move(path);
        m_file.text = "# " + heading + '\n';
    }
    void add(const YamlText& document) {
        if (!m_first) put("---\n");
        m_first = false;
        document.write(m_file.text, m_file.origins, m_line);
        m_line = 1 + static_cast<int>(std::ranges::count(m_file.text, '\n'));
    }
    ManifestFile take() && { return std::move(m_file); }

private:
    void put(const std::string& line) {
        m_file.text += line;
        ++m_line;
    }
    ManifestFile m_file;
    int m_line = 2;
    bool m_first = true;
};

YamlText disruptionBudgetOf(const Rendering& rendering, const PlannedWorkload& workload) {
    const std::string_view field = workload.scaling ? "scaling.hpa.min" : "replicas";
    return YamlText::map(
        {{"apiVersion", "policy/v1"},
         {"kind", "PodDisruptionBudget"},
         {"metadata", metadataOf(rendering, workload).inlined()},
         {"spec", YamlText::map({{"maxUnavailable", YamlText{1}.from(workload.id, field)},
                                 {"selector", YamlText::map({{"matchLabels", selectorOf(workload)}})}})}});
}

YamlText accountOf(const Rendering& rendering, const PlannedWorkload& workload) {
    return YamlText::map({{"apiVersion", "v1"},
                          {"kind", "ServiceAccount"},
                          {"metadata", metadataOf(rendering, workload).inlined()},
                          {"automountServiceAccountToken", false}});
}

std::string oneLine(std::string text) {
    std::ranges::replace_if(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
    return text;
}

ManifestFile workloadFile(Rendering& rendering, const PlannedWorkload& workload) {
    const std::string space = rendering.namespaceOf(workload);
    FileText file{"kubernetes/" + space + '/' + nameOf(workload.id) + ".yaml",
                  oneLine(workload.id) + ": written by Spillway from " + oneLine(rendering.plan.system)};
    if (!isDeployed(workload)) {
        file.add(serviceOf(rendering, workload).from(workload.id));
        return std::move(file).take();
    }
    file.add(controllerOf(rendering, workload).from(workload.id));
    if (workload.role != DeploymentRole::scheduled) file.add(serviceOf(rendering, workload).from(workload.id));
    const YamlText autoscaler = autoscalerOf(rendering, workload);
    if (!autoscaler.empty()) file.add(YamlText{autoscaler}.from(workload.id));
    // With one instance a budget either says nothing or forbids every drain.
    const std::int64_t fewest = workload.scaling ? workload.scaling->min : workload.replicas;
    if (workload.role != DeploymentRole::scheduled && fewest >= 2)
        file.add(disruptionBudgetOf(rendering, workload).from(workload.id));
    file.add(accountOf(rendering, workload).from(workload.id));
    return std::move(file).take();
}

void reportRole(Rendering& rendering, const PlannedWorkload& workload, bool written) {
    switch (workload.kind) {
        case NodeKind::function:
            rendering.lossy(workload, "kind",
                            "Kubernetes has no functions: it is written as a Deployment, always on, without cold "
                            "starts or scaling to zero",
                            "deploy it on the function's own platform or on Knative");
            return;
        case NodeKind::gateway:
            rendering.lossy(workload, "kind",
                            "it is written as a Deployment; rate limit, burst and time limit are not written",
                            "state them in the gateway's own configuration");
            return;
        case NodeKind::load_balancer:
            rendering.lossy(workload, "kind", "it is written as a Deployment; the shares of its flows are not written",
                            "a Service already spreads requests evenly over instances");
            return;
        default: break;
    }
    if (workload.role == DeploymentRole::source) {
        rendering.lossy(workload, "kind", "it sends the load and is not deployed");
    } else if (workload.role == DeploymentRole::edge && !written) {
        rendering.lossy(workload, "kind", "it runs at the edge and is not deployed",
                        "deploy it on the edge's own platform");
    } else if (!isDeployed(workload)) {
        const std::string what = written ? "only its address is written: a Service of type ExternalName leading to " +
                                               nameOf(workload.id) + ".example.com"
                                         : "nobody deployed here uses its address, so nothing is written";
        rendering.lossy(workload, "kind", "core Kubernetes cannot run it; " + what,
                        written ? "set externalName to where it lives" : "");
    }
}

// What Kubernetes has no object for, in words that the importer reads back: "queue pick-dead in fulfilment", "a ~> b".
struct Notes {
    std::string nodes;
    std::string flows;

    static bool isPlain(const std::string& id) { return id.find_first_of(" ,") == std::string::npos; }
    void addNode(const PlannedWorkload& workload) {
        if (!isPlain(workload.id) || !isPlain(workload.group)) return;
        nodes += nodes.empty() ? "" : ", ";
        nodes.append(names(NodeKind{})[static_cast<std::size_t>(workload.kind)].word).append(" ").append(workload.id);
        if (!workload.group.empty()) nodes += " in " + workload.group;
    }
    void addFlow(const PlannedFlow& flow) {
        if (!isPlain(flow.from) || !isPlain(flow.to)) return;
        flows += (flows.empty() ? "" : ", ") + flow.from + (flow.kind == FlowKind::call ? " -> " : " ~> ") + flow.to;
    }
};

// Clients of a Service are noted on it already.
Notes notesOf(const DeploymentPlan& plan, const std::vector<const PlannedWorkload*>& unwritten) {
    const auto isWritten = [&](const std::string& id) {
        return std::ranges::find(unwritten, id, [](const PlannedWorkload* workload) { return workload->id; }) ==
               unwritten.end();
    };
    const auto isToldByItsService = [&](const PlannedFlow& flow) {
        const PlannedWorkload* to = findWorkload(plan, flow.to);
        return findWorkload(plan, flow.from)->kind == NodeKind::clients && isDeployed(*to) &&
               to->role != DeploymentRole::scheduled && flow.kind == FlowKind::call;
    };
    Notes notes;
    for (const PlannedWorkload* workload : unwritten) {
        const bool told = std::ranges::any_of(plan.elsewhere, [&](const PlannedFlow& flow) {
            return flow.from == workload->id && isToldByItsService(flow) && isWritten(flow.to);
        });
        if (!told) notes.addNode(*workload);
    }
    for (const PlannedFlow& flow : plan.elsewhere) {
        if (!isToldByItsService(flow)) notes.addFlow(flow);
    }
    return notes;
}

ManifestFile namespaceFile(const Rendering& rendering, const std::string& space, const PlannedGroup* group,
                           const Notes& notes) {
    YamlText annotations = YamlText::map({{"spillway/system", rendering.plan.system}});
    if (!notes.nodes.empty()) annotations.add("spillway/nodes", notes.nodes);
    if (!notes.flows.empty()) annotations.add("spillway/flows", notes.flows);
    if (group != nullptr) {
        annotations.add("spillway/boundary", group->id);
        for (const auto& [kind, word] : names(BoundaryKind{})) {
            if (kind == group->kind) annotations.add("spillway/boundary-kind", word);
        }
        if (!group->owner.empty()) annotations.add("spillway/owner", YamlText{group->owner}.from(group->id, "owner"));
    }
    YamlText labels = YamlText::map({{"app.kubernetes.io/part-of", titleName(rendering.plan.system)}}).inlined();
    YamlText metadata =
        YamlText::map({{"name", space}, {"labels", std::move(labels)}, {"annotations", std::move(annotations)}});
    YamlText document = YamlText::map({{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", std::move(metadata)}});
    FileText file{"kubernetes/" + space + "/namespace.yaml",
                  oneLine(space) + ": written by Spillway from " + oneLine(rendering.plan.system)};
    file.add(group != nullptr ? std::move(document).from(group->id) : document);
    return std::move(file).take();
}

ManifestFile policyFile(const Rendering& rendering, const std::string& space) {
    FileText file{"kubernetes/" + space + "/network-policy.yaml",
                  oneLine(space) + ": only the flows of the drawing may pass"};
    for (const YamlText& policy : networkPolicies(rendering, space)) file.add(policy);
    return std::move(file).take();
}

ManifestFile kustomizationFile(const std::vector<ManifestFile>& files) {
    YamlText resources = YamlText::list();
    for (const ManifestFile& file : files) resources.push(file.path.substr(std::string_view{"kubernetes/"}.size()));
    FileText file{"kubernetes/kustomization.yaml", "kubectl apply -k kubernetes"};
    file.add(YamlText::map({{"apiVersion", "kustomize.config.k8s.io/v1beta1"},
                            {"kind", "Kustomization"},
                            {"resources", std::move(resources)}}));
    return std::move(file).take();
}

// namespace.yaml and network-policy.yaml are the namespace's own; a node of that name would overwrite them.
void reportClashes(Export& result) {
    for (std::size_t i = 1; i < result.files.size(); ++i) {
        if (result.files[i].path != result.files[i - 1].path) continue;
        result.diagnostics.push_back({"name-clash",
                                      Severity::error,
                                      {result.files[i].path, 0, 0, {}, {}},
                                      "two things would be written to this file",
                                      "rename one of them"});
    }
}

}  // namespace

Export renderKubernetes(const DeploymentPlan& plan) {
    Rendering rendering{plan, plan.diagnostics};
    Export result;
    std::map<std::string, const PlannedGroup*> spaces;
    std::vector<const PlannedWorkload*> unwritten;
    for (const PlannedWorkload& workload : plan.workloads) {
        const bool reached = std::ranges::any_of(
            workload.callers, [&](const std::string& id) { return isDeployed(*findWorkload(plan, id)); });
        const bool written = isDeployed(workload) || (reached && workload.role != DeploymentRole::source);
        reportRole(rendering, workload, written);
        if (!written) {
            unwritten.push_back(&workload);
            continue;
        }
        const auto group = std::ranges::find(plan.groups, workload.group, &PlannedGroup::id);
        spaces.try_emplace(rendering.namespaceOf(workload), group == plan.groups.end() ? nullptr : &*group);
        result.files.push_back(workloadFile(rendering, workload));
    }
    Notes notes = notesOf(plan, unwritten);
    for (const auto& [space, group] : spaces) {
        result.files.push_back(namespaceFile(rendering, space, group, std::exchange(notes, {})));  // all on the first
        result.files.push_back(policyFile(rendering, space));
    }
    std::ranges::sort(result.files, {}, &ManifestFile::path);
    result.diagnostics = std::move(rendering.diagnostics);
    reportClashes(result);
    if (!result.files.empty()) result.files.push_back(kustomizationFile(result.files));
    std::ranges::sort(result.files, {}, &ManifestFile::path);
    const Diagnostics problems = checkKubernetes(result.files);
    result.diagnostics.insert(result.diagnostics.end(), problems.begin(), problems.end());
    return result;
}

}  // namespace spillway
