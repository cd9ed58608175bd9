#pragma once

#include "base/diagnostic.h"
#include "topology/scaling.h"
#include "topology/topology.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What has to be deployed for a topology to exist, in no vendor's words. An exporter reads only this.
namespace spillway {

// How a node comes to life where it is deployed.
enum class DeploymentRole {
    replicated,  // interchangeable copies of a long-running program
    onDemand,    // started by a request, gone when idle
    stateful,    // keeps data; has an identity
    scheduled,   // started by the clock
    managed,     // exists elsewhere (a broker, somebody's service): only its address is deployed
    edge,        // runs in front of the system, on somebody's edge
    source,      // sends requests; never deployed
};

constexpr DeploymentRole roleOf(NodeKind kind) {
    switch (kind) {
        case NodeKind::clients:
        case NodeKind::devices: return DeploymentRole::source;
        case NodeKind::schedule: return DeploymentRole::scheduled;
        case NodeKind::cdn:
        case NodeKind::edge_worker: return DeploymentRole::edge;
        case NodeKind::gateway:
        case NodeKind::load_balancer:
        case NodeKind::service: return DeploymentRole::replicated;
        case NodeKind::function: return DeploymentRole::onDemand;
        case NodeKind::database:
        case NodeKind::cache: return DeploymentRole::stateful;
        case NodeKind::workflow:
        case NodeKind::queue:
        case NodeKind::topic:
        case NodeKind::stream:
        case NodeKind::event_bus:
        case NodeKind::object_store:
        case NodeKind::backend:
        case NodeKind::external: return DeploymentRole::managed;
    }
    return DeploymentRole::managed;
}

// Messages go in and come out; a consumer needs the address as much as a producer.
constexpr bool isMessaging(NodeKind kind) {
    return kind == NodeKind::queue || kind == NodeKind::topic || kind == NodeKind::stream ||
           kind == NodeKind::event_bus;
}

// Why a workload is told another's address.
enum class AddressUse {
    call,     // it calls and waits
    event,    // it sends and does not wait
    consume,  // it takes messages from there
};

struct PlannedAddress {
    std::string to;  // node id
    AddressUse use = AddressUse::call;
    std::optional<Duration> timeout;  // of a call
    std::string origin;               // the flow, "a -> b"
};

struct PlannedScaling {
    std::int64_t min = 1;
    std::int64_t max = 1;
    Share cpu;
    Duration scaleDownWindow{0};
    Duration scaleUpWindow{0};
};

// A state machine to be run by the service.
struct PlannedWorkflow {
    bool express = false;
    std::string definition;  // Amazon States Language, as JSON
    // Nodes that a Task state calls without naming them: state and node.
    std::vector<std::pair<std::string, std::string>> tasks;
};

struct PlannedWorkload {
    std::string id;
    std::string title;  // what people call it
    NodeKind kind = NodeKind::service;
    DeploymentRole role = DeploymentRole::replicated;
    std::string group;   // id of the boundary that groups it; empty: the system itself
    std::string image;   // empty if the document does not say
    std::string engine;  // of a store; may be empty
    std::string log;     // of a stream: kinesis, kafka or dynamodb
    std::optional<std::int64_t> port;
    std::int64_t replicas = 1;
    std::optional<PlannedScaling> scaling;
    Resources resources;
    Duration preStop{0};                      // it serves on for so long when it is told to stop
    Duration every{0};                        // of a scheduled one
    std::string cron;                         // of a scheduled one; may be empty
    std::string timeZone;                     // of that; empty: UTC
    std::optional<PlannedWorkflow> workflow;  // with a definition
    std::vector<std::string> zones;
    std::vector<PlannedAddress> addresses;  // in the order of the flows
    std::vector<std::string> callers;       // ids of the nodes that reach it, in the order of the flows
};

// A flow that no deployed thing is told of: its sender lives elsewhere. An exporter may note it, so that an import
// knows it again.
struct PlannedFlow {
    std::string from;
    std::string to;
    FlowKind kind = FlowKind::call;
};

// A boundary that owns workloads.
struct PlannedGroup {
    std::string id;
    BoundaryKind kind = BoundaryKind::service;
    std::string owner;
};

struct DeploymentPlan {
    std::string system;                      // the architecture's name; "system" if it has none
    std::vector<PlannedGroup> groups;        // in the order of the document; those that group no workload left out
    std::vector<PlannedWorkload> workloads;  // in the order of the document, those never deployed included
    std::vector<PlannedFlow> elsewhere;      // in the order of the document
    Diagnostics diagnostics;                 // losses that no target can help, and errors that stop an export
};

// Linear in nodes and flows (times the depth of boundaries). Flows from or to unknown nodes are skipped: validate()
// reports them.
DeploymentPlan planDeployment(const Topology& topology);

// Null when absent.
const PlannedWorkload* findWorkload(const DeploymentPlan& plan, std::string_view id);

}  // namespace spillway
