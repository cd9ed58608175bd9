#include "manifests/kubernetes/names.h"
#include "manifests/kubernetes/rendering.h"

#include <algorithm>

// Network policies: the flows, and nothing else, may pass.
namespace spillway::kubernetes {
namespace {

YamlText portRule(std::int64_t port) {
    return YamlText::list({YamlText::map({{"protocol", "TCP"}, {"port", port}}).inlined()});
}

// kubernetes.io/metadata.name is set on every namespace by the API server since 1.22.
YamlText peer(const Rendering& rendering, const PlannedWorkload& other) {
    return YamlText::map(
        {{"namespaceSelector",
          YamlText::map({{"matchLabels",
                          YamlText::map({{"kubernetes.io/metadata.name", rendering.namespaceOf(other)}}).inlined()}})},
         {"podSelector", YamlText::map({{"matchLabels", selectorOf(other)}})}});
}

YamlText ingressOf(const Rendering& rendering, const PlannedWorkload& workload) {
    YamlText from = YamlText::list();
    bool fromOutside = false;
    for (const std::string& id : workload.callers) {
        const PlannedWorkload& caller = *findWorkload(rendering.plan, id);
        if (isDeployed(caller)) {
            from.push(peer(rendering, caller));
        } else {
            fromOutside = true;
        }
    }
    if (!fromOutside && from.empty()) return from;
    YamlText rule = YamlText::map();
    if (!fromOutside) rule.add("from", std::move(from));
    rule.add("ports", portRule(portOf(workload)));
    return YamlText::list({std::move(rule)});
}

YamlText egressOf(const Rendering& rendering, const PlannedWorkload& workload) {
    YamlText rules = YamlText::list();
    for (const PlannedAddress& address : workload.addresses) {
        const PlannedWorkload& target = *findWorkload(rendering.plan, address.to);
        YamlText rule = YamlText::map();
        // What lives outside has no pods to name; its port is all that is known.
        if (isDeployed(target)) rule.add("to", YamlText::list({peer(rendering, target)}));
        rule.add("ports", portRule(portOf(target)));
        rules.push(std::move(rule).from(address.origin));
    }
    return rules;
}

YamlText policy(const std::string& name, const std::string& space, YamlText spec) {
    return YamlText::map({{"apiVersion", "networking.k8s.io/v1"},
                          {"kind", "NetworkPolicy"},
                          {"metadata", YamlText::map({{"name", name}, {"namespace", space}}).inlined()},
                          {"spec", std::move(spec)}});
}

}  // namespace

std::vector<YamlText> networkPolicies(const Rendering& rendering, const std::string& space) {
    std::vector<YamlText> policies;
    // Everything is closed but the look-up of names; then each workload opens what its flows need.
    YamlText names = YamlText::list({YamlText::map({{"protocol", "UDP"}, {"port", 53}}).inlined(),
                                     YamlText::map({{"protocol", "TCP"}, {"port", 53}}).inlined()});
    policies.push_back(
        policy("default-deny", space,
               YamlText::map({{"podSelector", YamlText::map()},
                              {"policyTypes", YamlText::list({"Ingress", "Egress"}).inlined()},
                              {"egress", YamlText::list({YamlText::map({{"ports", std::move(names)}})})}})));
    for (const PlannedWorkload& workload : rendering.plan.workloads) {
        if (!isDeployed(workload) || rendering.namespaceOf(workload) != space) continue;
        YamlText ingress = ingressOf(rendering, workload);
        YamlText egress = egressOf(rendering, workload);
        if (ingress.empty() && egress.empty()) continue;
        YamlText spec = YamlText::map({{"podSelector", YamlText::map({{"matchLabels", selectorOf(workload)}})}});
        YamlText types = YamlText::list();
        if (!ingress.empty()) types.push("Ingress");
        if (!egress.empty()) types.push("Egress");
        spec.add("policyTypes", std::move(types).inlined());
        if (!ingress.empty()) spec.add("ingress", std::move(ingress));
        if (!egress.empty()) spec.add("egress", std::move(egress));
        policies.push_back(policy(nameOf(workload.id), space, std::move(spec).from(workload.id)));
    }
    return policies;
}

}  // namespace spillway::kubernetes
