#include "manifests/compose/importer.h"

#include "base/text.h"
#include "manifests/compose/merge.h"
#include "manifests/compose/service_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

namespace spillway {
namespace {

using compose::MergedService;

using HostNames = std::map<std::string, std::vector<std::size_t>>;

std::string lowerCase(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

void addName(HostNames& names, const std::string& name, std::size_t workload) {
    std::vector<std::size_t>& behind = names[lowerCase(name)];
    if (std::ranges::find(behind, workload) == behind.end()) behind.push_back(workload);
}

// A service answers to its own name, its host name, its container's name and its aliases on every network.
void addNames(HostNames& names, const MergedService& service, std::size_t workload) {
    addName(names, service.name, workload);
    for (const char* key : {"hostname", "container_name"}) {
        if (const std::string name = service.node->textAt({key}); !name.empty()) addName(names, name, workload);
    }
    const ManifestNode* networks = service.node->find("networks");
    if (networks == nullptr) return;
    for (const ManifestNode::Entry& network : networks->entries) {
        const ManifestNode* aliases = network.value->find("aliases");
        if (aliases == nullptr) continue;
        for (const ManifestNodePtr& alias : aliases->items) addName(names, alias->text, workload);
    }
}

// "db:database": the service and the name it goes by inside this one.
void readLinks(Draft& draft, HostNames& names, const MergedService& service, std::size_t workload,
               const YamlReader& reader) {
    const ManifestNode* links = reader.list(service.node.get(), "links");
    if (links == nullptr) return;
    for (const ManifestNodePtr& link : links->items) {
        const std::string name = link->text.substr(0, link->text.find(':'));
        const auto found = names.find(lowerCase(name));
        Place place = link->place;
        place.item = service.name;
        if (found == names.end()) {
            draft.diagnostics.push_back({"unresolved-address",
                                         Severity::warning,
                                         place,
                                         fmt::format("the link to {} leads nowhere: no service has that name", name),
                                         {}});
            continue;
        }
        const std::size_t target = found->second.front();
        draft.workloads[workload].linked.push_back(target);
        draft.diagnostics.push_back(
            {"assumption",
             Severity::note,
             place,
             fmt::format("{} calls {}: they are linked", service.name, draft.workloads[target].name),
             {}});
        const std::size_t colon = link->text.find(':');
        if (colon != std::string::npos) addName(names, link->text.substr(colon + 1), target);
    }
}

void noteStartOrders(Draft& draft, const std::vector<MergedService>& services) {
    const auto count = std::ranges::count_if(
        services, [](const MergedService& service) { return service.node->find("depends_on") != nullptr; });
    if (count == 0) return;
    draft.diagnostics.push_back(
        {"start-order",
         Severity::note,
         {},
         fmt::format("`depends_on` of {} services is an order of starting, not a call: no flow is drawn from it",
                     count),
         {}});
}

void noteOtherFiles(Draft& draft, const std::vector<MergedService>& services) {
    for (const MergedService& service : services) {
        const ManifestNode* file = service.node->find("env_file");
        if (file == nullptr) continue;
        draft.diagnostics.push_back({"not-read", Severity::note, file->place,
                                     fmt::format("the environment file of {} is not read", service.name),
                                     "copy its addresses into `environment`"});
    }
}

void checkTopLevel(const ManifestNode& file, Diagnostics& diagnostics) {
    static const std::vector<std::string> known{"version", "name",    "services", "networks", "volumes",
                                                "configs", "secrets", "include",  "models"};
    if (!file.isMap() || file.find("services") == nullptr) return;
    for (const ManifestNode::Entry& entry : file.entries) {
        if (entry.key.starts_with("x-") || std::ranges::find(known, entry.key) != known.end()) continue;
        diagnostics.push_back({"unknown-key", Severity::warning, entry.place,
                               fmt::format("unknown key \"{}\"", entry.key), didYouMean(entry.key, known)});
    }
    if (const ManifestNode* include = file.find("include")) {
        diagnostics.push_back(
            {"not-read", Severity::note, include->place, "included files are not read", "give them, too"});
    }
}

std::string systemOf(const compose::Files& files) {
    const std::string stated = compose::projectName(files);
    if (!stated.empty() || files.empty()) return stated;
    // Compose's own rule: the name of the folder.
    const std::string folder = folderOf(files.front().first);
    return folder.empty() ? stemOf(files.front().first) : folder;
}

}  // namespace

Imported importCompose(const std::vector<SourceText>& texts) {
    Draft draft;
    const YamlReader reader{draft.diagnostics};
    compose::Files files;
    for (const SourceText& text : texts) {
        for (ManifestNodePtr& document : readYaml(text.text, text.name, draft.diagnostics)) {
            checkTopLevel(*document, draft.diagnostics);
            files.emplace_back(text.name, std::move(document));
        }
    }
    const std::vector<MergedService> services = compose::mergeServices(files, reader);
    HostNames names;
    for (const MergedService& service : services) {
        addNames(names, service, draft.workloads.size());
        draft.workloads.push_back(compose::readService(service, reader));
    }
    for (std::size_t i = 0; i < services.size(); ++i) readLinks(draft, names, services[i], i, reader);
    noteStartOrders(draft, services);
    noteOtherFiles(draft, services);
    if (services.empty() && !hasErrors(draft.diagnostics)) {
        draft.diagnostics.push_back({"nothing-found",
                                     Severity::error,
                                     {texts.empty() ? "" : texts.front().name, 0, 0, {}, {}},
                                     "there is no service to draw",
                                     {}});
    }
    draft.system = systemOf(files);
    draft.resolve = [&](const std::string& host, const std::string&) {
        const auto found = names.find(host);
        return found == names.end() ? HostTarget{} : HostTarget{true, found->second};
    };
    return draw(std::move(draft));
}

}  // namespace spillway
