#include "swarm/random_ways.h"

#include "base/text.h"
#include "swarm/dice.h"
#include "topology/validate.h"

#include <algorithm>
#include <set>
#include <variant>

namespace spillway::swarm {
namespace {

using namespace std::chrono_literals;

bool isBroker(NodeKind kind) {
    return kind == NodeKind::queue || kind == NodeKind::topic || kind == NodeKind::stream ||
           kind == NodeKind::event_bus;
}
bool hasSubscribers(NodeKind kind) { return kind == NodeKind::topic || kind == NodeKind::event_bus; }

std::size_t placeOf(const Topology& topology, const std::string& id) {
    return static_cast<std::size_t>(std::ranges::find(topology.nodes, id, &Node::id) - topology.nodes.begin());
}

// Whether a call leads back to a layer above.
bool leadsBack(const Topology& topology, const Flow& flow) {
    return flow.kind == FlowKind::call && placeOf(topology, flow.from) > placeOf(topology, flow.to);
}

class WayDraw {
public:
    WayDraw(Topology& topology, std::uint32_t seed) : m_topology{topology}, m_dice{seed, "swarm ways"} {
        for (const Flow& flow : topology.flows) m_joined.emplace(flow.from, flow.to);
    }

    void draw() {
        regions();
        for (Node& node : m_topology.nodes) {
            if (auto* schedule = std::get_if<Schedule>(&node.spec); schedule != nullptr && chance(0.4))
                byCalendar(*schedule);
        }
        // What is added has no ways of its own.
        for (std::size_t from = 0, count = m_topology.nodes.size(); from < count; ++from) {
            const NodeKind kind = m_topology.nodes[from].kind();
            if (isSource(kind)) continue;
            if (hasSubscribers(kind) && chance(0.6))
                subscribe(from, count);
            else if (!isBroker(kind) && chance(0.3))
                send(from, from + 1, count);
            // A balancer picks one of its ways, a workflow calls whatever its state says: a share means nothing there.
            const bool byShare = kind != NodeKind::load_balancer && kind != NodeKind::workflow;
            if (!isBroker(kind) && byShare && chance(0.06)) callBack(from);
        }
        for (std::size_t i = 0, count = m_topology.flows.size(); i < count; ++i) failing(i);
    }

private:
    bool chance(double probability) { return m_dice.chance(probability); }

    void regions() {
        if (!chance(0.5)) return;
        for (const char* letter : {"a", "b"}) {
            Boundary region;
            region.id = std::string{"region-"} + letter;
            region.kind = BoundaryKind::region;
            if (chance(0.2)) region.platform = m_dice.any<Platform>();
            m_topology.boundaries.push_back(region);
            for (Boundary& zone : m_topology.boundaries)
                if (zone.id == std::string{"zone-"} + letter) zone.in = region.id;
        }
        for (Boundary& boundary : m_topology.boundaries) {
            if (boundary.kind != BoundaryKind::region && boundary.kind != BoundaryKind::zone) continue;
            std::string other = boundary.id;
            other.back() = other.back() == 'a' ? 'b' : 'a';
            const Duration apart = chance(0.1) ? Duration{0} : m_dice.between(500us, 40ms);
            if (chance(0.6)) boundary.distances.push_back(other + " " + toText(apart));
        }
        for (Node& node : m_topology.nodes)
            if (node.in.empty() && chance(0.3)) node.in = m_topology.boundaries[m_dice.count(2) == 0 ? 0 : 1].id;
    }

    // Seconds are needed to see anything of a calendar in a run; at one of these starts the clocks go forward.
    void byCalendar(Schedule& schedule) {
        schedule.cron = chance(0.5) ? "*/1 * * * * *" : "*/3 * * * * *";
        if (chance(0.5)) schedule.timeZone = "Europe/Berlin";
        if (chance(0.5)) schedule.starts = "2026-03-29T00:59:57Z";
    }

    bool join(std::size_t from, std::size_t to, FlowKind kind) {
        Flow flow;
        flow.from = m_topology.nodes[from].id;
        flow.to = m_topology.nodes[to].id;
        flow.kind = kind;
        if (!m_joined.emplace(flow.from, flow.to).second) return false;
        if (chance(0.5)) flow.latency = m_dice.between(100us, 5ms);
        if (chance(0.5)) flow.share = m_dice.share(0.1, 1);
        m_topology.flows.push_back(flow);
        return true;
    }
    // What an event starts: anything further down that is no broker.
    void send(std::size_t from, std::size_t first, std::size_t count) {
        std::vector<std::size_t> targets;
        for (std::size_t to = first; to < count; ++to)
            if (const NodeKind kind = m_topology.nodes[to].kind(); !isBroker(kind) && !isSource(kind))
                targets.push_back(to);
        if (targets.empty()) return;
        join(from, targets[static_cast<std::size_t>(m_dice.count(static_cast<std::int64_t>(targets.size())))],
             FlowKind::event);
    }
    // Who reads it already is a layer below it: so is everything behind that one.
    void subscribe(std::size_t from, std::size_t count) {
        std::size_t first = count;
        for (const Flow& flow : m_topology.flows)
            if (flow.from == m_topology.nodes[from].id) first = std::min(first, placeOf(m_topology, flow.to));
        for (std::int64_t more = 1 + m_dice.count(2); more > 0; --more) send(from, first, count);
    }
    // Seldom taken, and given up: whoever holds a place while it waits for itself gets out again.
    void callBack(std::size_t from) {
        std::vector<std::size_t> targets;
        for (std::size_t to = 0; to < from; ++to)
            if (const NodeKind kind = m_topology.nodes[to].kind(); !isBroker(kind) && !isSource(kind))
                targets.push_back(to);
        if (targets.empty()) return;
        const std::size_t to =
            targets[static_cast<std::size_t>(m_dice.count(static_cast<std::int64_t>(targets.size())))];
        if (!join(from, to, FlowKind::call)) return;
        Flow& flow = m_topology.flows.back();
        flow.share = m_dice.share(0.005, 0.02);
        flow.timeout = m_dice.between(20ms, 500ms);
    }

    void failing(std::size_t index) {
        if (m_topology.flows[index].kind != FlowKind::event || m_topology.flows[index].onFailure) return;
        const NodeKind from = findNode(m_topology, m_topology.flows[index].from)->kind();
        if (from == NodeKind::queue || !chance(0.4)) return;
        OnFailure failure;
        if (chance(0.7)) failure.retries = m_dice.count(4);
        if (chance(0.3)) failure.age = m_dice.between(500ms, 10s);
        if (chance(0.5)) failure.to = newQueue();
        if (chance(0.3)) m_topology.flows[index].onSuccess = newQueue();
        m_topology.flows[index].onFailure = failure;
    }
    std::string newQueue() {
        Node node;
        node.id = "d" + std::to_string(m_topology.nodes.size());
        node.spec = Queue{};
        m_topology.nodes.push_back(node);
        return node.id;
    }

    Topology& m_topology;
    Dice m_dice;
    std::set<std::pair<std::string, std::string>> m_joined;
};

}  // namespace

void drawWays(Topology& topology, std::uint32_t seed) { WayDraw{topology, seed}.draw(); }

void withoutWays(Topology& topology) {
    for (Boundary& boundary : topology.boundaries) boundary.platform = Platform::unspecified;
    std::erase_if(topology.flows, [&](const Flow& flow) { return leadsBack(topology, flow); });
}

}  // namespace spillway::swarm
