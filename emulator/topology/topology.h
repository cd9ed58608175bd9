#pragma once

#include "topology/consumer.h"
#include "topology/node_kind.h"
#include "topology/node_spec.h"
#include "topology/policies.h"
#include "topology/protection.h"
#include "topology/stated_fact.h"

#include <optional>
#include <string>
#include <vector>

// What the user drew, as values in the order of the document. Ids are the user's words, unique over nodes and
// boundaries together; they name, they do not index: the dense ids of base/id.h exist only in a compiled plan.
namespace spillway {

enum class BoundaryKind { service, context, network, zone, region, monolith };
constexpr auto names(BoundaryKind) {
    using enum BoundaryKind;
    return std::array<EnumName<BoundaryKind>, 6>{{{service, "service"},
                                                  {context, "context"},
                                                  {network, "network"},
                                                  {zone, "zone"},
                                                  {region, "region"},
                                                  {monolith, "monolith"}}};
}

// An area that owns what is in it. Boundaries nest through `in`.
struct Boundary {
    std::string id;
    BoundaryKind kind = BoundaryKind::service;
    std::string name;
    std::string owner;
    std::string in;
    Platform platform = Platform::unspecified;
    std::vector<std::string> distances;
    std::string notes;

    static constexpr auto fields() {
        return std::tuple{
            field("id", &Boundary::id, "Its word, unique in the document."),
            field("kind", &Boundary::kind, "service, context, network, zone, region or monolith. Always written."),
            field("name", &Boundary::name, "What the drawing shows. Default: the id."),
            field("owner", &Boundary::owner, "The team that owns it."),
            field("in", &Boundary::in, "The boundary around it."),
            field("platform", &Boundary::platform, "What runs the nodes in it that do not say otherwise."),
            field("distances", &Boundary::distances,
                  "Network time one way from this region or zone to others: `eu-west-1 35ms`. The way back is the "
                  "other's word, or the same. Default: as measured between regions (resources/platforms/data.yaml)."),
            field("notes", &Boundary::notes, "Free text."),
        };
    }
    friend bool operator==(const Boundary&, const Boundary&) = default;
};

// A component. `spec` holds what only its kind has; in the text both are keys of one mapping.
struct Node {
    std::string id;
    std::string name;
    std::string in;
    std::vector<std::string> zones;
    Platform platform = Platform::unspecified;
    std::string notes;
    NodeSpec spec;

    NodeKind kind() const { return kindOf(spec); }

    // The common keys; `id` and `kind` come first in the text, then these, then the kind's own.
    static constexpr auto fields() {
        return std::tuple{
            field("name", &Node::name, "What the drawing shows. Default: the id."),
            field("in", &Node::in, "The boundary it belongs to."),
            field("zones", &Node::zones,
                  "Zone boundaries its instances are spread over, in turn. No default: one place."),
            field("platform", &Node::platform, "What runs it. Default: its boundary's, else the kind's usual one."),
            field("notes", &Node::notes, "Free text."),
        };
    }
    friend bool operator==(const Node&, const Node&) = default;
};

enum class FlowKind {
    call,   // somebody waits for the response
    event,  // nobody waits
};
constexpr auto names(FlowKind) {
    return std::array<EnumName<FlowKind>, 2>{{{FlowKind::call, "call"}, {FlowKind::event, "event"}}};
}

// A directed edge. At most one of each kind joins two nodes, so (from, to, kind) names it; text: "a -> b".
struct Flow {
    std::string from;
    std::string to;
    FlowKind kind = FlowKind::call;
    std::int64_t order = 0;
    Share share = Share::percent(100);
    Duration latency = std::chrono::microseconds{500};
    std::optional<Duration> latencyBack;
    std::optional<Duration> timeout;
    std::optional<Retry> retry;
    std::optional<Breaker> breaker;
    bool deadline = false;
    std::optional<Bulkhead> bulkhead;
    std::optional<ConnectionPool> connectionPool;
    std::optional<RateLimit> rateLimit;
    std::optional<Hedge> hedge;
    std::optional<Fallback> fallback;
    Criticality criticality = Criticality::normal;
    std::int64_t batch = 1;
    std::optional<std::int64_t> maxConcurrency;
    std::optional<StreamReader> reader;
    std::optional<MqttSession> session;
    std::optional<OnFailure> onFailure;
    Share poison;
    std::string onSuccess;
    std::optional<ByteCount> payload;
    std::optional<ByteCount> responseSize;
    std::optional<ByteCount> bandwidth;
    std::string notes;

    static constexpr auto fields() {
        return std::tuple{
            field("from", &Flow::from, "The node that calls or sends."),
            field("to", &Flow::to, "The node that is called or receives."),
            field("kind", &Flow::kind, "call: somebody waits for the response; event: nobody waits. Always written."),
            field("order", &Flow::order, "Calls of lower order come first; equal order is in parallel. Default 0."),
            field("share", &Flow::share, "Share of requests that take this flow. Default 100%."),
            field("latency", &Flow::latency,
                  "Network time one way. Default 0.5ms (within a region, proxies included)."),
            field("latency_back", &Flow::latencyBack, "Network time of the response. Default: as the request's."),
            field("timeout", &Flow::timeout,
                  "The caller gives up after this; the work downstream goes on. No default: waits for ever."),
            field("retry", &Flow::retry, "Calls again after a failure."),
            field("breaker", &Flow::breaker, "Stops calling while too many calls fail."),
            field("deadline", &Flow::deadline,
                  "The target knows when the caller gives up: it stops then, and its own calls end earlier (gRPC). "
                  "Default false."),
            field("bulkhead", &Flow::bulkhead, "Bounds the calls that are out at once."),
            field("connection_pool", &Flow::connectionPool,
                  "Connections that each instance of the caller has; a call that finds none free waits in line."),
            field("rate_limit", &Flow::rateLimit, "Bounds the calls a second."),
            field("hedge", &Flow::hedge, "Sends a second copy when the first is slow; the first answer counts."),
            field("fallback", &Flow::fallback, "Something else answers when the call has failed."),
            field("criticality", &Flow::criticality,
                  "How much its requests matter to a target that sheds load: critical, normal or sheddable. Default "
                  "normal."),
            field("batch", &Flow::batch, "Messages or records a consumer takes at once. Default 1."),
            field("max_concurrency", &Flow::maxConcurrency,
                  "Batches of a queue in work at once; consumers in a stream's group. Default: the consumer's own "
                  "limit."),
            field("reader", &Flow::reader, "How a consumer reads a stream; of a queue, the window of its batches."),
            field(
                "session", &Flow::session,
                "What an MQTT topic keeps for this subscriber while it is away. No default: nothing (clean session)."),
            field("on_failure", &Flow::onFailure, "What becomes of deliveries that fail."),
            field("on_success", &Flow::onSuccess,
                  "The queue that is told of each asynchronous invocation of a Lambda function that succeeds "
                  "(destination). No default: none."),
            field("poison", &Flow::poison,
                  "Share of what flows into a queue or stream that no consumer can ever do. Default 0%."),
            field("payload", &Flow::payload,
                  "Size of a request; a large one takes longer, and platforms refuse what is too large. No default: "
                  "small."),
            field("response_size", &Flow::responseSize,
                  "Size of a response; a large one takes longer, and is billed where it leaves a zone, a region or the "
                  "cloud. No default: small."),
            field("bandwidth", &Flow::bandwidth, "Bytes a second for one request. No default: unlimited."),
            field("notes", &Flow::notes, "Free text."),
        };
    }
    friend bool operator==(const Flow&, const Flow&) = default;
};

struct Topology {
    std::string name;
    std::string notes;
    std::vector<Boundary> boundaries;
    std::vector<Node> nodes;
    std::vector<Flow> flows;
    std::vector<StatedFact> facts;
    friend bool operator==(const Topology&, const Topology&) = default;
};

// "from -> to", the name of a flow in diagnostics and fault targets.
std::string flowName(const Flow& flow);

// Null when absent; linear in the size of the topology.
const Node* findNode(const Topology& topology, const std::string& id);
const Boundary* findBoundary(const Topology& topology, const std::string& id);
// What runs it: its own word, else that of the innermost boundary that has one, else the kind's usual platform.
Platform platformOf(const Topology& topology, const Node& node);

}  // namespace spillway
