#pragma once

#include "canvas/scene.h"
#include "session/run_session.h"

// What a node, a flow and a boundary say about themselves, at rest and while something runs.
namespace spillway {

// "service · HPA 4–20", "queue · visibility 30 s"
QString subtitleText(const Node& node, const Topology& topology, const PlatformFacts& facts);
// Instances it starts with, for kinds that have instances; 0 otherwise.
int statedInstances(const Node& node);
// "4–20" or "6"; empty for kinds without instances.
QString statedCount(const Node& node);

// The water line: busy share of the slots; a queue's backlog against its capacity or, unbounded, the seconds d that
// draining it takes at the present rate as d / (d + 10 s); without a limit, half of throughput over the highest
// throughput so far.
double fillOf(const NodeSnapshot& now, NodeKind kind, double peakThroughput);
Health healthOf(const NodeSnapshot& now, NodeKind kind, double fill);
Health healthOf(const FlowSnapshot& now);

// Indices of a run's nodes and flows by those of a scene: found once, used every frame.
struct LiveBinding {
    static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
    std::vector<std::size_t> nodes;
    std::vector<std::size_t> flows;
    // Of groups and bundles: what they stand for.
    struct Member {
        std::size_t ran = kNone;
        NodeKind kind = NodeKind::service;
    };
    std::vector<std::pair<std::size_t, std::vector<Member>>> groups;
    std::vector<std::pair<std::size_t, std::vector<std::size_t>>> bundles;
};
LiveBinding bindLive(const Scene& scene, const Topology& ran);

// Writes the view into the scene. True if anything but water, dots and texts of nodes changed: the static picture is
// stale.
bool showLive(Scene& scene, const LiveBinding& binding, const LiveView& view);
void clearLive(Scene& scene);

}  // namespace spillway
