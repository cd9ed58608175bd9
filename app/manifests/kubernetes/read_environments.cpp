#include "manifests/kubernetes/cluster.h"

#include <algorithm>

namespace spillway::kubernetes {
namespace {

// "$(HOST):$(PORT)" with the variables defined before it, as the kubelet expands it; unknown ones stay as they are.
std::string expanded(std::string value, const std::vector<Statement>& known) {
    for (std::size_t at = value.find("$("); at != std::string::npos; at = value.find("$(", at)) {
        const std::size_t end = value.find(')', at);
        if (end == std::string::npos) break;
        const std::string name = value.substr(at + 2, end - at - 2);
        const auto found = std::find_if(known.rbegin(), known.rend(), [&](const Statement& statement) {
            return statement.variable == name && !statement.argument;
        });
        if (found == known.rend() || value.size() > 65536) {
            at = end;
            continue;
        }
        value.replace(at, end - at + 1, found->value);
        at += found->value.size();
    }
    return value;
}

class EnvironmentReader {
public:
    EnvironmentReader(const Cluster& cluster, const std::string& space, const YamlReader& reader)
        : m_cluster{cluster}, m_space{space}, m_reader{reader} {}

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
    const ManifestNode* configOf(const std::string& name) const {
        const auto found = m_cluster.configs.find({m_space, name});
        return found == m_cluster.configs.end() ? nullptr : found->second;
    }

    void addConfig(std::vector<Statement>& found, const ManifestNode& source) const {
        const ManifestNode* config = configOf(source.textAt({"configMapRef", "name"}));
        if (config == nullptr) return;
        const std::string prefix = source.textAt({"prefix"});
        for (const ManifestNode::Entry& entry : config->entries)
            found.push_back({prefix + entry.key, entry.value->text, entry.value->place, false});
    }

    void addVariable(std::vector<Statement>& found, const ManifestNode& variable) const {
        if (!variable.isMap()) return m_reader.wrongType(variable, "a variable", "a mapping with name and value");
        const std::string name = variable.textAt({"name"});
        if (name.empty()) return m_reader.error(variable.place, "missing-key", "this variable has no name");
        if (const ManifestNode* value = variable.find("value")) {
            if (!value->isScalar()) return m_reader.wrongType(*value, name, "a text");
            found.push_back({name, expanded(value->text, found), value->place, false});
            return;
        }
        const ManifestNode* reference = variable.at({"valueFrom", "configMapKeyRef"});
        const ManifestNode* config = reference == nullptr ? nullptr : configOf(reference->textAt({"name"}));
        const ManifestNode* value = config == nullptr ? nullptr : config->find(reference->textAt({"key"}));
        if (value != nullptr && value->isScalar()) found.push_back({name, value->text, value->place, false});
    }

    // "--redis-host", "redis" and "--redis-host=redis": the flag names what follows it.
    static void addWords(std::vector<Statement>& found, const ManifestNode* words) {
        if (words == nullptr) return;
        std::string flag;
        for (const ManifestNodePtr& word : words->items) {
            if (!word->isScalar()) continue;
            const std::string text = expanded(word->text, found);
            const std::size_t equals = text.find('=');
            const bool isFlag = text.starts_with('-');
            if (isFlag && equals != std::string::npos) {
                found.push_back({text.substr(0, equals), text.substr(equals + 1), word->place, true});
            } else if (!isFlag) {
                found.push_back({flag == "-h" ? "--host" : flag, text, word->place, true});
            }
            flag = isFlag ? text : std::string{};
        }
    }

    const Cluster& m_cluster;
    const std::string& m_space;
    const YamlReader& m_reader;
};

}  // namespace

void readEnvironments(Cluster& cluster, const YamlReader& reader) {
    for (std::size_t i = 0; i < cluster.workloads.size(); ++i) {
        DraftWorkload& workload = cluster.workloads[i];
        // Init containers wait for others once, before the first request: they make no calls of a request.
        const ManifestNode* containers = cluster.pods[i] == nullptr ? nullptr : cluster.pods[i]->find("containers");
        if (containers == nullptr || !containers->isList()) continue;
        EnvironmentReader environment{cluster, workload.space, reader};
        for (const ManifestNodePtr& container : containers->items) {
            if (!container->isMap()) continue;
            const std::vector<Statement> found = environment.read(*container);
            workload.statements.insert(workload.statements.end(), found.begin(), found.end());
        }
    }
}

}  // namespace spillway::kubernetes
