#include "manifests/compose/merge.h"

#include "manifests/reading/draft.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

namespace spillway::compose {
namespace {

// "KEY=value" items as a mapping, so that files that use either form merge.
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

ManifestNodePtr merged(const std::string& key, const ManifestNodePtr& below, const ManifestNodePtr& above) {
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

ManifestNodePtr normalised(const ManifestNode& service) {
    auto result = std::make_shared<ManifestNode>(service);
    for (ManifestNode::Entry& entry : result->entries) {
        if (entry.key == "environment" && entry.value->isList()) entry.value = asMapping(*entry.value);
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

Services servicesIn(const ManifestNode& file, const YamlReader& reader) {
    Services services;
    const ManifestNode* map = servicesOf(file, reader);
    if (map == nullptr) return services;
    for (const ManifestNode::Entry& entry : map->entries) {
        const bool beside = map == &file && !runsSomething(entry);
        if (entry.key.starts_with("x-") || beside) continue;
        if (entry.value->isMap()) {
            services.push_back({entry.key, normalised(*entry.value)});
        } else {
            reader.wrongType(*entry.value, "the service " + entry.key, "a mapping");
        }
    }
    return services;
}

class Extender {
public:
    Extender(std::map<std::string, Services>& files, const YamlReader& reader) : m_files{files}, m_reader{reader} {}

    // The service with everything it extends below it.
    ManifestNodePtr resolve(const std::string& file, const ManifestNodePtr& service, int depth = 0) {
        const ManifestNode* extends = service->find("extends");
        if (extends == nullptr) return service;
        const std::string name = extends->isScalar() ? extends->text : extends->textAt({"service"});
        const std::string other = extends->textAt({"file"});
        const std::string where = other.empty() ? file : stemOf(other);
        if (depth > 16) return fail(service, *extends, "extends goes round in a circle");
        const auto services = m_files.find(where);
        if (services == m_files.end())
            return fail(service, *extends, fmt::format("extends {} of {}, which was not given", name, other),
                        "import that file, too");
        const MergedService* base = findService(services->second, name);
        if (base == nullptr) return fail(service, *extends, fmt::format("extends {}, which does not exist", name));
        return merged({}, resolve(where, base->node, depth + 1), service);
    }

private:
    ManifestNodePtr fail(const ManifestNodePtr& service, const ManifestNode& at, std::string sentence, std::string hint = {}) {
        m_reader.error(at.place, "bad-extends", std::move(sentence), std::move(hint));
        return service;
    }
    std::map<std::string, Services>& m_files;
    const YamlReader& m_reader;
};

bool isWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// What stands for ${...} when no variable is set.
std::string unset(std::string_view inside) {
    const auto end = static_cast<std::size_t>(std::ranges::find_if_not(inside, isWord) - inside.begin());
    std::string_view rest = inside.substr(end);
    if (rest.starts_with(':')) rest.remove_prefix(1);
    return rest.starts_with('-') ? std::string{rest.substr(1)} : std::string{};
}

// The brace that closes the one before `from`.
std::size_t closingBrace(std::string_view text, std::size_t from) {
    int depth = 1;
    for (std::size_t i = from; i < text.size(); ++i) {
        if (text[i] == '{') ++depth;
        if (text[i] == '}' && --depth == 0) return i;
    }
    return std::string_view::npos;
}

}  // namespace

std::vector<MergedService> mergeServices(const Files& files, const YamlReader& reader) {
    std::map<std::string, Services> byFile;
    for (const auto& [name, document] : files) byFile[stemOf(name)] = servicesIn(*document, reader);
    Extender extender{byFile, reader};
    Services all;
    for (const auto& [name, document] : files) {
        const Services own = byFile[stemOf(name)];
        for (const MergedService& service : own) {
            const ManifestNodePtr resolved = extender.resolve(stemOf(name), service.node);
            if (MergedService* below = findService(all, service.name)) {
                below->node = merged({}, below->node, resolved);
            } else {
                all.push_back({service.name, resolved});
            }
        }
    }
    return all;
}

std::string projectName(const Files& files) {
    for (const auto& [name, document] : files) {
        if (const std::string stated = document->textAt({"name"}); !stated.empty()) return interpolated(stated);
    }
    return {};
}

std::string interpolated(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '$' || i + 1 == text.size()) {
            result += text[i];
        } else if (text[i + 1] == '$') {
            result += text[++i];
        } else if (text[i + 1] == '{') {
            const std::size_t end = closingBrace(text, i + 2);
            if (end == std::string_view::npos) return result.append(text.substr(i));
            result += unset(text.substr(i + 2, end - i - 2));
            i = end;
        } else if (isWord(text[i + 1])) {
            while (i + 1 < text.size() && isWord(text[i + 1])) ++i;
        } else {
            result += text[i];
        }
    }
    return result;
}

}  // namespace spillway::compose
