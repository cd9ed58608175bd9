#include "run/plan.h"
#include "scenario/fault_fit.h"
#include "topology/words.h"

#include <algorithm>
#include <bit>
#include <set>
#include <string_view>

namespace spillway {
namespace {

void reachBoundary(const Topology& topology, const std::string& boundary, FaultReach& reach) {
    const std::set<std::string> inside = withNested(topology, boundary);
    for (std::uint32_t i = 0; i < topology.nodes.size(); ++i) {
        const Node& node = topology.nodes[i];
        if (inside.contains(node.in)) {
            reach.nodes.push_back(i);
            continue;
        }
        ZoneMask zones = 0;
        for (std::size_t zone = 0; zone < node.zones.size(); ++zone) {
            if (inside.contains(node.zones[zone])) zones |= ZoneMask{1} << std::min<std::size_t>(zone, 63);
        }
        if (zones != 0) reach.zoneShares.push_back({i, zones});
    }
}

void reachFlows(const Topology& topology, FaultReach& reach) {
    std::set<std::string_view> ids;
    for (const std::uint32_t node : reach.nodes) ids.insert(topology.nodes[node].id);
    const auto hit = [&](const std::string& id) { return ids.contains(id); };
    for (std::uint32_t i = 0; i < topology.flows.size(); ++i) {
        const bool from = hit(topology.flows[i].from);
        const bool to = hit(topology.flows[i].to);
        if (to) reach.flowsInto.push_back(i);
        if (from == to) continue;
        reach.flowsAcross.push_back(i);
        if (from) reach.flowsOut.push_back(i);
    }
}

// What a boundary holds is hit as far as the fault takes hold of it.
void keepKinds(const Fault& fault, const Topology& topology, FaultReach& reach) {
    const auto spared = [&](std::uint32_t node) {
        return (fault.face().within & bitOf(topology.nodes[node].kind())) == 0;
    };
    std::erase_if(reach.nodes, spared);
    std::erase_if(reach.zoneShares, [&](const FaultReach::ZoneShare& share) { return spared(share.node); });
}

Diagnostic problem(const Fault& fault, std::string code, std::string sentence, std::string hint) {
    return {
        std::move(code), Severity::error, {.item = fault.on, .field = "faults"}, std::move(sentence), std::move(hint)};
}

}  // namespace

FaultReach reachOf(const Fault& fault, const Topology& topology, Diagnostics& diagnostics) {
    FaultReach reach;
    const FaultTarget target = faultTarget(topology, fault.on);
    for (std::uint32_t i = 0; i < topology.nodes.size(); ++i) {
        if (topology.nodes[i].id == fault.on) reach.nodes.push_back(i);
    }
    if (target.boundary != nullptr) reachBoundary(topology, fault.on, reach);
    reachFlows(topology, reach);
    if (target.boundary != nullptr) keepKinds(fault, topology, reach);
    for (std::uint32_t i = 0; i < topology.flows.size(); ++i) {
        if (flowName(topology.flows[i]) != fault.on) continue;
        reach.flowsInto.push_back(i);
        reach.flowsAcross.push_back(i);
    }
    if (!target.known()) {
        diagnostics.push_back(problem(fault, "unknown-target",
                                      "no node, boundary or flow is called \"" + fault.on + "\"",
                                      "a flow is named \"from -> to\""));
    } else if (target.boundary != nullptr && !fits(fault.kind(), target, topology)) {
        diagnostics.push_back(
            problem(fault, "fault-does-not-fit",
                    "nothing in \"" + fault.on + "\" is hit by \"" + std::string{wordOf(fault.kind())} + '"',
                    "it hits " + std::string{fault.face().needs}));
    } else if (!fits(fault.kind(), target, topology)) {
        diagnostics.push_back(problem(fault, "fault-does-not-fit",
                                      '"' + std::string{wordOf(fault.kind())} + "\" cannot hit \"" + fault.on + '"',
                                      "it hits " + std::string{fault.face().needs}));
    }
    return reach;
}

}  // namespace spillway
