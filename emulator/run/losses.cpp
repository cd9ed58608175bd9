#include "run/losses.h"

#include <algorithm>

namespace spillway {
namespace {

bool isBroker(Behavior behavior) {
    return behavior == Behavior::queue || behavior == Behavior::stream || behavior == Behavior::topic;
}

// A call to a broker is answered when it has taken the message, an event by nobody.
bool isOnlyTakenIn(const Model& model, const std::vector<std::uint32_t>& flows) {
    return !flows.empty() && std::ranges::all_of(flows, [&](std::uint32_t each) {
        const FlowModel& flow = model.flows[each];
        return !flow.awaited || isBroker(model.nodes[flow.to].behavior);
    });
}

}  // namespace

void Losses::find(const Model& model) {
    std::vector<std::vector<std::uint32_t>> flowsOf(model.nodes.size());
    for (std::uint32_t flow = 0; flow < model.statedFlows; ++flow) flowsOf[model.flows[flow].from].push_back(flow);
    std::vector<bool> seen(model.nodes.size(), false);
    std::vector<std::uint32_t> reached;
    for (std::uint32_t node = 0; node < model.nodes.size(); ++node) {
        if (model.nodes[node].behavior != Behavior::source || !isOnlyTakenIn(model, flowsOf[node])) continue;
        seen[node] = true;
        reached.push_back(node);
    }
    for (std::size_t i = 0; i < reached.size(); ++i) {
        const NodeModel& node = model.nodes[reached[i]];
        if (node.behavior == Behavior::queue) m_queues.push_back(reached[i]);
        if (node.behavior == Behavior::stream) m_streams.push_back(node.extra);
        for (const std::uint32_t flow : flowsOf[reached[i]]) {
            if (!model.flows[flow].awaited) m_events.push_back(flow);
            const std::uint32_t to = model.flows[flow].to;
            if (!seen[to]) reached.push_back(to);
            seen[to] = true;
        }
    }
}

void Losses::endSecond(const World& world) {
    if (!std::exchange(m_found, true)) find(world.model);
    std::uint64_t lost = 0;
    for (const std::uint32_t flow : m_events)
        lost += total(world.rareFlows[flow].sent.failed) + total(world.rareFlows[flow].received.counts.failed);
    for (const std::uint32_t queue : m_queues)
        lost += world.rareNodes[queue].measures.deadLettered + world.rareNodes[queue].measures.expired;
    for (const std::uint32_t stream : m_streams) lost += world.streams[stream].givenUp + world.streams[stream].expired;
    m_soFar.push_back(lost);
}

std::uint64_t Losses::between(std::size_t from, std::size_t to) const {
    to = std::min(to, m_soFar.size());
    if (from >= to) return 0;
    return m_soFar[to - 1] - (from == 0 ? 0 : m_soFar[from - 1]);
}

}  // namespace spillway
