#pragma once

#include "base/units.h"

#include <cstdint>
#include <vector>

// The only things a fault may move. Behaviours and flows read them; a fault never knows a node kind, nor the reverse.
namespace spillway {

// Zones of a node by position in its own list of zones; zone 63 stands for all beyond.
using ZoneMask = std::uint64_t;

struct NodeLevers {
    bool down = false;       // answers nothing; no instance lives
    ZoneMask zonesDown = 0;  // instances in these zones are gone
    double errorShare = 0;   // of the requests that arrive
    double loadFactor = 1;   // of a source
    std::int64_t kills = 0;  // instances that die at once; taken back by whoever executes it
    bool touched = false;    // some fault hits it
    friend bool operator==(const NodeLevers&, const NodeLevers&) = default;
};

struct FlowLevers {
    Duration extraDelay{0};  // one way, towards the target
    double errorShare = 0;   // of the requests that arrive over it
    bool cut = false;        // nothing passes, in either direction
    bool touched = false;
    friend bool operator==(const FlowLevers&, const FlowLevers&) = default;
};

// Written only while every lane rests (between windows), read by all lanes inside one.
struct Levers {
    bool calm = true;  // nobody is down, in error, surging, cut or slowed: the entries need not be looked at
    std::vector<NodeLevers> nodes;
    std::vector<FlowLevers> flows;
};

// What `levers.calm` says, from the entries.
inline bool areCalm(const Levers& levers) {
    for (const NodeLevers& node : levers.nodes) {
        if (node.down || node.errorShare > 0 || node.loadFactor != 1) return false;
    }
    for (const FlowLevers& flow : levers.flows) {
        if (flow.cut || flow.errorShare > 0 || flow.extraDelay != Duration{0}) return false;
    }
    return true;
}

// What a fault hits, resolved to indices by whoever knows the topology.
struct FaultReach {
    struct ZoneShare {
        std::uint32_t node = 0;
        ZoneMask zones = 0;
    };
    std::vector<std::uint32_t> nodes;        // the node itself, or every node in the boundary
    std::vector<ZoneShare> zoneShares;       // nodes that are spread over the boundary without lying in it
    std::vector<std::uint32_t> flowsInto;    // flows whose target is hit; the flow itself when a flow is the target
    std::vector<std::uint32_t> flowsAcross;  // flows with exactly one end in the target; the flow itself
};

}  // namespace spillway
