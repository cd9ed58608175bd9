#include "manifests/kubernetes/kinds.h"

#include <algorithm>
#include <array>

namespace spillway::kubernetes {
namespace {

struct Row {
    std::string_view kind;
    std::string_view groups;  // with a space around each; the core group is "core"
    Reading reading;
};

constexpr std::array kRows{
    Row{"Deployment", " apps extensions ", Reading::workload},
    Row{"StatefulSet", " apps ", Reading::workload},
    Row{"DaemonSet", " apps extensions ", Reading::workload},
    Row{"ReplicaSet", " apps extensions ", Reading::workload},
    Row{"ReplicationController", " core ", Reading::workload},
    Row{"DeploymentConfig", " core apps.openshift.io ", Reading::workload},
    Row{"Pod", " core ", Reading::workload},
    Row{"CronJob", " batch ", Reading::workload},
    Row{"ScheduledJob", " batch ", Reading::workload},
    Row{"Rollout", " argoproj.io ", Reading::workload},
    Row{"CloneSet", " apps.kruise.io ", Reading::workload},
    Row{"Service", " serving.knative.dev ", Reading::knativeService},
    Row{"Service", " core ", Reading::service},
    Row{"HorizontalPodAutoscaler", " autoscaling ", Reading::autoscaler},
    Row{"Ingress", " extensions networking.k8s.io ", Reading::ingress},
    Row{"HTTPRoute", " gateway.networking.k8s.io ", Reading::gatewayRoute},
    Row{"GRPCRoute", " gateway.networking.k8s.io ", Reading::gatewayRoute},
    Row{"TLSRoute", " gateway.networking.k8s.io ", Reading::gatewayRoute},
    Row{"TCPRoute", " gateway.networking.k8s.io ", Reading::gatewayRoute},
    Row{"VirtualService", " networking.istio.io ", Reading::virtualService},
    Row{"Route", " core route.openshift.io ", Reading::openshiftRoute},
    Row{"ConfigMap", " core ", Reading::config},
    Row{"Secret", " core ", Reading::secret},
    Row{"Namespace", " core ", Reading::space},
    Row{"ServiceAccount", " core ", Reading::harmless},
    Row{"PodDisruptionBudget", " policy ", Reading::harmless},
    Row{"NetworkPolicy", " networking.k8s.io extensions ", Reading::harmless},
    Row{"PersistentVolume", " core ", Reading::harmless},
    Row{"PersistentVolumeClaim", " core ", Reading::harmless},
    Row{"StorageClass", " storage.k8s.io ", Reading::harmless},
    Row{"LimitRange", " core ", Reading::harmless},
    Row{"ResourceQuota", " core ", Reading::harmless},
    Row{"PriorityClass", " scheduling.k8s.io ", Reading::harmless},
    Row{"Role", " rbac.authorization.k8s.io ", Reading::harmless},
    Row{"RoleBinding", " rbac.authorization.k8s.io core ", Reading::harmless},
    Row{"ClusterRole", " rbac.authorization.k8s.io core ", Reading::harmless},
    Row{"ClusterRoleBinding", " rbac.authorization.k8s.io core ", Reading::harmless},
    Row{"CustomResourceDefinition", " apiextensions.k8s.io ", Reading::harmless},
};

struct Advice {
    std::string_view kind;
    std::string_view sentence;
};

constexpr std::array kAdvice{
    Advice{"Job", "it runs once; draw it if it is part of the load"},
    Advice{"Kustomization", "render it first: `kubectl kustomize DIR`"},
    Advice{"HelmRelease", "render its chart first: `helm template`"},
    Advice{"HelmChart", "render it first: `helm template`"},
    Advice{"Application", "import what it deploys"},
    Advice{"ScaledObject", "state its scaling on the node"},
    Advice{"DestinationRule", "state its limits as `breaker` on the flows"},
    Advice{"Gateway", "its routes say what it leads to"},
    Advice{"ServiceEntry", "draw the external service"},
    Advice{"ImageStream", "it only names images"},
};

}  // namespace

Reading readingOf(const ManifestNode& object) {
    const std::string kind = object.textAt({"kind"});
    const std::string version = object.textAt({"apiVersion"});
    const std::size_t slash = version.find('/');
    const std::string group = slash == std::string::npos ? "core" : version.substr(0, slash);
    const auto fits = [&](const Row& row) {
        const bool sameGroup = row.groups.find(' ' + group + ' ') != std::string_view::npos;
        return row.kind == kind && (sameGroup || (version.empty() && row.reading != Reading::knativeService));
    };
    const auto found = std::ranges::find_if(kRows, fits);
    return found == kRows.end() ? Reading::unread : found->reading;
}

std::string_view adviceFor(std::string_view kind) {
    const auto found = std::ranges::find(kAdvice, kind, &Advice::kind);
    return found == kAdvice.end() ? std::string_view{} : found->sentence;
}

}  // namespace spillway::kubernetes
