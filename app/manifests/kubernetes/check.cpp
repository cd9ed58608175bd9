#include "manifests/kubernetes/check.h"

#include "manifests/kubernetes/names.h"
#include "manifests/reading/yaml_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

namespace spillway {
namespace {

using kubernetes::isCron;
using kubernetes::isDnsLabel;

struct KnownKind {
    std::string_view apiVersion;
    std::string_view kind;
};

// What exists in every Kubernetes from 1.27 on and is written by us.
constexpr std::array<KnownKind, 14> kKnownKinds{{{"apps/v1", "Deployment"},
                                                 {"apps/v1", "StatefulSet"},
                                                 {"apps/v1", "DaemonSet"},
                                                 {"batch/v1", "CronJob"},
                                                 {"batch/v1", "Job"},
                                                 {"autoscaling/v2", "HorizontalPodAutoscaler"},
                                                 {"policy/v1", "PodDisruptionBudget"},
                                                 {"networking.k8s.io/v1", "NetworkPolicy"},
                                                 {"networking.k8s.io/v1", "Ingress"},
                                                 {"v1", "Service"},
                                                 {"v1", "ServiceAccount"},
                                                 {"v1", "Namespace"},
                                                 {"v1", "ConfigMap"},
                                                 {"rbac.authorization.k8s.io/v1", "Role"}}};

class Checker {
public:
    explicit Checker(Diagnostics& problems) : m_reader{problems} {}

    void check(const ManifestNode& object) {
        const std::string kind = object.textAt({"kind"});
        checkIdentity(object, kind);
        if (kind == "Deployment" || kind == "StatefulSet" || kind == "DaemonSet") checkController(object);
        if (kind == "CronJob") checkCronJob(object);
        if (kind == "Service") checkService(object);
        if (kind == "HorizontalPodAutoscaler") checkAutoscaler(object);
        if (kind == "PodDisruptionBudget") checkBudget(object);
    }

private:
    void checkIdentity(const ManifestNode& object, const std::string& kind) {
        const std::string version = object.textAt({"apiVersion"});
        const bool known = std::ranges::any_of(
            kKnownKinds, [&](const KnownKind& row) { return row.apiVersion == version && row.kind == kind; });
        if (!known) m_reader.error(object.place, "unknown-api", "no " + kind + " of " + version + " in Kubernetes");
        const std::string name = object.textAt({"metadata", "name"});
        const std::string space = object.textAt({"metadata", "namespace"});
        if (!isDnsLabel(name)) m_reader.error(object.place, "bad-name", fmt::format("\"{}\" is not a DNS label", name));
        if (!space.empty() && !isDnsLabel(space))
            m_reader.error(object.place, "bad-name", "the namespace \"" + space + "\" is not a DNS label");
        if (!m_seen.insert(kind + ' ' + space + '/' + name).second)
            m_reader.error(object.place, "duplicate-object", kind + ' ' + name + " is written twice");
    }

    void checkPort(const ManifestNode* holder, std::string_view key) {
        const ManifestNode* node = holder->find(key);
        if (node == nullptr || !node->isScalar() || node->text.find_first_not_of("-0123456789") != std::string::npos)
            return;
        const auto port = m_reader.integer(holder, key);
        if (port && (*port < 1 || *port > 65535))
            m_reader.error(node->place, "bad-port", "port " + node->text + " is not between 1 and 65535");
    }

    void checkPod(const ManifestNode* pod) {
        const ManifestNode* containers = pod == nullptr ? nullptr : m_reader.list(pod, "containers");
        if (containers == nullptr) return;
        for (const ManifestNodePtr& container : containers->items) {
            if (!isDnsLabel(container->textAt({"name"})))
                m_reader.error(container->place, "bad-name", "a container needs a name that is a DNS label");
            const std::string image = container->textAt({"image"});
            if (image.empty() || image.find_first_of(" \t\n\"'") != std::string::npos)
                m_reader.error(container->place, "bad-image", fmt::format("\"{}\" is not an image", image));
            const ManifestNode* ports = m_reader.list(container.get(), "ports");
            if (ports == nullptr) continue;
            for (const ManifestNodePtr& port : ports->items) checkPort(port.get(), "containerPort");
        }
    }

    void checkController(const ManifestNode& object) {
        const ManifestNode* selector = object.at({"spec", "selector", "matchLabels"});
        const ManifestNode* labels = object.at({"spec", "template", "metadata", "labels"});
        bool selects = selector != nullptr && labels != nullptr;
        for (std::size_t i = 0; selects && i < selector->entries.size(); ++i) {
            const ManifestNode::Entry& entry = selector->entries[i];
            selects = labels->textAt({entry.key}) == entry.value->text;
        }
        if (!selects) m_reader.error(object.place, "selector-mismatch", "its selector does not select its own pods");
        const auto replicas = m_reader.integer(object.find("spec"), "replicas");
        if (replicas && *replicas < 0)
            m_reader.error(object.at({"spec", "replicas"})->place, "bad-replicas", "replicas cannot be negative");
        checkPod(object.at({"spec", "template", "spec"}));
    }

    void checkCronJob(const ManifestNode& object) {
        const ManifestNode* schedule = object.at({"spec", "schedule"});
        if (schedule == nullptr || !isCron(schedule->text)) {
            m_reader.error(schedule == nullptr ? object.place : schedule->place, "bad-cron",
                           fmt::format("\"{}\" is not a cron schedule", object.textAt({"spec", "schedule"})),
                           "five fields: minute hour day month weekday");
        }
        checkPod(object.at({"spec", "jobTemplate", "spec", "template", "spec"}));
    }

    void checkService(const ManifestNode& object) {
        const ManifestNode* ports = m_reader.list(object.find("spec"), "ports");
        if (ports == nullptr) return;
        for (const ManifestNodePtr& port : ports->items) {
            checkPort(port.get(), "port");
            checkPort(port.get(), "targetPort");
        }
    }

    void checkAutoscaler(const ManifestNode& object) {
        const ManifestNode* spec = object.find("spec");
        const auto min = m_reader.integer(spec, "minReplicas");
        const auto max = m_reader.integer(spec, "maxReplicas");
        if (min && *min < 1)
            m_reader.error(spec->find("minReplicas")->place, "bad-replicas", "an autoscaler keeps at least 1 replica");
        if (min && max && *min > *max)
            m_reader.error(spec->find("maxReplicas")->place, "min-above-max",
                           "minReplicas " + std::to_string(*min) + " is above maxReplicas " + std::to_string(*max));
        const ManifestNode* metrics = m_reader.list(spec, "metrics");
        if (metrics == nullptr) return;
        for (const ManifestNodePtr& metric : metrics->items) {
            const ManifestNode* target = metric->at({"resource", "target"});
            const auto percent = m_reader.integer(target, "averageUtilization");
            if (percent && *percent < 1)
                m_reader.error(target->place, "bad-target", "the CPU target must be at least 1%");
        }
    }

    void checkBudget(const ManifestNode& object) {
        const bool min = object.at({"spec", "minAvailable"}) != nullptr;
        const bool max = object.at({"spec", "maxUnavailable"}) != nullptr;
        if (min == max)
            m_reader.error(object.place, "bad-budget",
                           "a disruption budget states minAvailable or maxUnavailable, exactly one of them");
    }

    YamlReader m_reader;
    std::set<std::string> m_seen;
};

void addOrigin(Diagnostic& problem, const ManifestFile& file) {
    for (const LineOrigin& origin : file.origins) {
        if (origin.line > problem.place.line) break;
        if (origin.line == problem.place.line) {
            problem.place.item = origin.item;
            problem.place.field = origin.field;
        }
    }
}

}  // namespace

Diagnostics checkKubernetes(const std::vector<ManifestFile>& files) {
    Diagnostics all;
    Diagnostics found;
    Checker checker{found};
    for (const ManifestFile& file : files) {
        found.clear();
        if (file.path.ends_with("kustomization.yaml")) continue;
        for (const ManifestNodePtr& document : readYaml(file.text, file.path, found)) checker.check(*document);
        for (Diagnostic& problem : found) addOrigin(problem, file);
        all.insert(all.end(), found.begin(), found.end());
    }
    return all;
}

}  // namespace spillway
