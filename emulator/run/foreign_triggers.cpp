#include "run/compiler.h"

#include <algorithm>
#include <array>
#include <string_view>

// What a platform does not fetch from by itself (platform-facts 1.4, 2, 3, 5).
namespace spillway {
namespace {

std::string_view brokerName(QueueEngine engine) {
    switch (engine) {
        case QueueEngine::sqs: return "SQS";
        case QueueEngine::rabbitmq: return "RabbitMQ";
        case QueueEngine::pubsub: return "Pub/Sub";
        case QueueEngine::azure: return "Azure Storage queues";
        case QueueEngine::cloudflare: return "Cloudflare Queues";
        case QueueEngine::service_bus: return "Azure Service Bus";
    }
    return {};
}
std::string_view brokerName(StreamEngine engine) {
    switch (engine) {
        case StreamEngine::kinesis: return "Kinesis";
        case StreamEngine::kafka: return "Kafka";
        case StreamEngine::dynamodb: return "DynamoDB streams";
    }
    return {};
}

template <class Engine, std::size_t Count>
bool isAmong(Engine engine, const std::array<Engine, Count>& all) {
    return std::ranges::find(all, engine) != all.end();
}

// Only programs are set off, whatever else lies on their platform.
bool isProgram(NodeKind kind) {
    return kind == NodeKind::function || kind == NodeKind::service || kind == NodeKind::edge_worker;
}

bool isBroker(NodeKind kind) {
    return kind == NodeKind::queue || kind == NodeKind::topic || kind == NodeKind::stream ||
           kind == NodeKind::event_bus || kind == NodeKind::workflow;
}

// True where the platform does not say, or runs a program that fetches by itself.
bool fetches(Platform platform, QueueEngine engine) {
    using enum QueueEngine;
    switch (platform) {
        case Platform::lambda: return isAmong(engine, std::array{sqs, rabbitmq});
        case Platform::azure_functions: return isAmong(engine, std::array{azure, service_bus, rabbitmq});
        case Platform::cloud_run: return engine == pubsub;
        case Platform::workers: return engine == cloudflare;
        default: return true;
    }
}
bool fetches(Platform platform, StreamEngine engine) {
    switch (platform) {
        case Platform::azure_functions: return engine == StreamEngine::kafka;
        case Platform::cloud_run:
        case Platform::workers: return false;
        default: return true;
    }
}

// Functions of Code Engine are invoked over HTTP; what subscribes to event producers are applications and jobs.
bool isProducedEvent(const Flow& flow, NodeKind from) {
    if (from == NodeKind::object_store) return flow.kind == FlowKind::event;
    return from == NodeKind::schedule || (isBroker(from) && from != NodeKind::workflow);
}

std::string_view nameOf(Platform platform) {
    switch (platform) {
        case Platform::lambda: return "Lambda";
        case Platform::azure_functions: return "Azure Functions";
        case Platform::cloud_run: return "Cloud Run";
        default: return "Workers";
    }
}

}  // namespace

void Compiler::noteForeignTrigger(const Flow& flow) {
    const Node &from = topology.nodes[nodeIndex.at(flow.from)], &to = topology.nodes[nodeIndex.at(flow.to)];
    if (const auto* queue = std::get_if<Queue>(&from.spec);
        queue != nullptr && queue->engine == QueueEngine::sqs && isBroker(to.kind()))
        note(flowName(flow), "to",
             "assumed: a pipe of EventBridge carries the messages on: SQS sends nothing by itself");
    if (!isProgram(to.kind())) return;
    const Platform platform = to.kind() == NodeKind::edge_worker ? Platform::workers : platformOf(topology, to);
    if (platform == Platform::code_engine && to.kind() == NodeKind::function && isProducedEvent(flow, from.kind()))
        return note(flowName(flow), "to",
                    "assumed: something calls it over HTTP for each event: a function of Code Engine cannot subscribe "
                    "to events (an application can: kind service)");
    std::string_view broker;
    if (const auto* queue = std::get_if<Queue>(&from.spec); queue != nullptr && !fetches(platform, queue->engine))
        broker = brokerName(queue->engine);
    if (const auto* stream = std::get_if<Stream>(&from.spec); stream != nullptr && !fetches(platform, stream->engine))
        broker = brokerName(stream->engine);
    if (broker.empty()) return;
    note(flowName(flow), "to",
         "assumed: something fetches from " + std::string{broker} + " and calls it, as " +
             std::string{nameOf(platform)} + " does with its own triggers: it has none for that");
}

}  // namespace spillway
