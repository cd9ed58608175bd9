#include "manifests/kubernetes/cluster.h"
#include "manifests/kubernetes/known_keys.h"
#include "manifests/kubernetes/names.h"

#include "base/text.h"
#include "manifests/reading/quantities.h"

#include <fmt/format.h>

#include <algorithm>

namespace spillway::kubernetes {
namespace {

const ManifestNode* podOf(const ManifestNode& object, const std::string& kind) {
    if (kind == "Pod") return &object;
    if (kind == "CronJob" || kind == "ScheduledJob") return object.at({"spec", "jobTemplate", "spec", "template"});
    return object.at({"spec", "template"});
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

void readPort(DraftWorkload& workload, const ManifestNode& container, const YamlReader& reader) {
    const ManifestNode* ports = reader.list(&container, "ports");
    if (ports == nullptr) return;
    for (const ManifestNodePtr& item : ports->items) {
        if (!item->isMap()) {
            reader.wrongType(*item, "a port", "a mapping");
            continue;
        }
        const auto port = reader.integer(item.get(), "containerPort");
        if (port && (*port < 1 || *port > 65535)) {
            reader.error(item->place, "bad-port", fmt::format("port {} is not between 1 and 65535", *port));
        } else if (port && item == ports->items.front() && *port != 8080) {  // the document's own default
            workload.port = port;
        }
    }
}

// Kubernetes applies them, but no program can have meant them.
std::string misplacedHint(const ManifestNode& object) {
    if (object.at({"spec", "containers"}) != nullptr && object.at({"spec", "template"}) == nullptr)
        return "they belong to spec.template.spec";
    return "if this is a patch of a kustomization, render it first: `kubectl kustomize DIR`";
}

void readContainers(DraftWorkload& workload, const ManifestNode& object, const ManifestNode* spec,
                    const YamlReader& reader) {
    const ManifestNode* containers = reader.list(spec, "containers");
    if (containers == nullptr || containers->items.empty()) {
        if (spec != nullptr && spec->find("containers") != nullptr && containers == nullptr) return;  // said already
        reader.error(spec == nullptr ? workload.place : spec->place, "missing-key",
                     workload.name + " has no containers", misplacedHint(object));
        return;
    }
    checkKeys(spec, podKeys(), "a pod", reader);
    for (const ManifestNodePtr& container : containers->items) {
        if (!container->isMap()) return reader.wrongType(*container, "a container", "a mapping");
        checkKeys(container.get(), containerKeys(), "a container", reader);
        readPort(workload, *container, reader);
    }
    const ManifestNode* first = containers->items.front().get();
    workload.image = reader.text(first, "image").value_or("");
    if (workload.image.find("{{") != std::string::npos) {
        reader.warning(first->find("image")->place, "template",
                       fmt::format("the image \"{}\" is a template's: it is left out", workload.image),
                       "render it first, for example with `helm template`");
        workload.image.clear();
    }
    workload.resources = resourcesOf(*containers, reader);
}

void readSchedule(DraftWorkload& workload, const ManifestNode& object, const YamlReader& reader) {
    const ManifestNode* spec = object.find("spec");
    workload.cron = reader.text(spec, "schedule").value_or("");
    if (workload.cron.empty()) return reader.error(object.place, "missing-key", workload.name + " has no schedule");
    if (!isCron(workload.cron))
        reader.error(spec->find("schedule")->place, "bad-cron",
                     fmt::format("\"{}\" is not a cron schedule", workload.cron),
                     "five fields: minute hour day month weekday");
}

void readReplicas(DraftWorkload& workload, const ManifestNode& object, const YamlReader& reader) {
    const ManifestNode* spec = object.find("spec");
    const auto replicas = reader.integer(spec, "replicas");
    if (replicas && *replicas < 0)
        reader.error(spec->find("replicas")->place, "bad-replicas", "replicas cannot be negative");
    workload.replicas = std::max<std::int64_t>(0, replicas.value_or(1));
}

// A pod's labels must answer to its controller's selector: Kubernetes refuses it otherwise.
void checkSelector(const ManifestNode& object, const Labels& labels, const YamlReader& reader) {
    const ManifestNode* selector = object.at({"spec", "selector", "matchLabels"});
    if (selector == nullptr) return;
    for (const ManifestNode::Entry& entry : selector->entries) {
        const auto found = labels.find(entry.key);
        if (found != labels.end() && found->second == entry.value->text) continue;
        reader.warning(entry.place, "selector-mismatch",
                       fmt::format("its selector wants {}: {}, but its own pods have {}", entry.key, entry.value->text,
                                   found == labels.end() ? "no such label" : found->second),
                       "Kubernetes refuses this");
    }
}

// Applied one after the other, the later one wins.
bool replaces(Cluster& cluster, DraftWorkload& workload, Labels& labels, const ManifestNode* pod,
              const YamlReader& reader) {
    const auto same = [&](const DraftWorkload& other) {
        return other.name == workload.name && other.space == workload.space && other.object == workload.object &&
               !other.outside;
    };
    const auto again = std::ranges::find_if(cluster.workloads, same);
    if (again == cluster.workloads.end()) return false;
    reader.warning(workload.place, "duplicate-object",
                   fmt::format("{} stands twice: this one is read instead of the one at {}:{}", workload.name,
                               again->place.file, again->place.line));
    const auto index = static_cast<std::size_t>(again - cluster.workloads.begin());
    *again = std::move(workload);
    cluster.labels[index] = std::move(labels);
    cluster.pods[index] = pod;
    return true;
}

}  // namespace

void readWorkload(Cluster& cluster, const ManifestNode& object, DraftWorkload workload, const YamlReader& reader) {
    const std::string kind = object.textAt({"kind"});
    workload.object = kind;
    if (object.find("spec") != nullptr && reader.map(&object, "spec") == nullptr) return;
    if (kind == "CronJob" || kind == "ScheduledJob") {
        readSchedule(workload, object, reader);
        if (workload.cron.empty()) return;
    } else if (kind == "DaemonSet") {
        reader.note(object.place, "assumption", workload.name + " runs once on every machine: one instance is drawn",
                    "set `replicas`");
    } else if (kind != "Pod") {
        readReplicas(workload, object, reader);
        if (kind == "Deployment" || kind == "StatefulSet")
            checkKeys(object.find("spec"), controllerKeys(), "a " + kind, reader);
    }
    workload.kind = kindOfLabel(object);
    const ManifestNode* pod = podOf(object, kind);
    const ManifestNode* podSpec = reader.map(pod, "spec");
    readContainers(workload, object, podSpec, reader);
    Labels labels = pod == nullptr ? Labels{} : labelsOf(pod->at({"metadata", "labels"}));
    if (pod != nullptr) checkSelector(object, labels, reader);
    if (!replaces(cluster, workload, labels, podSpec, reader))
        cluster.add(std::move(workload), std::move(labels), podSpec);
}

void readKnativeService(Cluster& cluster, const ManifestNode& object, DraftWorkload workload,
                        const YamlReader& reader) {
    workload.object = "Service of Knative";
    workload.platform = Platform::knative;
    const ManifestNode* pod = object.at({"spec", "template"});
    const ManifestNode* podSpec = reader.map(pod, "spec");
    readContainers(workload, object, podSpec, reader);
    const auto concurrency = reader.integer(podSpec, "containerConcurrency");
    if (concurrency && *concurrency > 0) workload.concurrency = concurrency;  // 0: no limit
    const std::string least =
        pod == nullptr ? "" : pod->textAt({"metadata", "annotations", "autoscaling.knative.dev/min-scale"});
    const auto replicas = fromText<std::int64_t>(least);
    workload.replicas = replicas && *replicas > 0 ? *replicas : 1;
    reader.note(object.place, "assumption",
                fmt::format("{} is a Service of Knative: it is drawn as a service of {} fixed instances", workload.name,
                            workload.replicas),
                "its autoscaler is not emulated yet");
    FoundService service;
    service.name = workload.name;
    service.space = workload.space;
    service.place = object.place;
    service.direct = cluster.workloads.size();
    const bool isPrivate =
        object.textAt({"metadata", "labels", "networking.knative.dev/visibility"}) == "cluster-local";
    if (!isPrivate)
        cluster.entrances.push_back({workload.name, workload.space, "its own address as a Service of Knative"});
    Labels labels;
    if (replaces(cluster, workload, labels, podSpec, reader)) return;
    cluster.add(std::move(workload), std::move(labels), podSpec);
    cluster.services.push_back(std::move(service));
}

}  // namespace spillway::kubernetes
