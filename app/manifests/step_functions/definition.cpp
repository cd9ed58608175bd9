#include "manifests/step_functions/definition.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>

namespace spillway::step_functions {
namespace {

using Json = nlohmann::ordered_json;

bool isLetterOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

// Letters and digits only, small: ChargeCard is charge-card. The emulator compares names the same way.
std::string plain(std::string_view text) {
    std::string result;
    for (const char c : text)
        if (isLetterOrDigit(c)) result += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return result;
}

// What a member of a state's parameters says of a resource; nothing for any other.
std::optional<Attribute> attributeOf(std::string_view key) {
    if (key == "Resource" || key == "FunctionName" || key.ends_with("Arn")) return Attribute::arn;
    if (key.ends_with("Url")) return Attribute::url;
    for (const std::string_view end : {"Name", "Bucket", "Cluster", "Definition", "Endpoint"})
        if (key.ends_with(end)) return Attribute::name;
    return std::nullopt;
}

bool isService(std::string_view resource) {
    return resource.starts_with("arn:") && resource.find(":states:::") != std::string_view::npos;
}

class Substitution {
public:
    Substitution(const std::vector<std::string>& nodes, const std::vector<std::pair<std::string, std::string>>& tasks)
        : m_nodes{nodes}, m_tasks{tasks} {}

    void machine(Json& json) {
        if (!json.is_object() || !json.contains("States") || !json["States"].is_object()) return;
        for (auto& item : json["States"].items()) state(item.key(), item.value());
    }
    std::vector<Reference> references;
    std::vector<std::pair<std::string, std::string>> untold;

private:
    void state(const std::string& name, Json& json) {
        if (!json.is_object()) return;
        const std::size_t before = m_told;
        for (const char* part : {"Resource", "Parameters", "Arguments", "ItemReader", "ResultWriter"})
            if (json.contains(part)) walk(part, json[part]);
        const auto stated =
            std::ranges::find(m_tasks, name, [](const auto& task) -> const std::string& { return task.first; });
        if (stated != m_tasks.end() && m_told == before && !tell(json, stated->second)) untold.push_back(*stated);
        for (const char* part : {"ItemProcessor", "Iterator"})
            if (json.contains(part)) machine(json[part]);
        if (json.contains("Branches") && json["Branches"].is_array())
            for (Json& branch : json["Branches"]) machine(branch);
    }
    void walk(const std::string& key, Json& value) {
        if (value.is_string()) {
            const std::optional<Attribute> attribute = attributeOf(key);
            if (attribute) replace(value, *attribute);
        } else if (value.is_array()) {
            for (Json& item : value) walk(key, item);
        } else if (value.is_object()) {
            for (auto& item : value.items()) walk(item.key(), item.value());
        }
    }
    void replace(Json& value, Attribute attribute) {
        const auto& text = value.get_ref<const std::string&>();
        if (isService(text) || text.starts_with("{%") || text.starts_with('$')) return;
        for (std::size_t end = text.size(); end != std::string::npos;) {
            const std::size_t cut = end == 0 ? std::string::npos : text.find_last_of(":/", end - 1);
            const std::string name = plain(
                text.substr(cut == std::string::npos ? 0 : cut + 1, cut == std::string::npos ? end : end - cut - 1));
            const auto node = std::ranges::find(m_nodes, name, [](const std::string& id) { return plain(id); });
            if (!name.empty() && node != m_nodes.end()) return put(value, {*node, attribute});
            end = cut;
        }
    }
    // A state that names no node is told whom it calls, where it has a place for it.
    bool tell(Json& json, const std::string& node) {
        if (json.contains("Resource") && json["Resource"].is_string() &&
            !isService(json["Resource"].get_ref<const std::string&>()))
            return put(json["Resource"], {node, Attribute::arn}), true;
        for (const char* part : {"Parameters", "Arguments"}) {
            if (!json.contains(part) || !json[part].is_object()) continue;
            for (auto& item : json[part].items()) {
                const std::optional<Attribute> attribute = attributeOf(item.key());
                if (!attribute || !item.value().is_string()) continue;
                return put(item.value(), {node, *attribute}), true;
            }
        }
        return false;
    }
    void put(Json& value, const Reference& reference) {
        value = "${" + tokenOf(reference) + "}";
        ++m_told;
        if (std::ranges::find(references, reference) == references.end()) references.push_back(reference);
    }

    const std::vector<std::string>& m_nodes;
    const std::vector<std::pair<std::string, std::string>>& m_tasks;
    std::size_t m_told = 0;
};

}  // namespace

std::string resourceName(std::string_view id) {
    std::string name;
    bool starts = true;
    for (const char c : id) {
        if (!isLetterOrDigit(c)) {
            starts = true;
            continue;
        }
        name += starts && c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
        starts = false;
    }
    return name.empty() || (name.front() >= '0' && name.front() <= '9') ? "N" + name : name;
}

std::string tokenOf(const Reference& reference) {
    const char* end = reference.attribute == Attribute::arn   ? "Arn"
                      : reference.attribute == Attribute::url ? "Url"
                                                              : "Name";
    return resourceName(reference.node) + end;
}

Substituted substituted(const std::string& definition, const std::vector<std::string>& nodes,
                        const std::vector<std::pair<std::string, std::string>>& tasks) {
    Json json = Json::parse(definition, nullptr, false);
    if (!json.is_object()) return {};
    Substitution substitution{nodes, tasks};
    const bool hasOtherTokens = definition.find("${") != std::string::npos;
    substitution.machine(json);
    return {json.dump(2) + '\n', std::move(substitution.references), std::move(substitution.untold), hasOtherTokens};
}

}  // namespace spillway::step_functions
