#include "manifests/kubernetes/cluster.h"
#include "manifests/kubernetes/kinds.h"

#include "base/text.h"
#include "manifests/reading/base64.h"

#include <fmt/format.h>

#include <algorithm>

namespace spillway::kubernetes {

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

void checkKeys(const ManifestNode* map, std::span<const std::string> known, std::string_view what,
               const YamlReader& reader) {
    if (map == nullptr || !map->isMap()) return;
    for (const ManifestNode::Entry& entry : map->entries) {
        if (std::ranges::find(known, entry.key) == known.end())
            reader.warning(entry.place, "unknown-key", fmt::format("{} has no \"{}\"", what, entry.key),
                           didYouMean(entry.key, known));
    }
}

void readConfig(Cluster& cluster, const ManifestNode& object, const DraftWorkload& base, const YamlReader& reader) {
    std::vector<ConfigEntry>& entries = cluster.configs[{base.space, base.name}];
    const ManifestNode* data = reader.map(&object, "data");
    if (data == nullptr) return;
    for (const ManifestNode::Entry& entry : data->entries) {
        if (entry.value->isScalar()) entries.push_back({entry.key, entry.value->text, entry.value->place});
    }
}

void readSecret(Cluster& cluster, const ManifestNode& object, const DraftWorkload& base, const YamlReader& reader) {
    std::vector<ConfigEntry>& entries = cluster.secrets[{base.space, base.name}];
    for (const char* key : {"data", "stringData"}) {
        const ManifestNode* data = reader.map(&object, key);
        if (data == nullptr) continue;
        for (const ManifestNode::Entry& entry : data->entries) {
            if (!entry.value->isScalar()) continue;
            const bool plain = std::string_view{key} == "stringData";
            const std::optional<std::string> value =
                plain ? std::optional{entry.value->text} : decodedBase64(entry.value->text);
            if (value) entries.push_back({entry.key, *value, entry.value->place});
        }
    }
}

namespace {

void readNamespace(Cluster& cluster, const ManifestNode& object, const std::string& name) {
    const ManifestNode* notes = object.at({"metadata", "annotations"});
    if (notes != nullptr) readNotes(cluster, *notes);
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

void readNamed(Cluster& cluster, const ManifestNode& object, const DraftWorkload& base, const YamlReader& reader) {
    switch (readingOf(object)) {
        case Reading::workload: return readWorkload(cluster, object, base, reader);
        case Reading::knativeService: return readKnativeService(cluster, object, base, reader);
        case Reading::service: return readService(cluster, object, base, reader);
        case Reading::autoscaler: return readAutoscaler(cluster, object, base.space, reader);
        case Reading::ingress: return readIngress(cluster, object, base, reader);
        case Reading::gatewayRoute: return readGatewayRoute(cluster, object, base, reader);
        case Reading::virtualService: return readVirtualService(cluster, object, base, reader);
        case Reading::openshiftRoute: return readOpenshiftRoute(cluster, object, base);
        case Reading::config: return readConfig(cluster, object, base, reader);
        case Reading::secret: return readSecret(cluster, object, base, reader);
        case Reading::space: return readNamespace(cluster, object, base.name);
        case Reading::harmless:
        case Reading::unread: return;
    }
}

// What a mapping without a kind may be instead, and what to do with it.
std::string_view whatElse(const ManifestNode& object) {
    const auto has = [&](const char* key) { return object.find(key) != nullptr; };
    if (has("services")) return "this looks like Compose: `import compose`";
    if (has("Resources") || has("AWSTemplateFormatVersion"))
        return "this looks like CloudFormation, which is not read yet";
    if (has("resources") || has("patches") || has("bases"))
        return "this looks like a kustomization: render it first, `kubectl kustomize DIR`";
    if (has("replicaCount") || has("image"))
        return "this looks like the values of a Helm chart: render it first, `helm template`";
    return "Helm values and kustomizations must be rendered first";
}

void sayNoObject(const ManifestNode& object, const YamlReader& reader) {
    reader.error(object.place, "no-object", "this is no Kubernetes object: it has no kind",
                 std::string{whatElse(object)});
}

void countUnread(Cluster& cluster, const ManifestNode& object, const std::string& kind) {
    const std::string version = object.textAt({"apiVersion"});
    // A common word of a group of its own is told apart by it.
    const bool common = kind == "Service" || kind == "Deployment" || kind == "Ingress" || kind == "Gateway";
    UnreadKind& unread = cluster.unread[common ? kind + " of " + version : kind];
    if (unread.count++ == 0) unread.first = object.place;
}

}  // namespace

void readObject(Cluster& cluster, const ManifestNode& object, const YamlReader& reader, int depth) {
    if (!object.isMap()) return reader.wrongType(object, "a Kubernetes object", "a mapping");
    const std::string kind = reader.text(&object, "kind").value_or("");
    if (kind.empty() && object.find("kind") != nullptr) return;
    if (kind.empty()) return sayNoObject(object, reader);
    if (const ManifestNode* items = kind.ends_with("List") || kind == "Template"
                                        ? reader.list(&object, kind == "Template" ? "objects" : "items")
                                        : nullptr) {
        if (depth > 8) return;
        for (const ManifestNodePtr& item : items->items) readObject(cluster, *item, reader, depth + 1);
        return;
    }
    const Reading reading = readingOf(object);
    if (reading == Reading::unread) return countUnread(cluster, object, kind);
    if (object.find("apiVersion") == nullptr)
        reader.warning(object.place, "missing-key", fmt::format("this {} has no apiVersion", kind),
                       "Kubernetes refuses this");
    const ManifestNode* metadata = reader.map(&object, "metadata");
    const std::string name = reader.text(metadata, "name").value_or(object.textAt({"metadata", "generateName"}));
    if (name.empty()) return reader.error(object.place, "missing-key", fmt::format("this {} has no name", kind));
    const std::string space = reader.text(metadata, "namespace").value_or("");
    for (const char* key : {"name", "namespace"}) {
        const std::string word = metadata == nullptr ? "" : metadata->textAt({key});
        if (word.find("{{") != std::string::npos)
            return reader.error(metadata->find(key)->place, "template",
                                fmt::format("the {} \"{}\" is a template's", key, word),
                                "render it first, for example with `helm template`");
    }
    DraftWorkload base;
    base.name = name;
    base.space = space;
    base.id = object.textAt({"metadata", "annotations", "spillway/id"});
    base.place = object.place;
    readNamed(cluster, object, base, reader);
}

}  // namespace spillway::kubernetes
