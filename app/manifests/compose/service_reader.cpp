#include "manifests/compose/service_reader.h"

#include "base/text.h"
#include "manifests/reading/quantities.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace spillway::compose {
namespace {

class ServiceReader {
public:
    ServiceReader(const MergedService& service, ProjectReader& reader)
        : m_service{*service.node}, m_project{reader}, m_reader{reader.yaml} {
        m_workload.name = service.name;
    }

    DraftWorkload read() {
        m_workload.place = m_service.place;
        m_workload.named = true;
        m_workload.image = m_reader.text(&m_service, "image").value_or("");
        const bool runs = std::ranges::any_of(std::array{"image", "build", "provider", "extends"},
                                              [&](const char* key) { return m_service.find(key) != nullptr; });
        if (!runs) {
            m_reader.error(m_service.place, "missing-key",
                           fmt::format("the service {} has neither image nor build", m_workload.name),
                           "if this file overrides another, give that one first");
        }
        readEnvironmentFiles();
        readEnvironment();
        for (const std::string_view key : {"entrypoint", "command"}) readCommand(key);
        readPorts();
        readDeployment();
        return std::move(m_workload);
    }

private:
    // What `environment` states again is not taken from the files.
    bool isStated(const std::string& variable) const {
        const ManifestNode* variables = m_service.find("environment");
        return variables != nullptr &&
               std::ranges::find(variables->entries, variable, &ManifestNode::Entry::key) != variables->entries.end();
    }

    void readEnvironmentFiles() {
        const ManifestNode* files = m_service.find("env_file");
        if (files == nullptr) return;
        Variables all;
        std::map<std::string, Place> places;
        for (const ManifestNodePtr& file : files->items) {
            const std::string path = file->isMap() ? file->textAt({"path"}) : file->text;
            const SourceText* text = m_project.folder.find(path, file->place.file);
            if (text == nullptr) {
                if (file->textAt({"required"}) == "false") continue;
                m_project.problems.push_back(
                    {"not-read", Severity::note, file->place,
                     fmt::format("the environment file {} of {} is not here", path, m_workload.name),
                     "put it there, or copy its addresses into `environment`"});
                continue;
            }
            for (const auto& [name, value] : readEnvFile(text->text)) {
                all[name] = value;
                places[name] = file->place;
            }
        }
        for (const auto& [name, value] : all) {
            if (!isStated(name))
                m_workload.statements.push_back(
                    {name, m_project.interpolation.text(value, places[name]), places[name], false});
        }
    }

    void readEnvironment() {
        const ManifestNode* variables = m_reader.map(&m_service, "environment");
        if (variables == nullptr) return;
        for (const ManifestNode::Entry& entry : variables->entries) {
            if (entry.value->isMap() || entry.value->isList()) {
                m_reader.wrongType(*entry.value, entry.key, "a text");
            } else if (entry.value->isScalar()) {
                m_workload.statements.push_back({entry.key, entry.value->text, entry.value->place, false});
            }
        }
    }

    void addWord(std::string& flag, std::string_view word, const Place& place) {
        const std::size_t equals = word.find('=');
        const bool isFlag = word.starts_with('-');
        if (isFlag && equals != std::string_view::npos) {
            m_workload.statements.push_back(
                {std::string{word.substr(0, equals)}, std::string{word.substr(equals + 1)}, place, true});
        } else if (!isFlag) {
            m_workload.statements.push_back({flag == "-h" ? "--host" : flag, std::string{word}, place, true});
        }
        flag = isFlag ? word : std::string_view{};
    }

    void readCommand(std::string_view key) {
        const ManifestNode* command = m_service.find(key);
        if (command == nullptr) return;
        std::string flag;
        if (command->isList()) {
            for (const ManifestNodePtr& word : command->items) addWord(flag, word->text, word->place);
        } else if (command->isScalar()) {
            std::string_view rest = command->text;
            while (!rest.empty()) {
                const std::size_t end = std::min(rest.find_first_of(" \t\n"), rest.size());
                if (end > 0) addWord(flag, rest.substr(0, end), command->place);
                rest.remove_prefix(std::min(end + 1, rest.size()));
            }
        } else {
            m_reader.wrongType(*command, key, "a text or a list");
        }
    }

    // "80", "8080:80", "127.0.0.1:8080-8090:80/tcp", {target: 80, published: 8080}: the container's port.
    static std::optional<std::int64_t> targetOf(const ManifestNode& port) {
        std::string text = port.isMap() ? port.textAt({"target"}) : port.text;
        text = text.substr(0, text.find('/'));
        const std::size_t colon = text.rfind(':');
        if (colon != std::string::npos) text.erase(0, colon + 1);
        text = text.substr(0, text.find('-'));
        const auto number = fromText<std::int64_t>(text);
        return number && *number >= 1 && *number <= 65535 ? std::optional{*number} : std::nullopt;
    }

    void readPorts() {
        const ManifestNode* ports = m_reader.list(&m_service, "ports");
        for (std::size_t i = 0; ports != nullptr && i < ports->items.size(); ++i) {
            const ManifestNode& port = *ports->items[i];
            const std::string text = port.isMap() ? port.textAt({"target"}) : port.text;
            const auto target = targetOf(port);
            const bool unset = text.find_first_not_of(':') == std::string::npos;  // variables without values
            if (!target && !unset)
                m_reader.error(port.place, "bad-port", fmt::format("\"{}\" is not a port", text), "like 8080:80");
            if (!target || !m_workload.published.empty()) continue;
            m_workload.published = fmt::format("its port {} is published", *target);
            if (*target != 8080) m_workload.port = target;
        }
        const ManifestNode* exposed = m_reader.list(&m_service, "expose");
        if (exposed == nullptr || exposed->items.empty() || !m_workload.published.empty()) return;
        const auto target = targetOf(*exposed->items.front());
        if (target && *target != 8080) m_workload.port = target;
    }

    template <class Value>
    void readAmount(std::optional<Value>& amount, const ManifestNode* holder, std::string_view key,
                    std::optional<Value> (*parse)(std::string_view), const char* like) {
        const auto text = m_reader.text(holder, key);
        if (!text || text->empty()) return;
        const auto value = parse(*text);
        if (value) {
            amount = value;
        } else {
            m_reader.error(holder->find(key)->place, "bad-quantity",
                           fmt::format("{} must be an amount, this is \"{}\"", key, *text), like);
        }
    }

    void readReplicas(const ManifestNode* deploy) {
        const ManifestNode* holder = deploy != nullptr && deploy->find("replicas") != nullptr ? deploy : &m_service;
        const char* key = holder == &m_service ? "scale" : "replicas";
        const auto text = m_reader.text(holder, key);
        const std::string value = text.value_or("");
        if (value.empty()) return;
        const auto replicas = fromText<std::int64_t>(value);
        if (replicas && *replicas >= 0) {
            m_workload.replicas = *replicas;
        } else {
            m_reader.error(holder->find(key)->place, "bad-replicas",
                           fmt::format("{} must be a whole number, this is \"{}\"", key, value));
        }
    }

    void readDeployment() {
        const ManifestNode* deploy = m_reader.map(&m_service, "deploy");
        if (deploy != nullptr && deploy->textAt({"mode"}) == "global") {
            m_project.problems.push_back({"assumption", Severity::note, deploy->find("mode")->place,
                                          m_workload.name + " runs once on every machine: one instance is drawn",
                                          "set `replicas`"});
        }
        readReplicas(deploy);
        const ManifestNode* resources = m_reader.map(deploy, "resources");
        const ManifestNode* limits = m_reader.map(resources, "limits");
        const ManifestNode* reservations = m_reader.map(resources, "reservations");
        Resources& result = m_workload.resources;
        readAmount(result.cpuLimit, &m_service, "cpus", &cpuQuantity, "like 0.5");
        readAmount(result.cpuLimit, limits, "cpus", &cpuQuantity, "like 0.5");
        readAmount(result.cpu, reservations, "cpus", &cpuQuantity, "like 0.5");
        readAmount(result.memoryLimit, &m_service, "mem_limit", &composeBytes, "like 256m");
        readAmount(result.memoryLimit, limits, "memory", &composeBytes, "like 256m");
        readAmount(result.memory, reservations, "memory", &composeBytes, "like 256m");
        if (result.memoryLimit == result.memory) result.memoryLimit.reset();
    }

    const ManifestNode& m_service;
    ProjectReader& m_project;
    const YamlReader& m_reader;
    DraftWorkload m_workload;
};

}  // namespace

DraftWorkload readService(const MergedService& service, ProjectReader& reader) {
    return ServiceReader{service, reader}.read();
}

}  // namespace spillway::compose
