#include "manifests/kubernetes/names.h"
#include "manifests/kubernetes/rendering.h"

#include <algorithm>
#include <set>
#include <string_view>

// Deployments, StatefulSets, CronJobs, and the Services and autoscalers around them.
namespace spillway::kubernetes {
namespace {

// The user and group that the official images of the stores use (Docker Hub pages of postgres, mysql, redis, mongo):
// 999.
constexpr int kStoreUser = 999;
// What a volume claims when the document does not say.
constexpr std::string_view kStorageSize = "10Gi";

std::vector<std::string_view> wordsOf(std::string_view text) {
    std::vector<std::string_view> words;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        words.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

std::string cpuText(Cpu cpu) {
    return cpu.millicores % 1000 == 0 ? std::to_string(cpu.millicores / 1000) : std::to_string(cpu.millicores) + "m";
}

std::string memoryText(ByteCount size) {
    static constexpr std::string_view suffixes[] = {"", "Ki", "Mi", "Gi"};
    std::int64_t value = size.bytes;
    std::size_t step = 0;
    while (step + 1 < std::size(suffixes) && value != 0 && value % 1024 == 0) {
        value /= 1024;
        ++step;
    }
    return std::to_string(value) + std::string{suffixes[step]};
}

std::string durationText(Duration value) {
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(value).count();
    return milliseconds % 1000 == 0 ? std::to_string(milliseconds / 1000) + "s" : std::to_string(milliseconds) + "ms";
}

std::string imageOf(Rendering& rendering, const PlannedWorkload& workload) {
    if (!workload.image.empty()) return workload.image;
    const Engine* engine = engineOf(workload);
    if (engine != nullptr && !engine->image.empty()) {
        rendering.assumed(workload, "image", "no image is stated: " + std::string{engine->image} + " is written",
                          "say `image`");
        return std::string{engine->image};
    }
    const std::string image =
        "registry.example.com/" + rendering.namespaceOf(workload) + '/' + nameOf(workload.id) + ":latest";
    rendering.assumed(workload, "image", "no image is stated: " + image + " is written, which exists nowhere",
                      "say `image`");
    return image;
}

YamlText resourcesOf(const PlannedWorkload& workload) {
    const Resources& resources = workload.resources;
    YamlText requests = YamlText::map();
    YamlText limits = YamlText::map();
    if (resources.cpu) requests.add("cpu", cpuText(*resources.cpu));
    if (resources.memory) requests.add("memory", memoryText(*resources.memory));
    if (resources.cpuLimit) limits.add("cpu", cpuText(*resources.cpuLimit));
    // Memory cannot be squeezed: without a limit of its own, the request is one.
    const auto memoryLimit = resources.memoryLimit ? resources.memoryLimit : resources.memory;
    if (memoryLimit) limits.add("memory", memoryText(*memoryLimit));
    YamlText all = YamlText::map();
    const std::string field = workload.role == DeploymentRole::onDemand ? "memory" : "resources";
    if (!requests.empty()) all.add("requests", std::move(requests).inlined().from(workload.id, field));
    if (!limits.empty()) all.add("limits", std::move(limits).inlined().from(workload.id, field));
    return all;
}

std::string_view variableSuffix(AddressUse use, const PlannedWorkload& target) {
    if (use == AddressUse::consume) return "_SOURCE_ADDR";
    return use == AddressUse::event && !isMessaging(target.kind) ? "_EVENTS_ADDR" : "_ADDR";
}

YamlText environmentOf(const Rendering& rendering, const PlannedWorkload& workload) {
    YamlText variables = YamlText::list();
    if (workload.role == DeploymentRole::replicated || workload.role == DeploymentRole::onDemand) {
        variables.push(YamlText::map({{"name", "PORT"}, {"value", std::to_string(portOf(workload))}})
                           .inlined()
                           .from(workload.id, "port"));
    }
    std::set<std::string> written;
    const auto add = [&](const std::string& name, const std::string& value, const std::string& origin,
                         const char* field) {
        if (!written.insert(name).second) return;  // a call and an event to one broker need its address once
        variables.push(YamlText::map({{"name", name}, {"value", value}}).inlined().from(origin, field));
    };
    for (const PlannedAddress& address : workload.addresses) {
        const PlannedWorkload& target = *findWorkload(rendering.plan, address.to);
        const std::string stem = variableStem(nameOf(target.id));
        add(stem + std::string{variableSuffix(address.use, target)}, rendering.addressOf(target, workload),
            address.origin, "");
        if (address.timeout) add(stem + "_TIMEOUT", durationText(*address.timeout), address.origin, "timeout");
    }
    return variables;
}

YamlText containerSecurity() {
    return YamlText::map({{"allowPrivilegeEscalation", false},
                          {"capabilities", YamlText::map({{"drop", YamlText::list({"ALL"})}}).inlined()},
                          {"readOnlyRootFilesystem", true}});
}

struct Mount {
    std::string volume;
    std::string_view folder;
};

// The root file system is read-only: every folder that is written is a volume of its own.
std::vector<Mount> mountsOf(const PlannedWorkload& workload) {
    const Engine* engine = engineOf(workload);
    if (engine == nullptr) return {{"scratch-0", "/tmp"}};
    std::vector<Mount> mounts;
    if (!engine->dataFolder.empty()) mounts.push_back({"data", engine->dataFolder});
    for (const std::string_view folder : wordsOf(engine->scratch))
        mounts.push_back({"scratch-" + std::to_string(mounts.size()), folder});
    return mounts;
}

// Whole seconds, rounded up: the endpoint is still known to some proxies for that long.
YamlText lifecycleOf(const PlannedWorkload& workload) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(workload.preStop).count();
    const YamlText sleep = YamlText::map({{"seconds", static_cast<std::int64_t>(seconds)}}).inlined();
    return YamlText::map({{"preStop", YamlText::map({{"sleep", sleep}})}}).from(workload.id, "pre_stop");
}

YamlText containerOf(Rendering& rendering, const PlannedWorkload& workload) {
    YamlText container = YamlText::map(
        {{"name", nameOf(workload.id)}, {"image", YamlText{imageOf(rendering, workload)}.from(workload.id, "image")}});
    if (workload.role != DeploymentRole::scheduled) {
        container.add("ports", YamlText::list({YamlText::map({{"name", "main"}, {"containerPort", portOf(workload)}})
                                                   .inlined()
                                                   .from(workload.id, "port")}));
    }
    YamlText variables = environmentOf(rendering, workload);
    if (!variables.empty()) container.add("env", std::move(variables));
    const Engine* engine = engineOf(workload);
    if (engine != nullptr && !engine->secret.empty()) {
        container.add(
            "envFrom",
            YamlText::list({YamlText::map({{"secretRef", YamlText::map({{"name", nameOf(workload.id)}})}}).inlined()}));
        rendering.assumed(workload, {},
                          "it reads its password from a Secret " + nameOf(workload.id) + ", which is not written",
                          "create it with " + std::string{engine->secret});
    }
    YamlText resources = resourcesOf(workload);
    if (!resources.empty()) container.add("resources", std::move(resources));
    container.add("securityContext", containerSecurity());
    YamlText mounts = YamlText::list();
    for (const Mount& mount : mountsOf(workload))
        mounts.push(YamlText::map({{"name", mount.volume}, {"mountPath", mount.folder}}).inlined());
    if (!mounts.empty()) container.add("volumeMounts", std::move(mounts));
    if (workload.role != DeploymentRole::scheduled) {
        container.add("readinessProbe", YamlText::map({{"tcpSocket", YamlText::map({{"port", "main"}}).inlined()},
                                                       {"periodSeconds", 10}}));
    }
    if (workload.preStop > Duration{0}) container.add("lifecycle", lifecycleOf(workload));
    return container;
}

bool keepsData(const PlannedWorkload& workload) {
    const Engine* engine = engineOf(workload);
    return workload.kind == NodeKind::database && engine != nullptr && !engine->dataFolder.empty();
}

YamlText spreadOf(Rendering& rendering, const PlannedWorkload& workload) {
    std::string zones;
    for (const std::string& zone : workload.zones) zones += (zones.empty() ? "" : ", ") + zone;
    rendering.lossy(workload, "zones",
                    "spread evenly over the zones the cluster has; that these are " + zones + " is not written");
    return YamlText::list({YamlText::map({{"maxSkew", 1},
                                          {"topologyKey", "topology.kubernetes.io/zone"},
                                          {"whenUnsatisfiable", "ScheduleAnyway"},
                                          {"labelSelector", YamlText::map({{"matchLabels", selectorOf(workload)}})}})
                               .from(workload.id, "zones")});
}

// How often as a cron expression; cron's finest grain is a minute, and only divisors of an hour or a day repeat evenly.
std::string cronOf(Rendering& rendering, const PlannedWorkload& workload) {
    if (!workload.cron.empty()) return workload.cron;
    const auto minutes = std::max<std::int64_t>(1, std::chrono::round<std::chrono::minutes>(workload.every).count());
    std::string cron = "0 0 * * *";
    std::int64_t written = 24 * 60;
    if (minutes < 60) {
        written = minutes;
        while (60 % written != 0) --written;
        cron = written == 1 ? "* * * * *" : "*/" + std::to_string(written) + " * * * *";
    } else if (minutes < 24 * 60) {
        std::int64_t hours = minutes / 60;
        while (24 % hours != 0) --hours;
        written = hours * 60;
        cron = hours == 1 ? "0 * * * *" : "0 */" + std::to_string(hours) + " * * *";
    }
    if (std::chrono::minutes{written} != workload.every) {
        rendering.lossy(
            workload, "every",
            "every " + durationText(workload.every) + " is not a cron schedule: \"" + cron + "\" is written",
            "say `cron`");
    }
    return cron;
}

YamlText podTemplate(Rendering& rendering, const PlannedWorkload& workload) {
    return YamlText::map({{"metadata", YamlText::map({{"labels", labelsOf(rendering, workload)}})},
                          {"spec", podOf(rendering, workload)}});
}

YamlText controllerMetadata(const Rendering& rendering, const PlannedWorkload& workload) {
    YamlText metadata = metadataOf(rendering, workload);
    metadata.add("labels", labelsOf(rendering, workload));
    if (nameOf(workload.id) != workload.id)
        metadata.add("annotations", YamlText::map({{"spillway/id", workload.id}}).inlined());
    return metadata;
}

YamlText cronJobOf(Rendering& rendering, const PlannedWorkload& workload) {
    YamlText schedule =
        YamlText{cronOf(rendering, workload)}.from(workload.id, workload.cron.empty() ? "every" : "cron");
    YamlText job = YamlText::map({{"spec", YamlText::map({{"template", podTemplate(rendering, workload)}})}});
    return YamlText::map({{"apiVersion", "batch/v1"},
                          {"kind", "CronJob"},
                          {"metadata", controllerMetadata(rendering, workload)},
                          {"spec", YamlText::map({{"schedule", std::move(schedule)},
                                                  {"concurrencyPolicy", "Forbid"},
                                                  {"jobTemplate", std::move(job)}})}});
}

YamlText volumeClaims(Rendering& rendering, const PlannedWorkload& workload) {
    rendering.assumed(workload, {}, "no storage size is stated: " + std::string{kStorageSize} + " is written");
    return YamlText::list({YamlText::map(
        {{"metadata", YamlText::map({{"name", "data"}}).inlined()},
         {"spec",
          YamlText::map({{"accessModes", YamlText::list({"ReadWriteOnce"}).inlined()},
                         {"resources",
                          YamlText::map({{"requests", YamlText::map({{"storage", kStorageSize}})}}).inlined()}})}})});
}

}  // namespace

YamlText podOf(Rendering& rendering, const PlannedWorkload& workload) {
    YamlText pod =
        YamlText::map({{"serviceAccountName", nameOf(workload.id)}, {"automountServiceAccountToken", false}});
    if (workload.role == DeploymentRole::scheduled) pod.add("restartPolicy", "OnFailure");
    YamlText security = YamlText::map(
        {{"runAsNonRoot", true}, {"seccompProfile", YamlText::map({{"type", "RuntimeDefault"}}).inlined()}});
    if (workload.role == DeploymentRole::stateful) {
        for (const char* key : {"runAsUser", "runAsGroup", "fsGroup"}) security.add(key, kStoreUser);
    }
    pod.add("securityContext", std::move(security));
    if (!workload.zones.empty()) pod.add("topologySpreadConstraints", spreadOf(rendering, workload));
    pod.add("containers", YamlText::list({containerOf(rendering, workload)}));
    YamlText volumes = YamlText::list();
    for (const Mount& mount : mountsOf(workload)) {
        if (mount.volume == "data" && keepsData(workload)) continue;
        volumes.push(YamlText::map({{"name", mount.volume}, {"emptyDir", YamlText::map()}}).inlined());
    }
    if (!volumes.empty()) pod.add("volumes", std::move(volumes));
    return pod;
}

YamlText controllerOf(Rendering& rendering, const PlannedWorkload& workload) {
    if (workload.role == DeploymentRole::scheduled) return cronJobOf(rendering, workload);
    const bool stateful = workload.role == DeploymentRole::stateful;
    YamlText spec = YamlText::map();
    // An autoscaler owns the number: stating it here would reset it at every apply.
    if (!workload.scaling) spec.add("replicas", YamlText{workload.replicas}.from(workload.id, "replicas"));
    if (stateful) spec.add("serviceName", nameOf(workload.id));
    spec.add("selector", YamlText::map({{"matchLabels", selectorOf(workload)}}));
    spec.add("template", podTemplate(rendering, workload));
    if (keepsData(workload)) spec.add("volumeClaimTemplates", volumeClaims(rendering, workload));
    return YamlText::map({{"apiVersion", "apps/v1"},
                          {"kind", stateful ? "StatefulSet" : "Deployment"},
                          {"metadata", controllerMetadata(rendering, workload)},
                          {"spec", std::move(spec)}});
}

YamlText serviceOf(Rendering& rendering, const PlannedWorkload& workload) {
    YamlText metadata = metadataOf(rendering, workload);
    metadata.add("labels", labelsOf(rendering, workload));
    YamlText annotations = YamlText::map();
    if (!isDeployed(workload) && nameOf(workload.id) != workload.id) annotations.add("spillway/id", workload.id);
    std::string sources;
    for (const std::string& caller : workload.callers) {
        if (findWorkload(rendering.plan, caller)->role == DeploymentRole::source)
            sources += (sources.empty() ? "" : ",") + caller;
    }
    if (!sources.empty()) annotations.add("spillway/clients", sources);
    if (!annotations.empty()) metadata.add("annotations", std::move(annotations).inlined());
    YamlText spec = YamlText::map();
    if (!isDeployed(workload)) {
        // A name inside the cluster for what lives outside of it: one place to edit.
        spec.add("type", "ExternalName");
        spec.add("externalName", nameOf(workload.id) + ".example.com");
    } else {
        if (workload.role == DeploymentRole::stateful) spec.add("clusterIP", "None");
        spec.add("selector", selectorOf(workload));
        spec.add("ports",
                 YamlText::list({YamlText::map({{"name", "main"}, {"port", portOf(workload)}, {"targetPort", "main"}})
                                     .inlined()
                                     .from(workload.id, "port")}));
    }
    return YamlText::map(
        {{"apiVersion", "v1"}, {"kind", "Service"}, {"metadata", std::move(metadata)}, {"spec", std::move(spec)}});
}

YamlText autoscalerOf(Rendering& rendering, const PlannedWorkload& workload) {
    YamlText none = YamlText::map();
    if (!workload.scaling) return none;
    const PlannedScaling& scaling = *workload.scaling;
    if (!workload.resources.cpu) {
        rendering.warn(workload, "resources.cpu", "hpa-without-request",
                       "it scales on CPU but requests none, so the autoscaler has nothing to divide by",
                       "say `resources: {cpu: ...}`");
    }
    const auto window = [&](Duration value, const char* field) {
        const auto seconds = std::clamp<std::int64_t>(std::chrono::round<std::chrono::seconds>(value).count(), 0, 3600);
        if (std::chrono::seconds{seconds} != value)
            rendering.lossy(workload, field,
                            std::to_string(seconds) + " s is written: a window is whole seconds, at most 3600");
        return YamlText::map({{"stabilizationWindowSeconds", seconds}}).inlined().from(workload.id, field);
    };
    YamlText behavior = YamlText::map();
    if (scaling.scaleUpWindow > Duration{0})
        behavior.add("scaleUp", window(scaling.scaleUpWindow, "scaling.hpa.scale_up_stabilization"));
    behavior.add("scaleDown", window(scaling.scaleDownWindow, "scaling.hpa.scale_down_stabilization"));
    const auto percent = static_cast<std::int64_t>(scaling.cpu.fraction() * 100 + 0.5);
    YamlText target = YamlText::map({{"type", "Utilization"}, {"averageUtilization", percent}});
    YamlText metric = YamlText::map({{"type", "Resource"},
                                     {"resource", YamlText::map({{"name", "cpu"}, {"target", std::move(target)}})
                                                      .inlined()
                                                      .from(workload.id, "scaling.hpa.cpu")}});
    YamlText reference =
        YamlText::map({{"apiVersion", "apps/v1"}, {"kind", "Deployment"}, {"name", nameOf(workload.id)}});
    return YamlText::map(
        {{"apiVersion", "autoscaling/v2"},
         {"kind", "HorizontalPodAutoscaler"},
         {"metadata", metadataOf(rendering, workload).inlined()},
         {"spec", YamlText::map({{"scaleTargetRef", std::move(reference).inlined()},
                                 {"minReplicas", YamlText{scaling.min}.from(workload.id, "scaling.hpa.min")},
                                 {"maxReplicas", YamlText{scaling.max}.from(workload.id, "scaling.hpa.max")},
                                 {"metrics", YamlText::list({std::move(metric)})},
                                 {"behavior", std::move(behavior)}})}});
}

}  // namespace spillway::kubernetes
