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

// Kept for the drawing, which knows what the others are.
void readDependencies(Draft& draft, const std::vector<MergedService>& services, std::size_t workload) {
    const ManifestNode* dependencies = services[workload].node->find("depends_on");
    if (dependencies == nullptr) return;
    for (const ManifestNode::Entry& entry : dependencies->entries) {
        const auto found = std::ranges::find(services, entry.key, &MergedService::name);
        if (found != services.end()) {
            draft.workloads[workload].startsAfter.push_back(
                {static_cast<std::size_t>(found - services.begin()), entry.place});
            continue;
        }
        if (entry.value->textAt({"required"}) == "false") continue;
        std::vector<std::string> known;
        for (const MergedService& service : services) known.push_back(service.name);
        Place place = entry.place;
        place.item = services[workload].name;
        draft.diagnostics.push_back({"unknown-service", Severity::warning, place,
                                     fmt::format("it depends on {}, but no service has that name", entry.key),
                                     didYouMean(entry.key, known)});
    }
}

void noteProfiles(Draft& draft, const MergedService& service) {
    const ManifestNode* profiles = service.node->find("profiles");
    if (profiles == nullptr || profiles->items.empty()) return;
    std::string names;
    for (const ManifestNodePtr& profile : profiles->items) names += (names.empty() ? "" : ", ") + profile->text;
    draft.diagnostics.push_back(
        {"assumption", Severity::note, profiles->place,
         fmt::format("{} starts only with the profile {}: it is drawn all the same", service.name, names),
         "delete it if you do not mean it"});
}

std::string systemOf(const compose::Files& files) {
    const std::string stated = compose::projectName(files);
    if (!stated.empty() || files.empty()) return stated;
    // Compose's own rule: the name of the folder.
    const std::string folder = folderOf(files.front().path);
    return folder.empty() ? stemOf(files.front().path) : folder;
}

// What is set when nobody's shell is asked: the file .env beside the first file.
compose::Variables variablesOf(const std::vector<SourceText>& texts, compose::Folder& folder) {
    const auto first = std::ranges::find(texts, false, &SourceText::companion);
    const SourceText* found = first == texts.end() ? nullptr : folder.find(".env", first->name);
    return found == nullptr ? compose::Variables{} : compose::readEnvFile(found->text);
}

void resolveNames(Draft& draft, const HostNames& names) {
    draft.resolve = [&](const std::string& host, const std::string&) {
        const auto found = names.find(host);
        return found == names.end() ? HostTarget{} : HostTarget{true, found->second};
    };
}

// `folder` learns what is missing.
Imported read(const std::vector<SourceText>& texts, compose::Folder& folder) {
    Draft draft;
    const compose::Variables variables = variablesOf(texts, folder);
    compose::Interpolation interpolation{variables};
    compose::ProjectReader reader{folder, interpolation, draft.diagnostics, YamlReader{draft.diagnostics}};
    const compose::Files files = compose::readFiles(texts, reader);
    const std::vector<MergedService> services = compose::mergeServices(files, reader);
    HostNames names;
    for (const MergedService& service : services) {
        addNames(names, service, draft.workloads.size());
        draft.workloads.push_back(compose::readService(service, reader));
        noteProfiles(draft, service);
    }
    for (std::size_t i = 0; i < services.size(); ++i) {
        readLinks(draft, names, services[i], i, reader.yaml);
        readDependencies(draft, services, i);
    }
    for (Diagnostic& note : interpolation.notes()) draft.diagnostics.push_back(std::move(note));
    if (services.empty() && !hasErrors(draft.diagnostics)) {
        draft.diagnostics.push_back({"nothing-found",
                                     Severity::error,
                                     {texts.empty() ? "" : texts.front().name, 0, 0, {}, {}},
                                     "there is no service to draw",
                                     {}});
    }
    draft.system = systemOf(files);
    resolveNames(draft, names);
    return draw(std::move(draft));
}

}  // namespace

Imported importCompose(const std::vector<SourceText>& texts) {
    compose::Folder folder{texts};
    return read(texts, folder);
}

std::vector<std::string> composeReferences(const std::vector<SourceText>& texts) {
    compose::Folder folder{texts};
    (void)read(texts, folder);
    return folder.missing();
}

}  // namespace spillway
