#include "manifests/isotope/importer.h"

#include "base/text.h"
#include "manifests/reading/draft.h"
#include "manifests/reading/yaml_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <vector>

namespace spillway {
namespace {

using namespace std::chrono_literals;

constexpr double kRequestsPerSecond = 100;
constexpr std::chrono::minutes kScenarioLength{10};
constexpr Duration kWork = 1ms;  // of a service without a sleep

class GraphReader {
public:
    Imported read(const std::vector<SourceText>& texts) {
        for (const SourceText& text : texts) {
            if (text.companion) continue;
            for (const ManifestNodePtr& document : readYaml(text.text, text.name, m_made.diagnostics)) {
                m_documents.push_back(document);
                readServices(*document);
            }
            if (topology().name.empty()) topology().name = stemOf(text.name);
        }
        std::size_t next = 0;
        for (const ManifestNodePtr& service : m_services) readScript(*service, topology().nodes[next++].id);
        if (topology().nodes.empty()) {
            if (!hasErrors(m_made.diagnostics))
                m_yaml.error({texts.empty() ? "" : texts.front().name, 0, 0, {}, {}}, "nothing-found",
                             "there is no service to draw");
            return std::move(m_made);
        }
        m_made.workloads = topology().nodes.size();
        drawUsers();
        return std::move(m_made);
    }

private:
    Topology& topology() { return m_made.architecture.topology; }
    void assume(const Place& place, std::string sentence, std::string hint = {}) {
        m_yaml.note(place, "assumption", std::move(sentence), std::move(hint));
    }
    static bool isTrue(const ManifestNode* node) { return node != nullptr && node->text == "true"; }

    void readServices(const ManifestNode& graph) {
        const ManifestNode* const services = m_yaml.list(&graph, "services");
        if (services == nullptr) return;
        const std::int64_t replicas = m_yaml.integer(m_yaml.map(&graph, "defaults"), "numReplicas").value_or(1);
        for (const ManifestNodePtr& service : services->items) {
            const std::string name = m_yaml.text(service.get(), "name").value_or("");
            if (name.empty() || !m_names.insert(name).second) {
                m_yaml.error(service->place, name.empty() ? "missing-key" : "duplicate-id",
                             name.empty() ? "a service has no name" : fmt::format("there are two services {}", name));
                continue;
            }
            Node node;
            node.id = name;
            node.in = boundaryOf(*service);
            Service spec;
            spec.replicas = std::max<std::int64_t>(1, m_yaml.integer(service.get(), "numReplicas").value_or(replicas));
            spec.work = workOf(*service);
            node.spec = spec;
            topology().nodes.push_back(std::move(node));
            m_services.push_back(service);
            if (isTrue(service->find("isEntrypoint"))) m_entrances.push_back(name);
            if (const ManifestNode* rate = service->find("errorRate"))
                m_yaml.warning(rate->place, "not-imported",
                               fmt::format("{} fails by itself at a rate: not drawn", name),
                               "let a scenario have a fault `errors` on it");
        }
    }
    std::string boundaryOf(const ManifestNode& service) {
        std::string in;
        for (const char* const key : {"cluster", "namespace"}) {
            const std::string name = service.textAt({key});
            if (name.empty()) continue;
            // A service may be called like its namespace; an id is there once.
            const std::string id = name + (std::string_view{key} == "cluster" ? "-cluster" : "-namespace");
            if (findBoundary(topology(), id) == nullptr) {
                Boundary boundary;
                boundary.id = id;
                boundary.name = name;
                boundary.kind = std::string_view{key} == "cluster" ? BoundaryKind::network : BoundaryKind::context;
                boundary.platform = Platform::kubernetes;
                boundary.in = in;
                topology().boundaries.push_back(std::move(boundary));
            }
            in = id;
        }
        return in;
    }
    // Steps one after the other: their sleeps add up. In a list of steps at once the longest counts.
    Distribution workOf(const ManifestNode& service) {
        Duration sum{0};
        if (const ManifestNode* const script = service.find("script")) {
            for (const ManifestNodePtr& step : script->items) {
                Duration longest = sleepOf(*step);
                for (const ManifestNodePtr& part : step->items) longest = std::max(longest, sleepOf(*part));
                sum += longest;
            }
        }
        if (sum > Duration{0}) return Distribution::constant(sum);
        ++m_withoutSleep;
        return Distribution::exponential(kWork);
    }
    Duration sleepOf(const ManifestNode& step) {
        const std::string text = step.textAt({"sleep"});
        if (text.empty()) return Duration{0};
        const auto time = fromText<Duration>(text);
        if (!time) m_yaml.error(step.place, "not-a-duration", time.error().message);
        return time ? *time : Duration{0};
    }

    void readScript(const ManifestNode& service, const std::string& from) {
        const ManifestNode* const script = m_yaml.list(&service, "script");
        if (script == nullptr) return;
        std::int64_t order = 0;
        for (const ManifestNodePtr& step : script->items) {
            bool calls = readCall(*step, from, order);
            for (const ManifestNodePtr& part : step->items) calls = readCall(*part, from, order) || calls;
            if (calls) ++order;
        }
    }
    // "call: b", or a mapping with service and probability in per cent.
    bool readCall(const ManifestNode& step, const std::string& from, std::int64_t order) {
        const ManifestNode* const call = step.find("call");
        if (call == nullptr) return false;
        const std::string to = call->isScalar() ? call->text : call->textAt({"service"});
        if (!m_names.contains(to)) {
            Place place = call->place;
            place.item = from;
            const std::vector<std::string> known(m_names.begin(), m_names.end());
            m_yaml.warning(place, "unresolved-address", fmt::format("it calls {}, but no service has that name", to),
                           didYouMean(to, known));
            return false;
        }
        if (from == to || !m_joined.emplace(from, to).second) {
            m_yaml.warning(call->place, "not-imported",
                           from == to ? fmt::format("{} calls itself: not drawn", from)
                                      : fmt::format("{} calls {} more than once: drawn once", from, to));
            return false;
        }
        Flow flow;
        flow.from = from;
        flow.to = to;
        flow.order = order;
        if (const auto probability = m_yaml.integer(call, "probability"))
            flow.share = *Share::from(static_cast<double>(std::clamp<std::int64_t>(*probability, 0, 100)) / 100);
        topology().flows.push_back(std::move(flow));
        return true;
    }

    void drawUsers() {
        std::string id = "users";
        while (m_names.contains(id)) id += "-outside";
        if (m_entrances.empty()) {
            m_entrances.push_back(topology().nodes.front().id);
            assume({}, fmt::format("no service is an entry point: users call {}", m_entrances.front()));
        }
        Node users;
        users.id = id;
        users.spec = Clients{};
        topology().nodes.insert(topology().nodes.begin(), std::move(users));
        for (const std::string& entrance : m_entrances) {
            Flow flow;
            flow.from = id;
            flow.to = entrance;
            topology().flows.push_back(std::move(flow));
        }
        Scenario scenario;
        scenario.id = "steady";
        scenario.duration = kScenarioLength;
        Load load;
        load.from = id;
        load.rate.points = {{Rate::perSecond(kRequestsPerSecond), 0s}};
        scenario.load.push_back(std::move(load));
        m_made.architecture.scenarios.push_back(std::move(scenario));
        assume({},
               fmt::format("users send {:g} requests/s for {} minutes", kRequestsPerSecond, kScenarioLength.count()),
               "set the load of the scenario");
        if (m_withoutSleep > 0)
            assume({},
                   fmt::format("{} services without a sleep work {} a request", m_withoutSleep,
                               toText(Distribution::exponential(kWork))),
                   "measure, then set `work`");
    }

    Imported m_made;
    YamlReader m_yaml{m_made.diagnostics};
    std::vector<ManifestNodePtr> m_documents;  // they own the services
    std::vector<ManifestNodePtr> m_services;   // in the order of the nodes
    std::set<std::string> m_names;
    std::set<std::pair<std::string, std::string>> m_joined;
    std::vector<std::string> m_entrances;
    std::size_t m_withoutSleep = 0;
};

}  // namespace

Imported importIsotope(const std::vector<SourceText>& texts) { return GraphReader{}.read(texts); }

}  // namespace spillway
