#include "run/plan.h"

#include <algorithm>
#include <bit>
#include <set>

namespace spillway {
namespace {

// Ids of the boundary and of all boundaries in it.
std::set<std::string> withNested(const Topology& topology, const std::string& boundary) {
    std::set<std::string> inside{boundary};
    for (bool grew = true; grew;) {
        grew = false;
        for (const Boundary& each : topology.boundaries) {
            if (inside.contains(each.in)) grew |= inside.insert(each.id).second;
        }
    }
    return inside;
}

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
    const auto hit = [&](const std::string& id) {
        return std::ranges::any_of(reach.nodes, [&](std::uint32_t node) { return topology.nodes[node].id == id; });
    };
    for (std::uint32_t i = 0; i < topology.flows.size(); ++i) {
        const bool from = hit(topology.flows[i].from);
        const bool to = hit(topology.flows[i].to);
        if (to) reach.flowsInto.push_back(i);
        if (from != to) reach.flowsAcross.push_back(i);
    }
}

bool fits(const Fault& fault, const FaultReach& reach, const Model& model) {
    const auto any = [&](auto holds) {
        return std::ranges::any_of(reach.nodes, [&](std::uint32_t node) { return holds(model.nodes[node].behavior); });
    };
    switch (fault.kind()) {
        case FaultKind::instance_kill:
            return any(
                [](Behavior behavior) { return behavior == Behavior::server || behavior == Behavior::function; });
        case FaultKind::surge: return any([](Behavior behavior) { return behavior == Behavior::source; });
        case FaultKind::outage: return !reach.nodes.empty() || !reach.zoneShares.empty();
        default: return true;
    }
}

Diagnostic problem(const Fault& fault, std::string code, std::string sentence, std::string hint) {
    return {
        std::move(code), Severity::error, {.item = fault.on, .field = "faults"}, std::move(sentence), std::move(hint)};
}

}  // namespace

FaultReach reachOf(const Fault& fault, const Topology& topology, const Model& model, Diagnostics& diagnostics) {
    FaultReach reach;
    for (std::uint32_t i = 0; i < topology.nodes.size(); ++i) {
        if (topology.nodes[i].id == fault.on) reach.nodes.push_back(i);
    }
    bool known = !reach.nodes.empty();
    if (findBoundary(topology, fault.on) != nullptr) {
        reachBoundary(topology, fault.on, reach);
        known = true;
    }
    reachFlows(topology, reach);
    for (std::uint32_t i = 0; i < topology.flows.size(); ++i) {
        if (flowName(topology.flows[i]) != fault.on) continue;
        reach.flowsInto.push_back(i);
        reach.flowsAcross.push_back(i);
        known = true;
    }
    if (!known) {
        diagnostics.push_back(problem(fault, "unknown-target",
                                      "no node, boundary or flow is called \"" + fault.on + "\"",
                                      "a flow is named \"from -> to\""));
    } else if (!fits(fault, reach, model)) {
        const std::string kind{names(FaultKind{})[static_cast<std::size_t>(fault.kind())].word};
        const std::string needs = fault.kind() == FaultKind::surge           ? "a source"
                                  : fault.kind() == FaultKind::instance_kill ? "a node with instances"
                                                                             : "a node or a boundary with nodes";
        diagnostics.push_back(problem(fault, "fault-does-not-fit", "\"" + kind + "\" cannot hit \"" + fault.on + "\"",
                                      "it needs " + needs));
    }
    return reach;
}

}  // namespace spillway
