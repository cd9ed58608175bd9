#include "document/placement.h"

#include <algorithm>

namespace spillway {
namespace {

bool isNamedByNode(const Topology& topology, const std::string& zone) {
    return std::ranges::any_of(
        topology.nodes, [&](const Node& node) { return std::ranges::find(node.zones, zone) != node.zones.end(); });
}

bool holdsNode(const Topology& topology, const std::string& boundary) {
    return std::ranges::any_of(topology.nodes, [&](const Node& node) { return node.in == boundary; });
}

// Something in it, and all of it already known to be no area.
bool holdsOnly(const Topology& topology, const std::string& boundary, const std::set<std::string>& zones) {
    bool any = false;
    for (const Boundary& inner : topology.boundaries) {
        if (inner.in != boundary) continue;
        if (!zones.contains(inner.id)) return false;
        any = true;
    }
    return any;
}

bool isEmpty(const Topology& topology, const std::string& boundary) {
    return std::ranges::none_of(topology.boundaries, [&](const Boundary& inner) { return inner.in == boundary; });
}

}  // namespace

std::set<std::string> placementZones(const Topology& topology) {
    std::set<std::string> zones;
    for (const Boundary& boundary : topology.boundaries) {
        if (boundary.kind != BoundaryKind::zone || holdsNode(topology, boundary.id)) continue;
        if (isEmpty(topology, boundary.id) && isNamedByNode(topology, boundary.id)) zones.insert(boundary.id);
    }
    // Regions may nest: once more as long as that finds another.
    for (bool grew = !zones.empty(); grew;) {
        grew = false;
        for (const Boundary& boundary : topology.boundaries) {
            if (boundary.kind != BoundaryKind::region || zones.contains(boundary.id) ||
                holdsNode(topology, boundary.id))
                continue;
            if (holdsOnly(topology, boundary.id, zones)) grew = zones.insert(boundary.id).second || grew;
        }
    }
    return zones;
}

Topology withoutPlacement(const Topology& topology, const std::set<std::string>& zones) {
    Topology drawn = topology;
    std::erase_if(drawn.boundaries, [&](const Boundary& boundary) { return zones.contains(boundary.id); });
    return drawn;
}

}  // namespace spillway
