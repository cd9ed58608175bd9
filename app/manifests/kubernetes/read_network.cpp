#include "manifests/kubernetes/cluster.h"
#include "manifests/kubernetes/known_keys.h"

#include <fmt/format.h>

namespace spillway::kubernetes {
namespace {

void addBackend(Cluster& cluster, const ManifestNode* backend, const DraftWorkload& base, const std::string& through) {
    if (backend == nullptr) return;
    std::string service = backend->textAt({"service", "name"});
    if (service.empty()) service = backend->textAt({"serviceName"});
    if (!service.empty()) cluster.entrances.push_back({service, base.space, through});
}

// Every item of a list below `key`, if both are what they should be.
template <class Do>
void forEach(const ManifestNode* parent, std::string_view key, const YamlReader& reader, Do what) {
    const ManifestNode* list = parent == nullptr || !parent->isMap() ? nullptr : reader.list(parent, key);
    if (list == nullptr) return;
    for (const ManifestNodePtr& item : list->items) {
        if (item->isMap()) what(*item);
    }
}

// "reviews.shop.svc.cluster.local" in namespace `space`.
SpacedName serviceOfHost(const std::string& host, const std::string& space) {
    const std::vector<std::string> labels = labelsOfHost(host);
    return {labels.size() > 1 ? labels[1] : space, labels.front()};
}

}  // namespace

void readService(Cluster& cluster, const ManifestNode& object, const DraftWorkload& base, const YamlReader& reader) {
    const ManifestNode* spec = reader.map(&object, "spec");
    checkKeys(spec, serviceKeys(), "a Service", reader);
    FoundService service;
    service.name = base.name;
    service.space = base.space;
    service.id = base.id;
    service.place = object.place;
    service.type = reader.text(spec, "type").value_or("ClusterIP");
    service.selector = labelsOf(reader.map(spec, "selector"));
    service.sources = commaList(object.textAt({"metadata", "annotations", "spillway/clients"}));
    service.kind = kindOfLabel(object);
    if (service.type == "ExternalName") {
        service.externalName = reader.text(spec, "externalName").value_or("");
        if (service.externalName.empty())
            reader.error(object.place, "missing-key", fmt::format("the Service {} has no externalName", base.name));
    }
    bool first = true;
    forEach(spec, "ports", reader, [&](const ManifestNode& item) {
        const auto port = reader.integer(&item, "port");
        if (port && (*port < 1 || *port > 65535))
            reader.error(item.find("port")->place, "bad-port",
                         fmt::format("port {} is not between 1 and 65535", *port));
        if (port && first) service.port = *port;
        first = false;
    });
    cluster.services.push_back(std::move(service));
}

void readIngress(Cluster& cluster, const ManifestNode& object, const DraftWorkload& base, const YamlReader& reader) {
    const ManifestNode* spec = reader.map(&object, "spec");
    const std::string through = "the Ingress " + base.name;
    addBackend(cluster, reader.map(spec, "defaultBackend"), base, through);
    addBackend(cluster, reader.map(spec, "backend"), base, through);
    forEach(spec, "rules", reader, [&](const ManifestNode& rule) {
        forEach(rule.find("http"), "paths", reader,
                [&](const ManifestNode& path) { addBackend(cluster, path.find("backend"), base, through); });
    });
}

void readGatewayRoute(Cluster& cluster, const ManifestNode& object, const DraftWorkload& base,
                      const YamlReader& reader) {
    const ManifestNode* spec = reader.map(&object, "spec");
    bool fromOutside = spec == nullptr || spec->find("parentRefs") == nullptr;
    // A parent that is a Service makes it a rule of the mesh (GAMMA), not a way in.
    forEach(spec, "parentRefs", reader,
            [&](const ManifestNode& parent) { fromOutside = fromOutside || parent.textAt({"kind"}) != "Service"; });
    if (!fromOutside) return;
    forEach(spec, "rules", reader, [&](const ManifestNode& rule) {
        forEach(&rule, "backendRefs", reader, [&](const ManifestNode& backend) {
            const std::string space = backend.textAt({"namespace"});
            cluster.entrances.push_back(
                {backend.textAt({"name"}), space.empty() ? base.space : space, "the route " + base.name});
        });
    });
}

void readVirtualService(Cluster& cluster, const ManifestNode& object, const DraftWorkload& base,
                        const YamlReader& reader) {
    const ManifestNode* spec = reader.map(&object, "spec");
    bool fromOutside = false;
    if (const ManifestNode* gateways = reader.list(spec, "gateways")) {
        for (const ManifestNodePtr& gateway : gateways->items)
            fromOutside = fromOutside || (gateway->isScalar() && gateway->text != "mesh");
    }
    if (!fromOutside) return;
    for (const char* protocol : {"http", "tls", "tcp"}) {
        forEach(spec, protocol, reader, [&](const ManifestNode& rule) {
            forEach(&rule, "route", reader, [&](const ManifestNode& route) {
                const auto [space, service] = serviceOfHost(route.textAt({"destination", "host"}), base.space);
                cluster.entrances.push_back({service, space, "the VirtualService " + base.name});
            });
        });
    }
}

void readOpenshiftRoute(Cluster& cluster, const ManifestNode& object, const DraftWorkload& base) {
    const std::string service = object.textAt({"spec", "to", "name"});
    if (!service.empty()) cluster.entrances.push_back({service, base.space, "the Route " + base.name});
}

}  // namespace spillway::kubernetes
