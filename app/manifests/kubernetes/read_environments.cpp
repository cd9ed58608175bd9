#include "manifests/kubernetes/cluster.h"
#include "manifests/kubernetes/known_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace spillway::kubernetes {
namespace {

std::string upperName(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return c == '-' ? '_' : static_cast<char>(std::toupper(c)); });
    return text;
}

// What the kubelet puts into every container for each Service of its namespace: CART_SERVICE_HOST and
// CART_SERVICE_PORT.
std::map<std::string, std::string> serviceVariables(const Cluster& cluster, const std::string& space) {
    std::map<std::string, std::string> variables;
    for (const FoundService& service : cluster.services) {
        if (service.space != space) continue;
        variables[upperName(service.name) + "_SERVICE_HOST"] = service.name;
        variables[upperName(service.name) + "_SERVICE_PORT"] = std::to_string(service.port);
    }
    return variables;
}

class EnvironmentReader {
public:
    EnvironmentReader(const Cluster& cluster, const DraftWorkload& workload, const YamlReader& reader)
        : m_cluster{cluster},
          m_workload{workload},
          m_services{serviceVariables(cluster, workload.space)},
          m_reader{reader} {}

    std::vector<Statement> read(const ManifestNode& container) {
        std::vector<Statement> found;
        if (const ManifestNode* sources = m_reader.list(&container, "envFrom")) {
            for (const ManifestNodePtr& source : sources->items) addConfig(found, *source);
        }
        if (const ManifestNode* variables = m_reader.list(&container, "env")) {
            for (const ManifestNodePtr& variable : variables->items) addVariable(found, *variable);
        }
        for (const std::string_view key : {"command", "args"}) addWords(found, m_reader.list(&container, key));
        return found;
    }

private:
    // "$(HOST):$(PORT)" with the variables defined before it, as the kubelet expands it; unknown ones stay as they are.
    std::string expanded(std::string value, const std::vector<Statement>& known) const {
        for (std::size_t at = value.find("$("); at != std::string::npos; at = value.find("$(", at)) {
            const std::size_t end = value.find(')', at);
            if (end == std::string::npos) break;
            const std::string name = value.substr(at + 2, end - at - 2);
            const auto found = std::find_if(known.rbegin(), known.rend(), [&](const Statement& statement) {
                return statement.variable == name && !statement.argument;
            });
            const auto service = m_services.find(name);
            if ((found == known.rend() && service == m_services.end()) || value.size() > 65536) {
                at = end;
                continue;
            }
            const std::string& with = found != known.rend() ? found->value : service->second;
            value.replace(at, end - at + 1, with);
            at += with.size();
        }
        return value;
    }

    // Whether a value built from others holds a secret.
    static bool usesSecret(const std::string& value, const std::vector<Statement>& known) {
        return std::ranges::any_of(known, [&](const Statement& statement) {
            return statement.secret && value.find("$(" + statement.variable + ")") != std::string::npos;
        });
    }

    void sayMissing(const Place& place, const std::string& sentence) const {
        Place at = place;
        at.item = m_workload.name;
        m_reader.note(at, "not-read", sentence, "import it too, or draw what it leads to");
    }

    void addConfig(std::vector<Statement>& found, const ManifestNode& source) const {
        for (const bool secret : {false, true}) {
            const ManifestNode* reference = source.find(secret ? "secretRef" : "configMapRef");
            if (reference == nullptr) continue;
            const std::string name = reference->textAt({"name"});
            const auto& all = secret ? m_cluster.secrets : m_cluster.configs;
            const auto config = all.find({m_workload.space, name});
            if (config == all.end()) {
                if (reference->textAt({"optional"}) != "true")
                    sayMissing(source.place, fmt::format("its variables come from the {} {}, which is not here",
                                                         secret ? "Secret" : "ConfigMap", name));
                continue;
            }
            const std::string prefix = source.textAt({"prefix"});
            for (const ConfigEntry& entry : config->second)
                found.push_back({prefix + entry.key, entry.value, entry.place, false, secret});
        }
    }

    void addVariable(std::vector<Statement>& found, const ManifestNode& variable) const {
        if (!variable.isMap()) return m_reader.wrongType(variable, "a variable", "a mapping with name and value");
        checkKeys(&variable, variableKeys(), "a variable", m_reader);
        const std::string name = variable.textAt({"name"});
        if (name.empty()) return m_reader.error(variable.place, "missing-key", "this variable has no name");
        if (const ManifestNode* value = variable.find("value")) {
            if (!value->isScalar()) return m_reader.wrongType(*value, name, "a text");
            found.push_back({name, expanded(value->text, found), value->place, false, usesSecret(value->text, found)});
            return;
        }
        for (const bool secret : {false, true}) {
            const ManifestNode* reference = variable.at({"valueFrom", secret ? "secretKeyRef" : "configMapKeyRef"});
            if (reference != nullptr) addReferred(found, name, *reference, secret);
        }
    }

    void addReferred(std::vector<Statement>& found, const std::string& variable, const ManifestNode& reference,
                     bool secret) const {
        const std::string name = reference.textAt({"name"});
        const std::string key = reference.textAt({"key"});
        const auto& all = secret ? m_cluster.secrets : m_cluster.configs;
        const auto config = all.find({m_workload.space, name});
        if (config != all.end()) {
            const auto entry = std::ranges::find(config->second, key, &ConfigEntry::key);
            if (entry != config->second.end())
                return found.push_back({variable, entry->value, entry->place, false, secret});
        }
        // Most of what secrets keep leads nowhere; only what sounds like an address is missed.
        if (reference.textAt({"optional"}) == "true" || !namesAddress(variable)) return;
        sayMissing(reference.place, fmt::format("{} comes from the {} {} (key {}), which is not here", variable,
                                                secret ? "Secret" : "ConfigMap", name, key));
    }

    // "--redis-host", "redis" and "--redis-host=redis": the flag names what follows it.
    void addWords(std::vector<Statement>& found, const ManifestNode* words) const {
        if (words == nullptr) return;
        std::string flag;
        for (const ManifestNodePtr& word : words->items) {
            if (!word->isScalar()) continue;
            const bool secret = usesSecret(word->text, found);
            const std::string text = expanded(word->text, found);
            const std::size_t equals = text.find('=');
            const bool isFlag = text.starts_with('-');
            if (isFlag && equals != std::string::npos) {
                found.push_back({text.substr(0, equals), text.substr(equals + 1), word->place, true, secret});
            } else if (!isFlag) {
                found.push_back({flag == "-h" ? "--host" : flag, text, word->place, true, secret});
            }
            flag = isFlag ? text : std::string{};
        }
    }

    const Cluster& m_cluster;
    const DraftWorkload& m_workload;
    std::map<std::string, std::string> m_services;
    const YamlReader& m_reader;
};

}  // namespace

void readEnvironments(Cluster& cluster, const YamlReader& reader) {
    for (std::size_t i = 0; i < cluster.workloads.size(); ++i) {
        DraftWorkload& workload = cluster.workloads[i];
        // Init containers wait for others once, before the first request: they make no calls of a request.
        const ManifestNode* containers = cluster.pods[i] == nullptr ? nullptr : cluster.pods[i]->find("containers");
        if (containers == nullptr || !containers->isList()) continue;
        EnvironmentReader environment{cluster, workload, reader};
        for (const ManifestNodePtr& container : containers->items) {
            if (!container->isMap()) continue;
            const std::vector<Statement> found = environment.read(*container);
            workload.statements.insert(workload.statements.end(), found.begin(), found.end());
        }
    }
}

}  // namespace spillway::kubernetes
