#include "manifests/kubernetes/cluster.h"
#include "manifests/kubernetes/names.h"

#include "base/text.h"
#include "manifests/reading/quantities.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace spillway::kubernetes {
namespace {

const ManifestNode* podOf(const ManifestNode& object, const std::string& kind) {
    if (kind == "Pod") return &object;
    if (kind == "CronJob" || kind == "ScheduledJob") return object.at({"spec", "jobTemplate", "spec", "template"});
    return object.at({"spec", "template"});
}

bool isWorkload(const std::string& kind) {
    static constexpr std::array<std::string_view, 9> kinds{
        "Deployment",       "StatefulSet", "DaemonSet", "ReplicaSet",  "ReplicationController",
        "DeploymentConfig", "Pod",         "CronJob",   "ScheduledJob"};
    return std::ranges::find(kinds, kind) != kinds.end();
}

bool isRead(const std::string& kind) {
    static constexpr std::array<std::string_view, 5> kinds{"Service", "HorizontalPodAutoscaler", "Ingress", "ConfigMap",
                                                           "Namespace"};
    return isWorkload(kind) || std::ranges::find(kinds, kind) != kinds.end();
}

// Says nothing about who calls whom, and nobody would miss it in a drawing.
bool isHarmless(const std::string& kind) {
    static constexpr std::array<std::string_view, 5> kinds{"ServiceAccount", "PodDisruptionBudget", "NetworkPolicy",
                                                           "Secret", "PersistentVolumeClaim"};
    return std::ranges::find(kinds, kind) != kinds.end();
}

Labels labelsOf(const ManifestNode* map) {
    Labels labels;
    if (map == nullptr) return labels;
    for (const ManifestNode::Entry& entry : map->entries) labels[entry.key] = entry.value->text;
    return labels;
}

std::optional<NodeKind> kindOfLabel(const ManifestNode& object) {
    // Only our own exports use the document's words for sure; they also state the system.
    const std::string word = object.textAt({"metadata", "labels", "app.kubernetes.io/component"});
    for (const auto& [kind, name] : names(NodeKind{})) {
        if (word == name && !object.textAt({"metadata", "labels", "app.kubernetes.io/part-of"}).empty()) return kind;
    }
    return std::nullopt;
}

template <class Value>
void addQuantity(std::optional<Value>& sum, const ManifestNode* list, std::string_view key,
                 std::optional<Value> (*read)(std::string_view), std::int64_t Value::*count, const YamlReader& reader) {
    const ManifestNode* node = list == nullptr ? nullptr : list->find(key);
    if (node == nullptr) return;
    const auto value = node->isScalar() ? read(node->text) : std::nullopt;
    if (!value) {
        reader.error(node->place, "bad-quantity",
                     fmt::format("{} must be a quantity, this is {}", key,
                                 node->isScalar() ? '"' + node->text + '"' : std::string{describe(*node)}),
                     key == "cpu" ? "like 500m or 2" : "like 256Mi");
        return;
    }
    if (!sum) sum = Value{};
    (*sum).*count += (*value).*count;
}

// A pod asks for what its containers ask for together.
Resources resourcesOf(const ManifestNode& containers, const YamlReader& reader) {
    Resources sum;
    for (const ManifestNodePtr& container : containers.items) {
        const ManifestNode* resources = reader.map(container.get(), "resources");
        const ManifestNode* requests = reader.map(resources, "requests");
        const ManifestNode* limits = reader.map(resources, "limits");
        addQuantity(sum.cpu, requests, "cpu", &cpuQuantity, &Cpu::millicores, reader);
        addQuantity(sum.memory, requests, "memory", &byteQuantity, &ByteCount::bytes, reader);
        addQuantity(sum.cpuLimit, limits, "cpu", &cpuQuantity, &Cpu::millicores, reader);
        addQuantity(sum.memoryLimit, limits, "memory", &byteQuantity, &ByteCount::bytes, reader);
    }
    // Kubernetes' own rule: a limit without a request is the request, too. A limit that equals the request is our
    // default.
    if (!sum.cpu) sum.cpu = sum.cpuLimit;
    if (!sum.memory) sum.memory = sum.memoryLimit;
    if (sum.memoryLimit == sum.memory) sum.memoryLimit.reset();
    return sum;
}

void readContainers(DraftWorkload& workload, const ManifestNode* spec, const YamlReader& reader) {
    const ManifestNode* containers = reader.list(spec, "containers");
    if (containers == nullptr || containers->items.empty()) {
        reader.error(spec == nullptr ? workload.place : spec->place, "missing-key",
                     workload.name + " has no containers");
        return;
    }
    const ManifestNode* first = containers->items.front().get();
    if (!first->isMap()) return reader.wrongType(*first, "a container", "a mapping");
    workload.image = reader.text(first, "image").value_or("");
    workload.resources = resourcesOf(*containers, reader);
    const ManifestNode* ports = reader.list(first, "ports");
    if (ports == nullptr || ports->items.empty()) return;
    const auto port = reader.integer(ports->items.front().get(), "containerPort");
    if (!port) return;
    if (*port < 1 || *port > 65535)
        return reader.error(ports->items.front()->place, "bad-port",
                            fmt::format("port {} is not between 1 and 65535", *port));
    if (*port != 8080) workload.port = port;  // the document's own default
}

void readWorkload(Cluster& cluster, const ManifestNode& object, const std::string& kind, DraftWorkload workload,
                  const YamlReader& reader) {
    const ManifestNode* spec = object.find("spec");
    if (kind == "CronJob" || kind == "ScheduledJob") {
        workload.cron = reader.text(spec, "schedule").value_or("");
        if (workload.cron.empty()) return reader.error(object.place, "missing-key", workload.name + " has no schedule");
        if (!isCron(workload.cron))
            reader.error(spec->find("schedule")->place, "bad-cron",
                         fmt::format("\"{}\" is not a cron schedule", workload.cron),
                         "five fields: minute hour day month weekday");
    } else if (kind != "Pod" && kind != "DaemonSet") {
        const auto replicas = reader.integer(spec, "replicas");
        if (replicas && *replicas < 0)
            reader.error(spec->find("replicas")->place, "bad-replicas", "replicas cannot be negative");
        workload.replicas = std::max<std::int64_t>(0, replicas.value_or(1));
    }
    if (!workload.kind) workload.kind = kindOfLabel(object);
    const ManifestNode* pod = podOf(object, kind);
    const ManifestNode* podSpec = reader.map(pod, "spec");
    readContainers(workload, podSpec, reader);
    Labels labels = pod == nullptr ? Labels{} : labelsOf(pod->at({"metadata", "labels"}));
    const auto same = [&](const DraftWorkload& other) {
        return other.name == workload.name && other.space == workload.space && !other.outside;
    };
    const auto again = std::ranges::find_if(cluster.workloads, same);
    if (again != cluster.workloads.end()) {
        // Applied one after the other, the later one wins.
        reader.warning(object.place, "duplicate-object",
                       fmt::format("{} stands twice: this one is read instead of the one at {}:{}", workload.name,
                                   again->place.file, again->place.line));
        const auto index = static_cast<std::size_t>(again - cluster.workloads.begin());
        *again = std::move(workload);
        cluster.labels[index] = std::move(labels);
        cluster.pods[index] = podSpec;
        return;
    }
    cluster.workloads.push_back(std::move(workload));
    cluster.labels.push_back(std::move(labels));
    cluster.pods.push_back(podSpec);
}

std::vector<std::string> commaList(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(','), text.size());
        if (end > 0) words.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

void readService(Cluster& cluster, const ManifestNode& object, DraftWorkload base, const YamlReader& reader) {
    FoundService service;
    service.name = base.name;
    service.space = base.space;
    service.place = object.place;
    service.type = reader.text(object.find("spec"), "type").value_or("ClusterIP");
    service.selector = labelsOf(reader.map(object.find("spec"), "selector"));
    service.sources = commaList(object.textAt({"metadata", "annotations", "spillway/clients"}));
    if (service.type == "ExternalName") {
        base.outside = true;
        base.named = true;
        base.kind = kindOfLabel(object).value_or(NodeKind::external);
        service.external = cluster.workloads.size();
        cluster.workloads.push_back(std::move(base));
        cluster.labels.emplace_back();
        cluster.pods.push_back(nullptr);
    }
    cluster.services.push_back(std::move(service));
}

std::optional<Duration> windowOf(const ManifestNode* spec, std::string_view direction, const YamlReader& reader) {
    const auto seconds =
        reader.integer(reader.map(reader.map(spec, "behavior"), direction), "stabilizationWindowSeconds");
    return seconds && *seconds >= 0 && *seconds <= 3600 ? std::optional<Duration>{std::chrono::seconds{*seconds}}
                                                        : std::nullopt;
}

void readAutoscaler(Cluster& cluster, const ManifestNode& object, const std::string& space, const YamlReader& reader) {
    const ManifestNode* spec = reader.map(&object, "spec");
    FoundAutoscaler found{
        reader.text(reader.map(spec, "scaleTargetRef"), "name").value_or(""), space, {}, object.place};
    found.hpa.min = reader.integer(spec, "minReplicas").value_or(1);
    const auto max = reader.integer(spec, "maxReplicas");
    if (!max) return reader.error(object.place, "missing-key", "the autoscaler has no maxReplicas");
    found.hpa.max = *max;
    if (found.hpa.min > found.hpa.max)
        return reader.error(object.place, "min-above-max",
                            fmt::format("minReplicas {} is above maxReplicas {}", found.hpa.min, found.hpa.max));
    std::optional<std::int64_t> percent = reader.integer(spec, "targetCPUUtilizationPercentage");
    if (const ManifestNode* metrics = reader.list(spec, "metrics")) {
        for (const ManifestNodePtr& metric : metrics->items) {
            const ManifestNode* resource = reader.map(metric.get(), "resource");
            if (resource == nullptr || resource->textAt({"name"}) != "cpu") continue;
            const ManifestNode* target = reader.map(resource, "target");
            percent = reader.integer(target == nullptr ? resource : target,
                                     target == nullptr ? "targetAverageUtilization" : "averageUtilization");
        }
    }
    if (percent) found.hpa.cpu = Share::from(static_cast<double>(*percent) / 100).value_or(found.hpa.cpu);
    found.hpa.scaleDownStabilization = windowOf(spec, "scaleDown", reader).value_or(found.hpa.scaleDownStabilization);
    found.hpa.scaleUpStabilization = windowOf(spec, "scaleUp", reader).value_or(found.hpa.scaleUpStabilization);
    cluster.autoscalers.push_back(std::move(found));
}

void addBackend(Cluster& cluster, const ManifestNode* backend, const std::string& space, const std::string& ingress) {
    if (backend == nullptr) return;
    std::string service = backend->textAt({"service", "name"});
    if (service.empty()) service = backend->textAt({"serviceName"});
    if (!service.empty()) cluster.backends.push_back({service, space, ingress});
}

void readIngress(Cluster& cluster, const ManifestNode& object, const std::string& name, const std::string& space,
                 const YamlReader& reader) {
    const ManifestNode* spec = reader.map(&object, "spec");
    addBackend(cluster, reader.map(spec, "defaultBackend"), space, name);
    addBackend(cluster, reader.map(spec, "backend"), space, name);
    const ManifestNode* rules = reader.list(spec, "rules");
    if (rules == nullptr) return;
    for (const ManifestNodePtr& rule : rules->items) {
        const ManifestNode* paths = reader.list(rule->find("http"), "paths");
        if (paths == nullptr) continue;
        for (const ManifestNodePtr& path : paths->items) addBackend(cluster, path->find("backend"), space, name);
    }
}

void readNamespace(Cluster& cluster, const ManifestNode& object, const std::string& name) {
    const ManifestNode* notes = object.at({"metadata", "annotations"});
    const std::string system = notes == nullptr ? "" : notes->textAt({"spillway/system"});
    if (!system.empty()) cluster.system = system;
    const std::string boundary = notes == nullptr ? "" : notes->textAt({"spillway/boundary"});
    if (!system.empty() && boundary.empty()) {
        cluster.systems[name] = system;
        return;
    }
    Boundary drawn{.id = name, .kind = BoundaryKind::context};
    if (!boundary.empty()) {
        drawn.id = boundary;
        drawn.owner = notes->textAt({"spillway/owner"});
        for (const auto& [kind, word] : names(BoundaryKind{})) {
            if (word == notes->textAt({"spillway/boundary-kind"})) drawn.kind = kind;
        }
    }
    cluster.boundaryOfSpace[name] = drawn.id;
    if (std::ranges::find(cluster.boundaries, drawn.id, &Boundary::id) == cluster.boundaries.end())
        cluster.boundaries.push_back(std::move(drawn));
}

}  // namespace

void readObject(Cluster& cluster, const ManifestNode& object, const YamlReader& reader, int depth) {
    if (!object.isMap()) return reader.wrongType(object, "a Kubernetes object", "a mapping");
    const std::string kind = reader.text(&object, "kind").value_or("");
    if (kind.empty() && object.find("kind") != nullptr) return;
    if (kind.empty())
        return reader.error(object.place, "no-object", "this is no Kubernetes object: it has no kind",
                            object.find("services") != nullptr
                                ? "this looks like Compose: `import compose`"
                                : "Helm values and kustomizations must be rendered first");
    if (const ManifestNode* items = kind.ends_with("List") ? reader.list(&object, "items") : nullptr) {
        if (depth > 8) return;
        for (const ManifestNodePtr& item : items->items) readObject(cluster, *item, reader, depth + 1);
        return;
    }
    // serving.knative.dev has a Service of its own, which is another thing.
    const bool core = object.textAt({"apiVersion"}).find(".dev/") == std::string::npos;
    if (!core || !isRead(kind)) {
        if (!core || !isHarmless(kind)) ++cluster.unread[core ? kind : kind + " of " + object.textAt({"apiVersion"})];
        return;
    }
    const ManifestNode* metadata = reader.map(&object, "metadata");
    const std::string name = reader.text(metadata, "name").value_or(object.textAt({"metadata", "generateName"}));
    if (name.empty()) return reader.error(object.place, "missing-key", fmt::format("this {} has no name", kind));
    DraftWorkload base;
    base.name = name;
    base.space = reader.text(metadata, "namespace").value_or("");
    base.id = object.textAt({"metadata", "annotations", "spillway/id"});
    base.place = object.place;
    if (isWorkload(kind)) {
        readWorkload(cluster, object, kind, std::move(base), reader);
    } else if (kind == "Service") {
        readService(cluster, object, std::move(base), reader);
    } else if (kind == "HorizontalPodAutoscaler") {
        readAutoscaler(cluster, object, base.space, reader);
    } else if (kind == "Ingress") {
        readIngress(cluster, object, name, base.space, reader);
    } else if (kind == "ConfigMap") {
        cluster.configs[{base.space, name}] = reader.map(&object, "data");
    } else if (kind == "Namespace") {
        readNamespace(cluster, object, name);
    }
}

}  // namespace spillway::kubernetes
