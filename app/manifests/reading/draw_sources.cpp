#include "manifests/reading/drawing.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace spillway::drawing {
namespace {

constexpr double kRequestsPerSecond = 500;
constexpr std::chrono::minutes kScenarioLength{10};

bool soundsLikeLoad(const DraftWorkload& workload) {
    static constexpr std::array<std::string_view, 9> words{"load",    "locust", "k6",  "traffic", "user-sim",
                                                           "usersim", "client", "wrk", "fortio"};
    const auto has = [](const std::string& text) {
        return std::ranges::any_of(words, [&](std::string_view word) { return text.find(word) != std::string::npos; });
    };
    const std::size_t slash = workload.image.rfind('/');
    const std::string image = slash == std::string::npos ? workload.image : workload.image.substr(slash + 1);
    // "load-balancer" carries load, it does not make any.
    return (has(workload.name) || has(image)) && workload.name.find("balanc") == std::string::npos;
}

bool isCalled(const Topology& topology, const std::string& id) {
    return std::ranges::any_of(topology.flows, [&](const Flow& flow) { return flow.to == id; });
}

bool calls(const Topology& topology, const std::string& id) {
    return std::ranges::any_of(topology.flows,
                               [&](const Flow& flow) { return flow.from == id && flow.kind == FlowKind::call; });
}

Node* nodeOf(Topology& topology, const std::string& id) {
    const auto found = std::ranges::find(topology.nodes, id, &Node::id);
    return found == topology.nodes.end() ? nullptr : &*found;
}

void turnLoadIntoClients(Canvas& canvas) {
    for (std::size_t i = 0; i < canvas.ids.size(); ++i) {
        const DraftWorkload& workload = canvas.draft.workloads[i];
        const std::string& id = canvas.ids[i];
        Node* node = nodeOf(canvas.topology(), id);
        if (node->kind() != NodeKind::service || workload.kind || isCalled(canvas.topology(), id) ||
            !calls(canvas.topology(), id) || !soundsLikeLoad(workload))
            continue;
        node->spec = Clients{};
        canvas.note(
            workload.place, id,
            fmt::format("{} sends the load: it calls others, nobody calls it, and it is named like a load generator",
                        workload.name));
    }
}

bool hasClients(const Topology& topology) {
    return std::ranges::any_of(topology.nodes, [](const Node& node) { return node.kind() == NodeKind::clients; });
}

void drawKnownClients(Canvas& canvas) {
    for (std::size_t i = 0; i < canvas.ids.size(); ++i) {
        for (const std::string& source : canvas.draft.workloads[i].sources) {
            if (nodeOf(canvas.topology(), source) == nullptr) {
                Node node;
                node.id = source;
                node.spec = Clients{};
                canvas.topology().nodes.push_back(std::move(node));
            }
            Flow flow;
            flow.from = source;
            flow.to = canvas.ids[i];
            canvas.topology().flows.push_back(std::move(flow));
        }
    }
}

void drawNoted(Canvas& canvas) {
    Topology& topology = canvas.topology();
    for (const NotedNode& noted : canvas.draft.notedNodes) {
        if (nodeOf(topology, noted.id) != nullptr || findBoundary(topology, noted.id) != nullptr) continue;
        Node node;
        node.id = noted.id;
        if (findBoundary(topology, noted.in) != nullptr) node.in = noted.in;
        node.spec = defaultSpec(noted.kind);
        topology.nodes.push_back(std::move(node));
    }
    for (const NotedFlow& noted : canvas.draft.notedFlows) {
        const bool known = std::ranges::any_of(topology.flows, [&](const Flow& flow) {
            return flow.from == noted.from && flow.to == noted.to && flow.kind == noted.kind;
        });
        if (known || noted.from == noted.to || nodeOf(topology, noted.from) == nullptr ||
            nodeOf(topology, noted.to) == nullptr)
            continue;
        Flow flow;
        flow.from = noted.from;
        flow.to = noted.to;
        flow.kind = noted.kind;
        topology.flows.push_back(std::move(flow));
    }
}

struct Entry {
    std::size_t workload;
    std::string why;
};

std::vector<Entry> entriesOf(Canvas& canvas) {
    std::vector<Entry> published;
    std::vector<Entry> uncalled;
    for (std::size_t i = 0; i < canvas.ids.size(); ++i) {
        const NodeKind kind = canvas.kindOf(i);
        const bool serves = kind == NodeKind::service || kind == NodeKind::gateway || kind == NodeKind::load_balancer ||
                            kind == NodeKind::function;
        if (!serves || canvas.isTelemetry(i)) continue;
        const DraftWorkload& workload = canvas.draft.workloads[i];
        if (!workload.published.empty()) published.push_back({i, workload.published});
        if (!isCalled(canvas.topology(), canvas.ids[i]) && calls(canvas.topology(), canvas.ids[i]))
            uncalled.push_back({i, "nobody here calls it and it calls others"});
    }
    return published.empty() ? uncalled : published;
}

void addClients(Canvas& canvas) {
    const std::vector<Entry> entries = entriesOf(canvas);
    if (entries.empty()) return;
    Node node;
    node.id = "clients";
    while (nodeOf(canvas.topology(), node.id) != nullptr || findBoundary(canvas.topology(), node.id) != nullptr)
        node.id += "-outside";
    node.spec = Clients{};
    const std::string id = node.id;
    canvas.topology().nodes.push_back(std::move(node));
    const double share = std::floor(1e4 / static_cast<double>(entries.size())) / 1e4;
    for (const Entry& entry : entries) {
        Flow flow;
        flow.from = id;
        flow.to = canvas.ids[entry.workload];
        flow.share = Share::from(share).value_or(Share::percent(100));
        canvas.note(canvas.draft.workloads[entry.workload].place, flowName(flow),
                    fmt::format("requests come in here ({}): {} of them", entry.why, toText(flow.share)));
        canvas.topology().flows.push_back(std::move(flow));
    }
}

std::string listed(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

void stateWork(Canvas& canvas) {
    std::vector<std::string> services;
    std::vector<std::string> stores;
    for (const Node& node : canvas.topology().nodes) {
        if (node.kind() == NodeKind::service) services.push_back(node.id);
        if (node.kind() == NodeKind::database || node.kind() == NodeKind::cache) stores.push_back(node.id);
    }
    if (!services.empty()) {
        const auto& spec = std::get<Service>(nodeOf(canvas.topology(), services.front())->spec);
        canvas.note({}, {},
                    fmt::format("no manifest says how long work takes: {} of own work a request and {} requests at "
                                "once per instance for {}",
                                toText(spec.work), spec.concurrency, listed(services)),
                    "measure, then set `work`");
    }
    if (!stores.empty()) {
        canvas.note(
            {}, {},
            fmt::format("stores take {} a query (databases) or {} a look-up with {} hits (caches): {}",
                        toText(Database{}.work), toText(Cache{}.work), toText(Cache{}.hitRatio), listed(stores)),
            "measure, then set `work`");
    }
}

void stateShares(Canvas& canvas) {
    for (const Node& node : canvas.topology().nodes) {
        std::vector<std::string> targets;
        for (const Flow& flow : canvas.topology().flows) {
            if (flow.from == node.id && flow.kind == FlowKind::call && flow.share == Share::percent(100))
                targets.push_back(flow.to);
        }
        if (targets.empty() || node.kind() == NodeKind::clients) continue;
        canvas.note({}, node.id,
                    targets.size() == 1 ? fmt::format("every request to {} calls {}", node.id, targets.front())
                                        : fmt::format("every request to {} makes all its {} calls, in parallel: {}",
                                                      node.id, targets.size(), listed(targets)),
                    "set `share` and `order` on the flows");
    }
}

// A store that no flow leads to was put there for somebody.
void stateUnused(Canvas& canvas) {
    std::vector<std::string> unused;
    for (const std::string& id : canvas.ids) {
        const NodeKind kind = findNode(canvas.topology(), id)->kind();
        const bool keeps = kind == NodeKind::database || kind == NodeKind::cache || kind == NodeKind::object_store;
        const bool joined = std::ranges::any_of(canvas.topology().flows,
                                                [&](const Flow& flow) { return flow.from == id || flow.to == id; });
        if (keeps && !joined) unused.push_back(id);
    }
    if (unused.empty()) return;
    canvas.result.diagnostics.push_back({"no-calls-stated",
                                         Severity::note,
                                         {},
                                         fmt::format("nothing states who uses {} {}: {}", unused.size(),
                                                     unused.size() == 1 ? "store" : "stores", listed(unused)),
                                         "draw who does"});
}

void stateSilence(Canvas& canvas) {
    std::vector<std::string> silent;
    for (std::size_t i = 0; i < canvas.ids.size(); ++i) {
        const bool speaks = std::ranges::any_of(canvas.topology().flows, [&](const Flow& flow) {
            const auto to = std::ranges::find(canvas.ids, flow.to);
            const bool watched =
                to != canvas.ids.end() && canvas.isTelemetry(static_cast<std::size_t>(to - canvas.ids.begin()));
            return flow.from == canvas.ids[i] && !watched;
        });
        if (canvas.kindOf(i) == NodeKind::service && !speaks && !canvas.isTelemetry(i)) silent.push_back(canvas.ids[i]);
    }
    stateUnused(canvas);
    if (silent.empty()) return;
    canvas.result.diagnostics.push_back(
        {"no-calls-stated",
         Severity::note,
         {},
         fmt::format("{} of {} workloads state no address that they call, so no flow is drawn from them: {}",
                     silent.size(), canvas.result.workloads, listed(silent)),
         "draw what they call"});
}

void addScenario(Canvas& canvas) {
    Scenario scenario;
    scenario.id = "steady";
    scenario.name = "Steady load";
    scenario.duration = kScenarioLength;
    std::vector<std::string> sources;
    for (const Node& node : canvas.topology().nodes) {
        if (node.kind() == NodeKind::clients) sources.push_back(node.id);
    }
    for (const std::string& source : sources) {
        Load load;
        load.from = source;
        load.rate.points = {{Rate::perSecond(kRequestsPerSecond / static_cast<double>(sources.size())), Duration{0}}};
        scenario.load.push_back(std::move(load));
    }
    if (sources.empty()) {
        if (canvas.result.workloads == 0) return;
        canvas.note(
            {}, {},
            "nothing here says who sends requests, so there is no scenario to run (draw clients, what they call, and "
            "add a scenario)");
        return;
    }
    canvas.note({}, {},
                fmt::format("the scenario `steady` sends {} requests/s for 10 minutes from {}", kRequestsPerSecond,
                            listed(sources)));
    canvas.result.architecture.scenarios.push_back(std::move(scenario));
}

}  // namespace

void drawSources(Canvas& canvas) {
    turnLoadIntoClients(canvas);
    drawKnownClients(canvas);
    drawNoted(canvas);
    if (!hasClients(canvas.topology())) addClients(canvas);
}

void stateAssumptions(Canvas& canvas) {
    stateSilence(canvas);
    stateWork(canvas);
    stateShares(canvas);
    addScenario(canvas);
}

}  // namespace spillway::drawing
