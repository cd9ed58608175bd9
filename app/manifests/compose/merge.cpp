#include "manifests/compose/merge.h"

#include "manifests/compose/known_keys.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace spillway::compose {
namespace {

// "KEY=value" items, or plain names, as a mapping, so that files that use either form merge.
ManifestNodePtr asMapping(const ManifestNode& list) {
    auto map = std::make_shared<ManifestNode>();
    map->kind = ManifestNode::Kind::map;
    map->place = list.place;
    for (const ManifestNodePtr& item : list.items) {
        if (!item->isScalar()) continue;
        const std::size_t equals = item->text.find('=');
        auto value = std::make_shared<ManifestNode>(*item);
        value->text = equals == std::string::npos ? std::string{} : item->text.substr(equals + 1);
        value->quoted = true;
        map->entries.push_back({item->text.substr(0, equals), item->place, value});
    }
    return map;
}

ManifestNodePtr nothingAt(const Place& place) {
    auto node = std::make_shared<ManifestNode>();
    node->place = place;
    return node;
}

ManifestNodePtr merged(const std::string& key, const ManifestNodePtr& below, const ManifestNodePtr& above) {
    if (above != nullptr && above->tag == "!reset") return nothingAt(above->place);
    if (above != nullptr && above->tag == "!override") return above;
    if (below == nullptr || below->isNull()) return above;
    if (above == nullptr || above->isNull()) return below;
    const bool replaces = key == "command" || key == "entrypoint";
    if (replaces || below->kind != above->kind || above->isScalar()) return above;
    auto result = std::make_shared<ManifestNode>(*above);
    if (above->isList()) {
        result->items = below->items;
        result->items.insert(result->items.end(), above->items.begin(), above->items.end());
        return result;
    }
    result->entries = below->entries;
    for (const ManifestNode::Entry& entry : above->entries) {
        const auto found = std::ranges::find(result->entries, entry.key, &ManifestNode::Entry::key);
        if (found == result->entries.end()) {
            result->entries.push_back(entry);
        } else {
            found->value = merged(entry.key, found->value, entry.value);
        }
    }
    return result;
}

ManifestNodePtr asList(const ManifestNodePtr& scalar) {
    auto list = std::make_shared<ManifestNode>();
    list->kind = ManifestNode::Kind::list;
    list->place = scalar->place;
    list->items = {scalar};
    return list;
}

ManifestNodePtr normalised(const ManifestNode& service) {
    auto result = std::make_shared<ManifestNode>(service);
    for (ManifestNode::Entry& entry : result->entries) {
        const bool either = entry.key == "environment" || entry.key == "depends_on" || entry.key == "networks";
        if (either && entry.value->isList()) entry.value = asMapping(*entry.value);
        if (entry.key == "env_file" && !entry.value->isList() && !entry.value->isNull())
            entry.value = asList(entry.value);
    }
    return result;
}

using Services = std::vector<MergedService>;

MergedService* findService(Services& services, const std::string& name) {
    const auto found = std::ranges::find(services, name, &MergedService::name);
    return found == services.end() ? nullptr : &*found;
}

bool runsSomething(const ManifestNode::Entry& entry) {
    return entry.value->isMap() && (entry.value->find("image") != nullptr || entry.value->find("build") != nullptr);
}

// Version 1 had the services at the top.
const ManifestNode* servicesOf(const ManifestNode& file, const YamlReader& reader) {
    if (!file.isMap()) {
        reader.wrongType(file, "a Compose file", "a mapping");
        return nullptr;
    }
    if (file.find("services") != nullptr) return reader.map(&file, "services");
    if (std::ranges::any_of(file.entries, runsSomething)) return &file;
    reader.error(file.place, "missing-key", "this Compose file has no `services`",
                 file.find("kind") != nullptr ? "this looks like Kubernetes: `import kubernetes`" : "");
    return nullptr;
}

void checkKeys(const ManifestNode::Entry& service, const YamlReader& reader) {
    for (const ManifestNode::Entry& entry : service.value->entries) {
        if (isKnown(serviceKeys(), entry.key)) continue;
        Place place = entry.place;
        place.item = service.key;
        reader.warning(place, "unknown-key", fmt::format("a service has no \"{}\"", entry.key),
                       didYouMean(entry.key, serviceKeys()));
    }
}

Services servicesIn(const ManifestNode& file, const YamlReader& reader) {
    Services services;
    const ManifestNode* map = servicesOf(file, reader);
    if (map == nullptr) return services;
    for (const ManifestNode::Entry& entry : map->entries) {
        const bool beside = map == &file && !runsSomething(entry);
        if (entry.key.starts_with("x-") || beside) continue;
        if (entry.value->isMap()) {
            checkKeys(entry, reader);
            services.push_back({entry.key, normalised(*entry.value)});
        } else {
            reader.wrongType(*entry.value, "the service " + entry.key, "a mapping");
        }
    }
    return services;
}

// The services of every file by its path; a file that something extends is read when it is first asked for.
class Library {
public:
    Library(const Files& files, ProjectReader& reader) : m_reader{reader} {
        for (const ComposeFile& file : files)
            m_files[pathBeside(file.path, {})].push_back(servicesIn(*file.document, reader.yaml));
    }

    // One entry a document; null if there is no such file.
    std::vector<Services>* at(const std::string& path) {
        const auto found = m_files.find(path);
        return found == m_files.end() ? nullptr : &found->second;
    }
    std::vector<Services>* beside(const std::string& path, const std::string& from) {
        if (std::vector<Services>* known = at(pathBeside(path, from))) return known;
        const SourceText* text = m_reader.folder.find(path, from);
        if (text == nullptr) return nullptr;
        std::vector<Services>& services = m_files[pathBeside(path, from)];
        for (const ManifestNodePtr& plain : readYaml(text->text, text->name, m_reader.problems))
            services.push_back(servicesIn(*m_reader.interpolation.tree(plain), m_reader.yaml));
        return &services;
    }

private:
    ProjectReader& m_reader;
    std::map<std::string, std::vector<Services>> m_files;
};

MergedService* findService(std::vector<Services>& documents, const std::string& name) {
    for (Services& services : documents) {
        if (MergedService* found = findService(services, name)) return found;
    }
    return nullptr;
}

class Extender {
public:
    Extender(Library& library, const YamlReader& reader) : m_library{library}, m_reader{reader} {}

    // The service with everything it extends below it.
    ManifestNodePtr resolve(const std::string& path, const ManifestNodePtr& service, int depth = 0) {
        const ManifestNode* extends = service->find("extends");
        if (extends == nullptr) return service;
        const std::string name = extends->isScalar() ? extends->text : extends->textAt({"service"});
        const std::string other = extends->textAt({"file"});
        if (depth > 16) return fail(service, *extends, "extends goes round in a circle");
        std::vector<Services>* documents = other.empty() ? m_library.at(path) : m_library.beside(other, path);
        if (documents == nullptr)
            return fail(service, *extends, fmt::format("extends {} of {}, which is not here", name, other),
                        "give that file, too");
        const MergedService* base = findService(*documents, name);
        if (base == nullptr)
            return fail(service, *extends, fmt::format("extends {}, which does not exist", name),
                        didYouMean(name, namesIn(*documents)));
        return merged({}, resolve(other.empty() ? path : pathBeside(other, path), base->node, depth + 1), service);
    }

private:
    static std::vector<std::string> namesIn(const std::vector<Services>& documents) {
        std::vector<std::string> names;
        for (const Services& services : documents) {
            for (const MergedService& service : services) names.push_back(service.name);
        }
        return names;
    }
    ManifestNodePtr fail(const ManifestNodePtr& service, const ManifestNode& at, std::string sentence,
                         std::string hint = {}) {
        m_reader.error(at.place, "bad-extends", std::move(sentence), std::move(hint));
        return service;
    }
    Library& m_library;
    const YamlReader& m_reader;
};

}  // namespace

std::vector<MergedService> mergeServices(const Files& files, ProjectReader& reader) {
    Library library{files, reader};
    Extender extender{library, reader.yaml};
    Services all;
    std::map<std::string, std::size_t> documents;  // of each path, how many were merged
    for (const ComposeFile& file : files) {
        const std::string path = pathBeside(file.path, {});
        const Services own = library.at(path)->at(documents[path]++);
        for (const MergedService& service : own) {
            const ManifestNodePtr resolved = extender.resolve(path, service.node);
            if (MergedService* below = findService(all, service.name)) {
                below->node = merged({}, below->node, resolved);
            } else {
                all.push_back({service.name, resolved});
            }
        }
    }
    return all;
}

}  // namespace spillway::compose
