#pragma once

#include "manifests/reading/draft.h"
#include "manifests/reading/yaml_document.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// The objects of some manifests, as far as they bear on a drawing.
namespace spillway::kubernetes {

using SpacedName = std::pair<std::string, std::string>;  // namespace, name
using Labels = std::map<std::string, std::string>;

struct FoundService {
    std::string name;
    std::string space;
    Labels selector;
    std::string type;
    Place place;
    std::int64_t port = 80;             // its first
    std::vector<std::string> sources;   // spillway/clients
    std::string externalName;           // of an ExternalName
    std::optional<std::size_t> direct;  // the one workload it stands for, whatever its labels
    std::optional<NodeKind> kind;       // an earlier export stated it
    std::string id;                     // the same
};

struct FoundAutoscaler {
    std::string target;
    std::string targetKind;
    std::string space;
    Hpa hpa;
    Place place;
};

// Something that leads requests from outside to a Service.
struct Entrance {
    std::string service;
    std::string space;
    std::string through;  // "the Ingress shop"
};

// A line of a ConfigMap or a Secret.
struct ConfigEntry {
    std::string key;
    std::string value;
    Place place;
};

struct UnreadKind {
    int count = 0;
    Place first;
};

struct Cluster {
    std::vector<DraftWorkload> workloads;
    std::vector<Labels> labels;             // of each workload's pods
    std::vector<const ManifestNode*> pods;  // spec of each workload's pods; null if there is none
    std::vector<FoundService> services;
    std::vector<FoundAutoscaler> autoscalers;
    std::vector<Entrance> entrances;
    std::map<SpacedName, std::vector<ConfigEntry>> configs;
    std::map<SpacedName, std::vector<ConfigEntry>> secrets;
    std::vector<Boundary> boundaries;
    std::map<std::string, std::string> boundaryOfSpace;  // id by namespace
    std::map<std::string, std::string> systems;          // title by namespace that stands for the system itself
    std::string system;
    std::vector<NotedNode> notedNodes;
    std::vector<NotedFlow> notedFlows;
    std::map<std::string, UnreadKind> unread;  // by kind
    std::vector<ManifestNodePtr> documents;    // keeps the nodes above alive

    void add(DraftWorkload workload, Labels itsLabels, const ManifestNode* pod) {
        workloads.push_back(std::move(workload));
        labels.push_back(std::move(itsLabels));
        pods.push_back(pod);
    }
};

// Reads one object (or a List of them) into the cluster.
void readObject(Cluster& cluster, const ManifestNode& object, const YamlReader& reader, int depth = 0);
// Once all Services, ConfigMaps and Secrets are known: the variables and command words of every workload.
void readEnvironments(Cluster& cluster, const YamlReader& reader);

// The parts of readObject(). `base` has name, namespace and place.
void readWorkload(Cluster& cluster, const ManifestNode& object, DraftWorkload base, const YamlReader& reader);
void readKnativeService(Cluster& cluster, const ManifestNode& object, DraftWorkload base, const YamlReader& reader);
void readService(Cluster& cluster, const ManifestNode& object, const DraftWorkload& base, const YamlReader& reader);
void readAutoscaler(Cluster& cluster, const ManifestNode& object, const std::string& space, const YamlReader& reader);
void readIngress(Cluster& cluster, const ManifestNode& object, const DraftWorkload& base, const YamlReader& reader);
void readGatewayRoute(Cluster& cluster, const ManifestNode& object, const DraftWorkload& base,
                      const YamlReader& reader);
void readVirtualService(Cluster& cluster, const ManifestNode& object, const DraftWorkload& base,
                        const YamlReader& reader);
void readOpenshiftRoute(Cluster& cluster, const ManifestNode& object, const DraftWorkload& base);
void readConfig(Cluster& cluster, const ManifestNode& object, const DraftWorkload& base, const YamlReader& reader);
void readSecret(Cluster& cluster, const ManifestNode& object, const DraftWorkload& base, const YamlReader& reader);

// "queue pick-dead in fulfilment, ..." and "a -> b, b ~> c": what an export of ours noted on a Namespace. Anything else
// is passed over.
void readNotes(Cluster& cluster, const ManifestNode& annotations);

// "a,b" without the empty ones, each trimmed.
std::vector<std::string> commaList(std::string_view text);
Labels labelsOf(const ManifestNode* map);
// What an earlier export of ours stated in the labels; nothing otherwise.
std::optional<NodeKind> kindOfLabel(const ManifestNode& object);
// Warns about keys that a mapping cannot have.
void checkKeys(const ManifestNode* map, std::span<const std::string> known, std::string_view what,
               const YamlReader& reader);

}  // namespace spillway::kubernetes
