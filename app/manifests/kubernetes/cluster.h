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
    std::vector<std::string> sources;     // spillway/clients
    std::optional<std::size_t> external;  // the workload drawn for an ExternalName
};

struct FoundAutoscaler {
    std::string target;
    std::string space;
    Hpa hpa;
    Place place;
};

struct IngressBackend {
    std::string service;
    std::string space;
    std::string ingress;
};

struct Cluster {
    std::vector<DraftWorkload> workloads;
    std::vector<Labels> labels;         // of each workload's pods
    std::vector<const ManifestNode*> pods;  // of each workload; null if there is none
    std::vector<FoundService> services;
    std::vector<FoundAutoscaler> autoscalers;
    std::vector<IngressBackend> backends;
    std::map<SpacedName, const ManifestNode*> configs;  // ConfigMap data
    std::vector<Boundary> boundaries;
    std::map<std::string, std::string> boundaryOfSpace;  // id by namespace
    std::map<std::string, std::string> systems;          // title by namespace that stands for the system itself
    std::string system;
    std::map<std::string, int> unread;  // kinds that are not read, how many
    std::vector<ManifestNodePtr> documents;     // keeps the nodes above alive
};

// Reads one object (or a List of them) into the cluster.
void readObject(Cluster& cluster, const ManifestNode& object, const YamlReader& reader, int depth = 0);
// Once all ConfigMaps are known: the variables and command words of every workload.
void readEnvironments(Cluster& cluster, const YamlReader& reader);

}  // namespace spillway::kubernetes
