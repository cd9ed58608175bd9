#include "manifests/reading/drawing.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

namespace spillway::drawing {
namespace {

std::string upperCase(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

bool isMessagingKind(NodeKind kind) {
    return kind == NodeKind::queue || kind == NodeKind::topic || kind == NodeKind::stream ||
           kind == NodeKind::event_bus;
}

Flow* addFlow(Topology& topology, Flow flow) {
    if (flow.from == flow.to) return nullptr;
    const auto same = [&](const Flow& other) {
        return other.from == flow.from && other.to == flow.to && other.kind == flow.kind;
    };
    const auto found = std::ranges::find_if(topology.flows, same);
    if (found != topology.flows.end()) return &*found;
    topology.flows.push_back(std::move(flow));
    return &topology.flows.back();
}

// CART_ADDR and CART_TIMEOUT belong together; our own exports write both.
std::optional<Duration> timeoutBeside(const DraftWorkload& workload, const std::string& variable) {
    const std::size_t cut = variable.rfind('_');
    if (cut == std::string::npos) return std::nullopt;
    const std::string wanted = variable.substr(0, cut) + "_TIMEOUT";
    for (const Statement& statement : workload.statements) {
        if (statement.variable != wanted || statement.argument) continue;
        const auto value = fromText<Duration>(statement.value);
        if (value && *value > Duration{0}) return *value;
    }
    return std::nullopt;
}

void connect(Canvas& canvas, std::size_t from, std::size_t to, const Statement& statement, Share share) {
    const std::string variable = upperCase(statement.variable);
    const NodeKind target = canvas.kindOf(to);
    Flow flow;
    flow.from = canvas.ids[from];
    flow.to = canvas.ids[to];
    flow.share = share;
    if (isMessagingKind(target) && variable.ends_with("_SOURCE_ADDR")) {
        std::swap(flow.from, flow.to);
        flow.kind = FlowKind::event;
    } else if (isMessagingKind(target) || canvas.isTelemetry(to) || variable.ends_with("_EVENTS_ADDR")) {
        flow.kind = FlowKind::event;
    } else {
        flow.timeout = timeoutBeside(canvas.draft.workloads[from], statement.variable);
    }
    addFlow(canvas.topology(), std::move(flow));
}

// A value as a message may show it: what comes from a Secret stays there, and so does a URL's password.
std::string shown(const Statement& statement) {
    return statement.secret ? std::string{"(secret)"} : withoutPasswords(statement.value);
}

// Several workloads behind one name share its requests by their replicas, as the endpoints of a Service do.
void connectAll(Canvas& canvas, std::size_t from, const std::vector<std::size_t>& targets, const Statement& statement) {
    double replicas = 0;
    for (const std::size_t to : targets)
        replicas += static_cast<double>(std::max<std::int64_t>(1, canvas.draft.workloads[to].replicas));
    for (const std::size_t to : targets) {
        const double mine = static_cast<double>(std::max<std::int64_t>(1, canvas.draft.workloads[to].replicas));
        connect(canvas, from, to, statement,
                Share::from(std::round(1e4 * mine / replicas) / 1e4).value_or(Share::percent(100)));
    }
    if (targets.size() > 1) {
        canvas.note(statement.place, canvas.ids[from],
                    fmt::format("{} workloads stand behind {}: requests are shared by their replicas", targets.size(),
                                shown(statement)));
    }
}

bool isInside(const std::string& host) {
    const std::vector<std::string> labels = labelsOfHost(host);
    return labels.size() == 1 || labels.back() == "svc" || labels.back() == "local" || labels.back() == "internal" ||
           labels.back() == "cluster";
}

void drawExternal(Canvas& canvas, std::size_t from, const Address& address, const Statement& statement) {
    auto [it, isNew] = canvas.externals.try_emplace(address.host, address.host);
    if (isNew) {
        std::string id;
        for (const char c : address.host) id += c == '.' || c == '_' ? '-' : c;
        while (findNode(canvas.topology(), id) != nullptr || findBoundary(canvas.topology(), id) != nullptr)
            id += "-external";
        it->second = id;
        Node node;
        node.id = id;
        node.name = address.host;
        node.spec = External{};
        canvas.topology().nodes.push_back(std::move(node));
        canvas.note(statement.place, id,
                    fmt::format("{} lies outside of what was imported: drawn as an external service, {} a request",
                                address.host, toText(External{}.work)));
    }
    Flow flow;
    flow.from = canvas.ids[from];
    flow.to = it->second;
    addFlow(canvas.topology(), std::move(flow));
}

void reportNowhere(Canvas& canvas, std::size_t from, const Address& address, const Statement& statement, bool known) {
    Place place = statement.place;
    place.item = canvas.ids[from];
    const bool numeric = isNumericHost(address.host);
    const std::string why = known     ? "a name that stands for no workload"
                            : numeric ? "a number tells nothing about what is there"
                                      : "nothing here has that name";
    const std::string hint = known     ? "look at its selector"
                             : numeric ? "draw it"
                                       : fmt::format("import the file that defines {} too", address.host);
    canvas.result.diagnostics.push_back(
        {"unresolved-address", Severity::warning, place,
         fmt::format("{} = \"{}\" leads nowhere: {}", statement.variable, shown(statement), why), hint});
}

// In a command only what certainly is an address counts; in a variable, a bare name counts if the variable is named
// like one.
void follow(Canvas& canvas, std::size_t from, const Statement& statement) {
    const DraftWorkload& workload = canvas.draft.workloads[from];
    const bool named = namesAddress(statement.variable);
    for (const Address& address : addressesIn(statement.value)) {
        if (isOwnMachine(address.host) || (address.bare && !named)) continue;
        const HostTarget target = canvas.draft.resolve(address.host, workload.space);
        if (!target.workloads.empty()) {
            connectAll(canvas, from, target.workloads, statement);
        } else if (statement.argument ? named && !address.bare : named || address.scheme) {
            const bool outside = !target.known && !isInside(address.host) && !isNumericHost(address.host);
            const bool word = address.bare && address.host.find('-') == std::string::npos && !target.known &&
                              fromText<bool>(address.host);
            if (outside && named) drawExternal(canvas, from, address, statement);
            if (!outside && !word) reportNowhere(canvas, from, address, statement, target.known);
        }
    }
}

// Whatever starts after a store, a broker or a watcher uses it: nobody else would wait for one. Between programs an
// order of starting may be no more than that.
bool isThereForItsUsers(const Canvas& canvas, std::size_t workload) {
    const NodeKind kind = canvas.kindOf(workload);
    return kind == NodeKind::database || kind == NodeKind::cache || kind == NodeKind::object_store ||
           isMessagingKind(kind) || canvas.isTelemetry(workload);
}

bool areJoined(const Topology& topology, const std::string& one, const std::string& other) {
    return std::ranges::any_of(topology.flows, [&](const Flow& flow) {
        return (flow.from == one && flow.to == other) || (flow.from == other && flow.to == one);
    });
}

void drawStartOrders(Canvas& canvas) {
    std::string others;
    Place first;
    for (std::size_t from = 0; from < canvas.draft.workloads.size(); ++from) {
        for (const StartOrder& order : canvas.draft.workloads[from].startsAfter) {
            const std::string& to = canvas.ids[order.after];
            if (areJoined(canvas.topology(), canvas.ids[from], to) || order.after == from) continue;
            if (isThereForItsUsers(canvas, order.after)) {
                connect(canvas, from, order.after, {}, Share::percent(100));
                canvas.note(
                    order.place, canvas.ids[from] + " -> " + to,
                    fmt::format("{} uses {}: it starts after it, and a {} is there for its users", canvas.ids[from], to,
                                canvas.isTelemetry(order.after) ? "watcher" : "store or broker"),
                    "delete the flow if it does not");
                continue;
            }
            if (others.empty()) first = order.place;
            others += (others.empty() ? "" : ", ") + canvas.ids[from] + " after " + to;
        }
    }
    if (others.empty()) return;
    canvas.result.diagnostics.push_back(
        {"start-order", Severity::note, first,
         "`depends_on` between programs is an order of starting, not a call; not drawn: " + others,
         "draw those that are calls"});
}

}  // namespace

void drawFlows(Canvas& canvas) {
    for (std::size_t from = 0; from < canvas.draft.workloads.size(); ++from) {
        for (const Statement& statement : canvas.draft.workloads[from].statements) follow(canvas, from, statement);
        for (const std::size_t to : canvas.draft.workloads[from].linked)
            connect(canvas, from, to, {}, Share::percent(100));
    }
    drawStartOrders(canvas);
}

void cutLoops(Canvas& canvas) {
    // Depth first, from each node in the order of the document: a flow to a node that is still open closes a loop.
    Topology& topology = canvas.topology();
    std::set<std::string> done;
    std::vector<std::string> open;
    const std::function<void(const std::string&)> visit = [&](const std::string& id) {
        open.push_back(id);
        for (Flow& flow : topology.flows) {
            if (flow.from != id || flow.share == Share::percent(0)) continue;
            if (std::ranges::find(open, flow.to) != open.end()) {
                flow.share = Share::percent(0);
                canvas.note({}, flowName(flow),
                            "it closes a loop of flows, in which a request would run for ever: no request takes it",
                            "set its share");
            } else if (!done.contains(flow.to)) {
                visit(flow.to);
            }
        }
        open.pop_back();
        done.insert(id);
    };
    for (std::size_t i = 0; i < topology.nodes.size(); ++i) {
        if (!done.contains(topology.nodes[i].id)) visit(topology.nodes[i].id);
    }
}

}  // namespace spillway::drawing
