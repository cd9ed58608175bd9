#include "scenario/fault_fit.h"

#include <algorithm>

namespace spillway {
namespace {

bool has(KindMask mask, NodeKind kind) { return (mask & bitOf(kind)) != 0; }

// Some flow leads into it from a kind that the fault asks for.
bool isFed(const Node& node, KindMask from, const Topology& topology) {
    return from == kAnyKind || std::ranges::any_of(topology.flows, [&](const Flow& flow) {
               const Node* sender = flow.to == node.id ? findNode(topology, flow.from) : nullptr;
               return sender != nullptr && has(from, sender->kind());
           });
}

bool fitsBoundary(const FaultFace& face, const Boundary& boundary, const Topology& topology) {
    const std::set<std::string> inside = withNested(topology, boundary.id);
    return std::ranges::any_of(topology.nodes, [&](const Node& node) {
        const auto isInside = [&](const std::string& zone) { return inside.contains(zone); };
        const bool touched = isInside(node.in) || (face.spread && std::ranges::any_of(node.zones, isInside));
        return touched && has(face.within, node.kind()) && isFed(node, face.flowsFrom, topology);
    });
}

}  // namespace

FaultTarget faultTarget(const Topology& topology, const std::string& on) {
    FaultTarget target{findNode(topology, on), findBoundary(topology, on), nullptr};
    for (const Flow& flow : topology.flows) {
        if (target.flow == nullptr && flowName(flow) == on) target.flow = &flow;
    }
    return target;
}

bool fits(FaultKind kind, const FaultTarget& target, const Topology& topology) {
    const FaultFace& face = faceOf(kind);
    if (target.node != nullptr)
        return has(face.nodes, target.node->kind()) && isFed(*target.node, face.flowsFrom, topology);
    if (target.boundary != nullptr) return fitsBoundary(face, *target.boundary, topology);
    if (target.flow == nullptr || !face.flows) return false;
    const Node* from = findNode(topology, target.flow->from);
    return face.flowsFrom == kAnyKind || (from != nullptr && has(face.flowsFrom, from->kind()));
}

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

}  // namespace spillway
