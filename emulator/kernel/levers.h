#pragma once

#include "base/random.h"
#include "base/units.h"
#include "kernel/failure_cause.h"

#include <cstdint>
#include <optional>
#include <vector>

// The only things a fault may move. Behaviours and flows read them; a fault never knows a node kind, nor the reverse.
namespace spillway {

// Zones of a node by position in its own list of zones; zone 63 stands for all beyond.
using ZoneMask = std::uint64_t;

// A share of requests that fail on arrival, each cause for itself.
struct FailingShare {
    double share = 0;
    FailureCause cause = FailureCause::fault;
    friend bool operator==(const FailingShare&, const FailingShare&) = default;
};

// A share of the instances that is worse than the others: at least one.
struct BadInstances {
    double share = 0;
    double failing = 0;  // of their requests, at once
    double factor = 1;   // of their own work
    friend bool operator==(const BadInstances&, const BadInstances&) = default;
};

struct NodeLevers {
    bool down = false;       // answers nothing; no instance lives
    bool touched = false;    // some fault hits it
    ZoneMask zonesDown = 0;  // instances in these zones are gone
    double loadFactor = 1;   // of a source
    double workFactor = 1;   // own work takes so many times as long
    double cpuTaken = 0;     // share of the CPU that something else burns
    Duration memoryFill{0};  // an instance is killed at this age; zero: none is
    Duration clockAhead{0};  // of a schedule
    std::optional<Rate> admits;
    std::vector<FailingShare> failing;
    std::vector<Sampler> workAdded;
    std::vector<BadInstances> bad;
    // Taken back by whoever executes them, once.
    std::int64_t kills = 0;     // instances that die at once
    std::int64_t chilled = 0;   // entries that a cache loses
    std::int64_t poisoned = 0;  // messages, the next that come
    friend bool operator==(const NodeLevers&, const NodeLevers&) = default;
};

struct FlowLevers {
    bool cutTo = false;    // requests vanish
    bool cutFrom = false;  // responses vanish
    bool stalled = false;  // the consumer fetches nothing
    bool touched = false;
    double loss = 0;                         // share of packets, each way
    Duration extraDelay{0};                  // one way, towards the target
    Duration transmission{0};                // a message occupies the link for this long, each way
    std::optional<FailureCause> turnedAway;  // comes back from the target's door with this cause
    std::vector<FailingShare> failing;       // of the requests that arrive over it
    friend bool operator==(const FlowLevers&, const FlowLevers&) = default;
};

// Written only while every lane rests (between windows), read by all lanes inside one.
struct Levers {
    bool calm = true;  // none is moved: the entries need not be looked at
    std::vector<NodeLevers> nodes;
    std::vector<FlowLevers> flows;
};

// What `levers.calm` says, from the entries.
inline bool areCalm(const Levers& levers) {
    for (NodeLevers node : levers.nodes) {
        node.touched = false;
        node.kills = node.chilled = node.poisoned = 0;
        if (!(node == NodeLevers{})) return false;
    }
    for (FlowLevers flow : levers.flows) {
        flow.touched = false;
        if (!(flow == FlowLevers{})) return false;
    }
    return true;
}

// What a fault hits, resolved to indices by whoever knows the topology.
struct FaultReach {
    struct ZoneShare {
        std::uint32_t node = 0;
        ZoneMask zones = 0;
    };
    std::vector<std::uint32_t> nodes;        // the node itself, or every node in the boundary that it takes hold of
    std::vector<ZoneShare> zoneShares;       // nodes that are spread over the boundary without lying in it
    std::vector<std::uint32_t> flowsInto;    // flows whose target is hit; the flow itself when a flow is the target
    std::vector<std::uint32_t> flowsAcross;  // flows with exactly one end in the target; the flow itself
    std::vector<std::uint32_t> flowsOut;     // of those across, the ones that begin in the target
};

}  // namespace spillway
