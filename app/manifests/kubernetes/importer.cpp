#include "manifests/kubernetes/importer.h"

#include "manifests/kubernetes/cluster.h"
#include "manifests/kubernetes/kinds.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>

namespace spillway {
namespace {

using namespace kubernetes;

bool selects(const Labels& selector, const Labels& labels) {
    return !selector.empty() && std::ranges::all_of(selector, [&](const auto& wanted) {
        const auto found = labels.find(wanted.first);
        return found != labels.end() && found->second == wanted.second;
    });
}

// What stands behind each Service, by namespace and name.
class NameTable {
public:
    NameTable(const Cluster& cluster) {
        for (const FoundService& service : cluster.services) {
            std::vector<std::size_t>& behind = m_services[{service.space, service.name}];
            m_spaces.insert(service.space);
            if (service.direct) behind.push_back(*service.direct);
            for (std::size_t i = 0; i < cluster.workloads.size(); ++i) {
                const bool here = cluster.workloads[i].space == service.space && cluster.workloads[i].cron.empty();
                if (here && !service.direct && selects(service.selector, cluster.labels[i])) behind.push_back(i);
            }
        }
        for (const FoundService& service : cluster.services) addAlias(service);
    }

    const std::vector<std::size_t>* behind(const std::string& space, const std::string& name) const {
        const auto found = m_services.find({space, name});
        return found == m_services.end() ? nullptr : &found->second;
    }

    // name, name.namespace, name.namespace.svc..., and pod.name.namespace.svc... of a headless Service.
    HostTarget resolve(const std::string& host, const std::string& space) const {
        const std::vector<std::string> labels = labelsOfHost(host);
        for (std::size_t first = 0; first < std::min<std::size_t>(2, labels.size()); ++first) {
            const bool qualified = labels.size() > first + 1 && labels[first + 1] != "svc";
            const bool tailFits = labels.size() <= first + 2 || labels[first + 2] == "svc";
            if (!tailFits) continue;
            // Manifests without a namespace are applied to some namespace; a qualified name then names that one.
            const std::string wanted = !qualified                             ? space
                                       : m_spaces.contains(labels[first + 1]) ? labels[first + 1]
                                                                              : std::string{};
            if (const auto* found = behind(wanted, labels[first])) return {true, *found};
        }
        return {};
    }

private:
    // An ExternalName may lead to a Service of another namespace.
    void addAlias(const FoundService& service) {
        if (service.externalName.empty() || service.direct) return;
        const HostTarget target = resolve(service.externalName, service.space);
        if (target.known) m_services[{service.space, service.name}] = target.workloads;
    }

    std::map<SpacedName, std::vector<std::size_t>> m_services;
    std::set<std::string> m_spaces;
};

bool isNameHere(const Cluster& cluster, const FoundService& alias) {
    const std::vector<std::string> labels = labelsOfHost(alias.externalName);
    const bool inside = labels.size() == 1 || (labels.size() > 2 && labels[2] == "svc");
    const std::string space = labels.size() == 1 ? alias.space : labels[1];
    return inside && std::ranges::any_of(cluster.services, [&](const FoundService& service) {
               return service.name == labels[0] && service.space == space && service.externalName.empty();
           });
}

// A name for what lives elsewhere is drawn as such; one that only renames a Service of these manifests is not.
void drawExternalNames(Cluster& cluster) {
    for (FoundService& service : cluster.services) {
        if (service.externalName.empty() || isNameHere(cluster, service)) continue;
        DraftWorkload outside;
        outside.name = service.name;
        outside.space = service.space;
        outside.id = service.id;
        outside.place = service.place;
        outside.outside = true;
        outside.named = true;
        outside.kind = service.kind.value_or(NodeKind::external);
        service.direct = cluster.workloads.size();
        cluster.add(std::move(outside), {}, nullptr);
    }
}

void publish(Cluster& cluster, const NameTable& table) {
    for (const FoundService& service : cluster.services) {
        const auto* behind = table.behind(service.space, service.name);
        for (const std::size_t workload : *behind) {
            DraftWorkload& target = cluster.workloads[workload];
            target.named = true;
            target.sources.insert(target.sources.end(), service.sources.begin(), service.sources.end());
            if (service.type == "LoadBalancer" || service.type == "NodePort")
                target.published = fmt::format("its Service {} is a {}", service.name, service.type);
        }
    }
    for (const Entrance& entrance : cluster.entrances) {
        const auto* behind = table.behind(entrance.space, entrance.service);
        if (behind == nullptr) continue;
        for (const std::size_t workload : *behind)
            cluster.workloads[workload].published = entrance.through + " leads to it";
    }
}

void scale(Cluster& cluster, Diagnostics& diagnostics) {
    for (const FoundAutoscaler& autoscaler : cluster.autoscalers) {
        const auto found = std::ranges::find_if(cluster.workloads, [&](const DraftWorkload& workload) {
            const bool sameKind = autoscaler.targetKind.empty() || autoscaler.targetKind == workload.object;
            return workload.name == autoscaler.target && workload.space == autoscaler.space && sameKind;
        });
        if (found != cluster.workloads.end()) {
            found->hpa = autoscaler.hpa;
        } else {
            diagnostics.push_back({"unresolved-target", Severity::warning, autoscaler.place,
                                   fmt::format("the autoscaler's target {} is not here", autoscaler.target),
                                   "import it too, or correct scaleTargetRef"});
        }
    }
}

// Namespaces that were only mentioned are boundaries, too; the one that stands for the system itself is none.
void drawBoundaries(Cluster& cluster) {
    std::set<std::string> used;
    for (const DraftWorkload& workload : cluster.workloads) {
        if (workload.space.empty() || cluster.systems.contains(workload.space)) continue;
        const auto [known, isNew] = cluster.boundaryOfSpace.try_emplace(workload.space, workload.space);
        if (isNew) cluster.boundaries.push_back({.id = workload.space, .kind = BoundaryKind::context});
        used.insert(known->second);
    }
    std::erase_if(cluster.boundaries, [&](const Boundary& boundary) { return !used.contains(boundary.id); });
}

// Stated by an earlier export; else the file's name, or the folder's if there are several files.
std::string systemOf(const Cluster& cluster, const std::vector<SourceText>& texts) {
    if (!cluster.system.empty() || texts.empty()) return cluster.system;
    const std::string folder = folderOf(texts.front().name);
    return texts.size() == 1 || folder.empty() ? stemOf(texts.front().name) : folder;
}

void noteUnread(const Cluster& cluster, Diagnostics& diagnostics) {
    for (const auto& [kind, unread] : cluster.unread) {
        const std::string_view advice = adviceFor(kind.substr(0, kind.find(' ')));
        diagnostics.push_back({"not-read", Severity::note, unread.first,
                               fmt::format("{} {} {} not read", unread.count, kind, unread.count == 1 ? "is" : "are"),
                               std::string{advice.empty() ? "if it runs or calls something, draw that" : advice}});
    }
}

}  // namespace

Imported importKubernetes(const std::vector<SourceText>& texts) {
    Cluster cluster;
    Draft draft;
    const YamlReader reader{draft.diagnostics};
    for (const SourceText& text : texts) {
        for (ManifestNodePtr& document : readYaml(text.text, text.name, draft.diagnostics)) {
            readObject(cluster, *document, reader);
            cluster.documents.push_back(std::move(document));
        }
    }
    readEnvironments(cluster, reader);
    scale(cluster, draft.diagnostics);
    drawExternalNames(cluster);
    const NameTable table{cluster};
    publish(cluster, table);
    drawBoundaries(cluster);
    noteUnread(cluster, draft.diagnostics);
    if (cluster.workloads.empty() && !hasErrors(draft.diagnostics)) {
        draft.diagnostics.push_back({"nothing-found",
                                     Severity::error,
                                     {texts.empty() ? "" : texts.front().name, 0, 0, {}, {}},
                                     "there is no workload to draw",
                                     "give the files with the Deployments"});
    }
    draft.system = systemOf(cluster, texts);
    draft.boundaries = cluster.boundaries;
    draft.notedNodes = cluster.notedNodes;
    draft.notedFlows = cluster.notedFlows;
    draft.boundaryOfSpace = cluster.boundaryOfSpace;
    draft.workloads = cluster.workloads;
    draft.resolve = [&](const std::string& host, const std::string& space) { return table.resolve(host, space); };
    return draw(std::move(draft));
}

}  // namespace spillway
