#pragma once

#include "kernel/decision.h"
#include "kernel/huge_pages.h"
#include "kernel/lane.h"
#include "kernel/levers.h"
#include "nodes/measures.h"
#include "nodes/model.h"
#include "nodes/states.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace spillway {

struct WorkflowWorld;

// Everything of a run that changes, copied flat. In tables by node and by flow. An entry is touched by the lane its
// node lives in (a flow: the caller's part by the caller's lane, `received` by the target's), so lanes share tables
// without sharing entries.
struct WorldTables {
    std::uint64_t seed = 1;
    std::uint32_t traceEvery = 256;
    Levers levers;
    std::vector<std::uint32_t> laneOf;  // by node
    HugeTable<NodeState> nodes;
    std::vector<RareNode> rareNodes;      // by node
    std::vector<RareFlow> rareFlows;      // by flow
    std::vector<RareServer> rareServers;  // by server
    std::vector<ElasticState> elastics;
    std::vector<OwnLinesState> ownLines;
    std::vector<FlowGuard> guards;          // by FlowModel::guard
    std::vector<ServerGuard> serverGuards;  // by ServerModel::guard
    std::vector<FunctionState> functions;
    std::vector<GatewayState> gateways;
    std::vector<BalancerState> balancers;
    std::vector<QueueState> queues;
    std::vector<StreamState> streams;
    std::vector<LookupState> lookups;
    std::vector<TableState> tables;
    std::vector<ReplicaState> replicas;
    std::vector<ConnectionState> connections;
    std::vector<LoginState> logins;
    std::vector<BusAccount> busAccounts;
    std::vector<TokenBucket> gatewayAccounts;  // what the APIs of an account share
    std::vector<NamespaceState> namespaces;
    std::vector<TopicState> topics;
    std::vector<SessionState> sessions;
    HugeTable<SourceState> sources;
    std::vector<LambdaConcurrency> pools;
    // Null without workflows that have a definition. A copy of the world has its own.
    std::shared_ptr<WorkflowWorld> workflow;
    std::vector<NodeTrouble> nodeTroubles;  // by node, from the first fault on; empty before
    std::vector<FlowTrouble> flowTroubles;  // by flow, likewise
    HugeTable<FlowRow> rows;                // by flow
    std::uint64_t traceMask = 0;            // traceEvery - 1, if that is a power of two
    std::uint64_t mostSampled = 0;          // by one source
};

// The tables, tied to each other.
struct World : WorldTables {
    const Model& model;

    World(const Model& itsModel, std::uint64_t itsSeed, std::uint32_t itsTraceEvery);
    World(const World& other);
    // As `other` stands, under another model with the same nodes and flows.
    World(const World& other, const Model& itsModel);
    World& operator=(const World&) = delete;
    // Which node lives in which lane; the tables are tied to each other anew.
    void link(std::vector<std::uint32_t> itsLaneOf);
    // Everything that a node or the caller's side of a flow counted.
    Counts countsOf(std::uint32_t node) const {
        return {nodes[node].measures.begun, nodes[node].measures.succeeded, rareNodes[node].measures.failed};
    }
    Counts callsOf(std::uint32_t flow) const {
        return {rows[flow].calls.begun, rows[flow].calls.succeeded, rareFlows[flow].sent.failed};
    }
    // Where a flow leads, without a look at the node.
    std::uint32_t targetOf(const FlowRow& flow) const { return static_cast<std::uint32_t>(flow.to - nodes.data()); }
    // Which nodes are quick and which flows usual now: when levers were moved.
    void findQuick();

private:
    void raiseGuards();
};

// What a behaviour sees: the world and the lane it runs in.
struct Context {
    World& world;
    Lane& lane;

    const Model& model() const { return world.model; }
    SimTime now() const { return lane.now; }
    Frame& frame(std::uint32_t index) const { return lane.frames[index]; }
    std::uint32_t indexOf(const Frame& frame) const { return lane.frames.indexOf(frame); }
    NodeState& node(std::uint32_t index) const { return world.nodes[index]; }
    const FlowRow& row(const Frame& of) const { return world.rows[of.flow]; }
    NodeState& nodeOf(const Frame& of) const { return world.nodes[of.node]; }
    RareFlow& rare(const FlowRow& of) const {
        return world.rareFlows[static_cast<std::size_t>(&of - world.rows.data())];
    }
    RareServer& rareServer(std::uint32_t node) const { return world.rareServers[model().nodes[node].extra]; }
    // A visit has ended; an attempt of a call has.
    void count(NodeState& of, Outcome outcome) const {
        if (outcome == kSucceeded) [[likely]]
            ++of.measures.succeeded;
        else
            ++of.rare->measures.failed[static_cast<std::size_t>(causeOf(outcome))];
    }
    void count(const FlowRow& of, Outcome outcome) const {
        if (outcome == kSucceeded) [[likely]]
            ++of.sent->succeeded;
        else
            ++rare(of).sent.failed[static_cast<std::size_t>(causeOf(outcome))];
    }
    std::uint64_t nextUid(std::uint32_t nodeIndex) const { return nextUid(world.nodes[nodeIndex]); }
    static std::uint64_t nextUid(NodeState& of) { return ++of.lastUid; }

    // An event about a frame, after a delay that is always the same (class `constant`), or any delay.
    void postConstant(std::uint32_t constant, EventType type, std::uint32_t index, std::uint32_t detail = 0) const {
        lane.events.pushConstant(
            constant, {now() + model().constants[constant], frame(index).uid, index, packWhat(type, detail)});
    }
    void post(Duration delay, EventType type, std::uint32_t index, std::uint32_t detail = 0) const {
        lane.events.push({now() + delay, frame(index).uid, index, packWhat(type, detail)});
    }
    // Along a flow, to either end.
    [[gnu::always_inline]] void postAlong(const FlowRow& flow, EventType type, const Frame& about,
                                          std::uint32_t detail = 0) const {
        const Event event{now() + flow.latency, about.uid, indexOf(about), packWhat(type, detail)};
        if (flow.latencyConstant < kNoDelay) [[likely]]
            lane.events.pushConstant(flow.latencyConstant, event);
        else if (flow.latencyConstant == kNoDelay)
            lane.events.pushNow(event);
        else
            lane.events.push(event);
    }
    // The same as the last that an event has to say, or the first of what it causes at once: false if it comes next
    // anyway. Then it is not posted: the event goes on as this one, and counts as both.
    [[gnu::always_inline]] bool postUnlessNext(const FlowRow& flow, EventType type, const Frame& about,
                                               std::uint32_t detail = 0) const {
        if (flow.latencyConstant == kNoDelay && lane.events.isNothingDueNow()) return ++lane.executed, false;
        return postAlong(flow, type, about, detail), true;
    }
    // An event about a node; the uid it gets is returned, for whoever must recognise it.
    std::uint64_t postNode(SimTime at, EventType type, std::uint32_t nodeIndex, std::uint32_t detail = 0) const {
        return postNode(at, type, world.nodes[nodeIndex], detail);
    }
    std::uint64_t postNode(SimTime at, EventType type, NodeState& about, std::uint32_t detail = 0) const {
        const std::uint64_t uid = nextUid(about);
        lane.events.push({at, uid, about.index, packWhat(type, detail)});
        return uid;
    }
    void arm(std::uint32_t timer, SimTime at, EventType type, std::uint32_t index) const {
        lane.events.arm(timer, {at, frame(index).uid, index, packWhat(type)},
                        [this](const Event& event) { return lane.isDeadTimer(event); });
    }
    void note(SpanNote what) const { lane.spans.push_back(what); }
    void decide(std::uint32_t nodeIndex, std::string what, std::string reason) const {
        world.rareNodes[nodeIndex].decisions.push_back(
            {now(), model().nodes[nodeIndex].id, std::move(what), std::move(reason)});
    }
};

}  // namespace spillway
