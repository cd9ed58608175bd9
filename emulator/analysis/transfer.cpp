#include "analysis/transfer.h"

#include "analysis/payload_units.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace spillway {
namespace {

constexpr double kBytesPerGigabyte = 1024.0 * 1024 * 1024;

bool isOutside(NodeKind kind) {
    return kind == NodeKind::clients || kind == NodeKind::devices || kind == NodeKind::external;
}
// At the edge, in none of the clouds that bill what leaves them.
bool isOnCloudflare(const Topology& topology, const Node& node) {
    const auto* queue = std::get_if<Queue>(&node.spec);
    if (queue != nullptr) return queue->engine == QueueEngine::cloudflare;
    return platformOf(topology, node) == Platform::workers;
}
// Runs on machines that are bought in a zone.
bool standsInAZone(NodeKind kind) {
    return kind == NodeKind::service || kind == NodeKind::database || kind == NodeKind::cache;
}

class Routes {
public:
    Routes(const Topology& topology, const RunReport& report) : m_topology{topology}, m_report{report} {}

    // The key and how often a byte from `from` to `to` is counted under it.
    std::pair<const char*, double> of(const Node& from, const Node& to) const {
        if (isOutside(from.kind())) return {nullptr, 0};  // what comes in is free
        if (isOutside(to.kind())) return outward(from);
        if (from.kind() == NodeKind::cdn || to.kind() == NodeKind::cdn) return {nullptr, 0};
        if (isOnCloudflare(m_topology, from) != isOnCloudflare(m_topology, to)) return outward(from);
        const std::string here = around(from, BoundaryKind::region), there = around(to, BoundaryKind::region);
        if (!here.empty() && !there.empty() && here != there) return {"inter_region_gb", 1};
        if (!standsInAZone(from.kind()) || !standsInAZone(to.kind())) return {nullptr, 0};
        return {"inter_zone_gb", 2 * apart(standing(from), standing(to))};
    }

private:
    std::pair<const char*, double> outward(const Node& from) const {
        if (from.kind() == NodeKind::cdn) return {"cdn_gb", 1};
        if (isOnCloudflare(m_topology, from)) return {nullptr, 0};
        return {"internet_gb", 1};
    }
    // By its zones where it is in nothing of that kind, if they are in one.
    std::string around(const Node& node, BoundaryKind kind) const {
        std::string place = surrounding(node.in, kind);
        if (!place.empty() || node.zones.empty()) return place;
        place = surrounding(node.zones.front(), kind);
        const auto isThere = [&](const std::string& zone) { return surrounding(zone, kind) == place; };
        return std::ranges::all_of(node.zones, isThere) ? place : std::string{};
    }
    std::string surrounding(std::string at, BoundaryKind kind) const {
        // No chain is longer than there are boundaries.
        for (std::size_t i = 0; i < m_topology.boundaries.size() && !at.empty(); ++i) {
            const Boundary* boundary = findBoundary(m_topology, at);
            if (boundary == nullptr || boundary->kind == kind) return boundary == nullptr ? std::string{} : at;
            at = boundary->in;
        }
        return {};
    }
    std::vector<std::string> zonesOf(const Node& node) const {
        if (!node.zones.empty()) return node.zones;
        const std::string zone = around(node, BoundaryKind::zone);
        return zone.empty() ? std::vector<std::string>{} : std::vector{zone};
    }
    // The zone of each instance: they are in a node's zones in turn.
    std::vector<std::string> standing(const Node& node) const {
        const std::vector<std::string> zones = zonesOf(node);
        const auto index = static_cast<std::size_t>(&node - m_topology.nodes.data());
        const double instances = index < m_report.nodes.size() ? m_report.nodes[index].meanInstances : 0;
        std::vector<std::string> each;
        for (std::size_t i = 0; !zones.empty() && (i == 0 || static_cast<double>(i) + 0.5 <= instances); ++i)
            each.push_back(zones[i % zones.size()]);
        return each;
    }
    // The share of pairs of instances that are in different zones.
    static double apart(const std::vector<std::string>& a, const std::vector<std::string>& b) {
        if (a.empty() || b.empty()) return 0;
        std::ptrdiff_t same = 0;
        for (const std::string& zone : a) same += std::ranges::count(b, zone);
        return 1 - static_cast<double>(same) / static_cast<double>(a.size() * b.size());
    }

    const Topology& m_topology;
    const RunReport& m_report;
};

}  // namespace

bool statesSizes(const Topology& topology) {
    return std::ranges::any_of(topology.flows, [](const Flow& flow) { return flow.payload || flow.responseSize; });
}

bool isTransfer(std::string_view key) {
    constexpr std::array<std::string_view, 4> kKeys{"internet_gb", "cdn_gb", "inter_region_gb", "inter_zone_gb"};
    return std::ranges::find(kKeys, key) != kKeys.end();
}

std::vector<Usage> transferOf(const Topology& topology, const RunReport& report) {
    const Routes routes{topology, report};
    std::map<std::pair<std::string, std::string>, double> gigabytes;
    const auto send = [&](const Node& from, const Node& to, double bytes) {
        const auto [key, times] = routes.of(from, to);
        if (key != nullptr && bytes * times > 0) gigabytes[{from.id, key}] += bytes * times / kBytesPerGigabyte;
    };
    for (std::size_t i = 0; i < topology.flows.size() && i < report.flows.size(); ++i) {
        const Flow& flow = topology.flows[i];
        const Node* from = findNode(topology, flow.from);
        const Node* to = findNode(topology, flow.to);
        if (from == nullptr || to == nullptr) continue;
        const FlowReport& measured = report.flows[i];
        if (flow.payload)
            send(*from, *to, static_cast<double>(flow.payload->bytes) * messagesOver(topology, report, i));
        if (flow.responseSize && flow.kind == FlowKind::call)
            send(*to, *from, static_cast<double>(flow.responseSize->bytes) * static_cast<double>(measured.succeeded));
    }
    std::vector<Usage> used;
    for (const auto& [of, units] : gigabytes) used.push_back({of.first, of.second, units, false});
    return used;
}

}  // namespace spillway
