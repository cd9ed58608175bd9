#include "manifests/kubernetes/known_keys.h"

#include <vector>

namespace spillway::kubernetes {

std::span<const std::string> podKeys() {
    static const std::vector<std::string> keys{"activeDeadlineSeconds",
                                               "affinity",
                                               "automountServiceAccountToken",
                                               "containers",
                                               "dnsConfig",
                                               "dnsPolicy",
                                               "enableServiceLinks",
                                               "ephemeralContainers",
                                               "hostAliases",
                                               "hostIPC",
                                               "hostNetwork",
                                               "hostPID",
                                               "hostUsers",
                                               "hostname",
                                               "hostnameOverride",
                                               "imagePullSecrets",
                                               "initContainers",
                                               "nodeName",
                                               "nodeSelector",
                                               "os",
                                               "overhead",
                                               "preemptionPolicy",
                                               "priority",
                                               "priorityClassName",
                                               "readinessGates",
                                               "resourceClaims",
                                               "resources",
                                               "restartPolicy",
                                               "runtimeClassName",
                                               "schedulerName",
                                               "schedulingGates",
                                               "securityContext",
                                               "serviceAccount",
                                               "serviceAccountName",
                                               "setHostnameAsFQDN",
                                               "shareProcessNamespace",
                                               "subdomain",
                                               "terminationGracePeriodSeconds",
                                               "tolerations",
                                               "topologySpreadConstraints",
                                               "volumes",
                                               "workloadRef"};
    return keys;
}

std::span<const std::string> containerKeys() {
    static const std::vector<std::string> keys{"args",
                                               "command",
                                               "env",
                                               "envFrom",
                                               "image",
                                               "imagePullPolicy",
                                               "lifecycle",
                                               "livenessProbe",
                                               "name",
                                               "ports",
                                               "readinessProbe",
                                               "resizePolicy",
                                               "resources",
                                               "restartPolicy",
                                               "restartPolicyRules",
                                               "securityContext",
                                               "startupProbe",
                                               "stdin",
                                               "stdinOnce",
                                               "terminationMessagePath",
                                               "terminationMessagePolicy",
                                               "tty",
                                               "volumeDevices",
                                               "volumeMounts",
                                               "workingDir"};
    return keys;
}

std::span<const std::string> variableKeys() {
    static const std::vector<std::string> keys{"name", "value", "valueFrom"};
    return keys;
}

std::span<const std::string> controllerKeys() {
    static const std::vector<std::string> keys{"minReadySeconds",
                                               "ordinals",
                                               "paused",
                                               "persistentVolumeClaimRetentionPolicy",
                                               "podManagementPolicy",
                                               "progressDeadlineSeconds",
                                               "replicas",
                                               "revisionHistoryLimit",
                                               "selector",
                                               "serviceName",
                                               "strategy",
                                               "template",
                                               "updateStrategy",
                                               "volumeClaimTemplates"};
    return keys;
}

std::span<const std::string> serviceKeys() {
    static const std::vector<std::string> keys{"allocateLoadBalancerNodePorts",
                                               "clusterIP",
                                               "clusterIPs",
                                               "externalIPs",
                                               "externalName",
                                               "externalTrafficPolicy",
                                               "healthCheckNodePort",
                                               "internalTrafficPolicy",
                                               "ipFamilies",
                                               "ipFamilyPolicy",
                                               "loadBalancerClass",
                                               "loadBalancerIP",
                                               "loadBalancerSourceRanges",
                                               "ports",
                                               "publishNotReadyAddresses",
                                               "selector",
                                               "sessionAffinity",
                                               "sessionAffinityConfig",
                                               "trafficDistribution",
                                               "type"};
    return keys;
}

std::span<const std::string> autoscalerKeys() {
    static const std::vector<std::string> keys{"behavior", "maxReplicas", "metrics", "minReplicas", "scaleTargetRef"};
    return keys;
}

}  // namespace spillway::kubernetes
