#include "base/text.h"
#include "platforms/facts.h"
#include "run/compiler.h"

#include <algorithm>
#include <cmath>

namespace spillway {
namespace {

using Phase = DeliveryModel::Phase;

// Amazon SNS to queues and the like (platform-facts 8.2).
DeliveryModel toManaged(const MessagingFacts& facts) {
    DeliveryModel made;
    made.phases = {Phase{facts.snsAtOnce, {}, {}}, Phase{facts.snsPre, facts.snsPreWait, facts.snsPreWait},
                   Phase{facts.snsBackoff, facts.snsPreWait, facts.snsLastWait},
                   Phase{facts.snsLast, facts.snsLastWait, facts.snsLastWait}};
    for (const Phase& phase : made.phases) made.retries += phase.retries;
    // Retries beyond what a frame counts end by their age: as long as all of them take.
    made.age = facts.snsLastWait * facts.snsLast;
    return made;
}

DeliveryModel toHttp(const MessagingFacts& facts) {
    DeliveryModel made;
    made.phases = {Phase{facts.snsHttp, facts.snsHttpWait, facts.snsHttpWait}};
    made.retries = facts.snsHttp;
    return made;
}

// Doubling from the first wait to the cap, then the cap.
std::vector<Phase> doubling(Duration first, Duration cap) {
    const auto steps = static_cast<std::int64_t>(std::ceil(std::log2(toSeconds(cap) / toSeconds(first)))) + 1;
    return {Phase{steps, first, cap}, Phase{std::int64_t{1} << 40, cap, cap}};
}

DeliveryModel fromEventBridge(const MessagingFacts& facts) {
    DeliveryModel made;
    made.phases = doubling(facts.eventbridgeBackoff, facts.eventbridgeBackoffCap);
    made.retries = facts.eventbridgeRetries;
    made.age = facts.eventbridgeAge;
    return made;
}

// What on AWS nobody but EventBridge sets off by the clock; it tries again like its rules.
bool isSetOffByEventBridge(const Node& node) {
    if (const auto* queue = std::get_if<Queue>(&node.spec)) return queue->engine == QueueEngine::sqs;
    if (const auto* topic = std::get_if<Topic>(&node.spec)) return topic->engine == TopicEngine::sns;
    if (const auto* stream = std::get_if<Stream>(&node.spec)) return stream->engine == StreamEngine::kinesis;
    return node.kind() == NodeKind::workflow || node.kind() == NodeKind::event_bus;
}

DeliveryModel fromPubSub(const MessagingFacts& facts) {
    DeliveryModel made;
    made.phases = doubling(facts.pubsubBackoff, facts.pubsubBackoffCap);
    made.retries = std::int64_t{1} << 40;
    return made;
}

}  // namespace

std::uint32_t Compiler::deliveryOf(const Flow& flow, NodeKind from, const NodeModel& to) {
    const MessagingFacts& facts = model.facts->messaging;
    DeliveryModel made;
    const Node& target = topology.nodes[nodeIndex[flow.to]];
    if (from == NodeKind::event_bus || (from == NodeKind::schedule && isSetOffByEventBridge(target))) {
        made = fromEventBridge(facts);
    } else if (from == NodeKind::topic) {
        const auto& topic = std::get<Topic>(topology.nodes[nodeIndex[flow.from]].spec);
        const bool managed = to.behavior == Behavior::queue || to.behavior == Behavior::stream;
        if (topic.engine == TopicEngine::mqtt) {
            made.session = sessionOf(flow, topic);
        } else if (topic.engine == TopicEngine::service_bus) {
            made = toSubscription(flow);
        } else {
            made = topic.engine == TopicEngine::pubsub ? fromPubSub(facts) : managed ? toManaged(facts) : toHttp(facts);
        }
    } else {
        if (flow.onFailure)
            note(flowName(flow), "on_failure", "nobody tries this event again: on_failure is not executed");
        return kNone;
    }
    made.jitter = facts.deliveryJitter.fraction();
    if (flow.onFailure) {
        made.retries = flow.onFailure->retries.value_or(made.retries);
        made.age = flow.onFailure->age.value_or(made.age);
        if (!flow.onFailure->to.empty()) made.deadLetters = nodeIndex[flow.onFailure->to];
    }
    model.deliveries.push_back(std::move(made));
    return static_cast<std::uint32_t>(model.deliveries.size() - 1);
}

// A subscription that pushes waits for the answer as long as for an acknowledgement; what is late comes again
// (platform-facts 3).
std::optional<Duration> Compiler::pushDeadline(const Flow& flow, const NodeModel& to) {
    const auto* topic = std::get_if<Topic>(&topology.nodes[nodeIndex[flow.from]].spec);
    if (topic == nullptr || topic->engine != TopicEngine::pubsub || flow.kind != FlowKind::event) return std::nullopt;
    // A broker has taken it at once, and Lambda asks Pub/Sub for nothing.
    const bool answers = to.behavior != Behavior::queue && to.behavior != Behavior::stream &&
                         to.behavior != Behavior::topic && to.behavior != Behavior::workflow &&
                         to.behavior != Behavior::function;
    if (!answers) return std::nullopt;
    const Duration usual = model.facts->messaging.pubsubLeastHold;  // the shortest is what a new subscription has
    if (!flow.timeout)
        note(flowName(flow), "timeout",
             "assumed: an acknowledgement deadline of " + toText(usual) + ": what is not answered by then comes again");
    return flow.timeout.value_or(usual);
}

std::uint32_t Compiler::sessionOf(const Flow& flow, const Topic&) {
    const MessagingFacts& facts = model.facts->messaging;
    if (!flow.session || flow.session->qos == Qos::at_most_once) return kNone;
    const MqttSession& stated = *flow.session;
    const auto place = static_cast<std::uint32_t>(model.sessions.size());
    model.sessions.push_back({static_cast<std::uint32_t>(model.flows.size()), stated.expiry.value_or(facts.mqttExpiry),
                              stated.limit.value_or(facts.mqttKept), facts.mqttReconnect,
                              stated.qos == Qos::exactly_once});
    if (!stated.expiry)
        note(flowName(flow), "session.expiry", "assumed: a session ends after " + toText(facts.mqttExpiry));
    if (!stated.limit)
        note(flowName(flow), "session.limit",
             "assumed: a session keeps " + std::to_string(facts.mqttKept) + " messages, more are dropped");
    return place;
}

void Compiler::noteIdleSession(const Flow& flow) {
    if (!flow.session) return;
    const auto* topic = std::get_if<Topic>(&topology.nodes[nodeIndex[flow.from]].spec);
    const bool function = model.nodes[nodeIndex[flow.to]].behavior == Behavior::function;
    if (topic == nullptr || topic->engine != TopicEngine::mqtt || flow.kind != FlowKind::event)
        idle(flowName(flow), "session", "only an MQTT topic keeps messages for a subscriber that is away");
    else if (function)
        idle(flowName(flow), "session", "a function is invoked, it never is away: Lambda tries again by itself");
    else if (flow.session->qos == Qos::at_most_once)
        idle(flowName(flow), "session", "at_most_once is never kept");
}

void Compiler::compileBatches(const Flow& flow, FlowModel& flowModel) {
    const auto* queue = std::get_if<Queue>(&topology.nodes[flowModel.from].spec);
    if (queue == nullptr) return;
    const bool lambda = model.nodes[flowModel.to].behavior == Behavior::function && queue->engine == QueueEngine::sqs;
    const bool cloudflare = queue->engine == QueueEngine::cloudflare;
    if (cloudflare && !flow.reader && flow.batch > 1) {
        flowModel.window = model.facts->messaging.cloudflareWait;
        note(flowName(flow), "reader.window",
             "assumed: a batch that is not full waits " + toText(flowModel.window) + " for more");
    }
    if (flow.reader) {
        if (lambda || cloudflare)
            flowModel.window = flow.reader->window;
        else if (flow.reader->window > Duration{0})
            idle(flowName(flow), "reader.window",
                 "only Lambda's mapping of an SQS queue and Cloudflare's queues collect batches");
        const Duration hidden = queue->visibilityTimeout.value_or(model.facts->messaging.sqsVisibility);
        if (lambda && flowModel.window > Duration{0} && flowModel.window >= hidden)
            warn("window-too-long", flowName(flow), "reader.window",
                 "messages come back while their batch is still collected: the visibility timeout is no longer than "
                 "the window",
                 "a longer visibility_timeout, or a shorter window");
    }
    if (!lambda || flow.batch == 1) return;
    for (const Flow& into : topology.flows)
        if (into.to == flow.from)
            flowModel.largest = std::max(flowModel.largest, into.payload.value_or(ByteCount{0}).bytes);
    const std::int64_t most = model.facts->data.payloadFunction.bytes;
    if (flowModel.largest * flow.batch > most) flowModel.batchBytes = most;
}

void Compiler::checkCloudflareBatch(const Flow& flow) {
    const MessagingFacts& facts = model.facts->messaging;
    if (flow.reader && flow.reader->window > facts.cloudflareLongestWait)
        fail("out-of-range", flowName(flow), "reader.window",
             "the window is longer than " + toText(facts.cloudflareLongestWait),
             "a Cloudflare queue waits for at most that long (max_batch_timeout)");
    if (flow.batch > facts.cloudflareBatch)
        fail("out-of-range", flowName(flow), "batch",
             "a Cloudflare queue gives at most " + std::to_string(facts.cloudflareBatch) + " messages at once");
}

void Compiler::checkMapping(const Flow& flow) {
    const auto from = nodeIndex.find(flow.from);
    const auto to = nodeIndex.find(flow.to);
    if (from == nodeIndex.end() || to == nodeIndex.end()) return;
    const auto* queue = std::get_if<Queue>(&topology.nodes[from->second].spec);
    const Node& consumer = topology.nodes[to->second];
    if (queue != nullptr && queue->engine == QueueEngine::cloudflare) checkCloudflareBatch(flow);
    if (queue == nullptr || queue->engine != QueueEngine::sqs || platformOf(topology, consumer) != Platform::lambda)
        return;
    const std::string item = flowName(flow);
    const MessagingFacts& facts = model.facts->messaging;
    const Duration window = flow.reader ? flow.reader->window : Duration{0};
    const Duration hidden = queue->visibilityTimeout.value_or(facts.sqsVisibility);
    const auto* function = std::get_if<Function>(&consumer.spec);
    const Duration timeout =
        function == nullptr ? Duration{0} : function->timeout.value_or(model.facts->lambda.usualTimeout);
    if (timeout > hidden)
        warn("visibility-too-short", flow.from, "visibility_timeout",
             "messages are hidden for " + toText(hidden) + " and \"" + consumer.id + "\" may run for " +
                 toText(timeout) + ": Lambda refuses to fetch for it, and they would be worked on twice",
             "a visibility_timeout of at least the function's timeout, better several times that");
    if (window > facts.mappingWindow)
        fail("out-of-range", item, "reader.window", "the window is longer than " + toText(facts.mappingWindow),
             "Lambda collects for at most that long (MaximumBatchingWindowInSeconds)");
    if (queue->fifo && window > Duration{0})
        fail("window-on-fifo", item, "reader.window", "Lambda has no batching window for a fifo queue",
             "leave it out: a batch takes what is there");
    if (flow.batch > facts.mappingBatchWindow)
        fail("out-of-range", item, "batch",
             "Lambda takes at most " + std::to_string(facts.mappingBatchWindow) + " messages at once");
    else if (flow.batch > facts.mappingBatch && (queue->fifo || window < facts.mappingWindowLeast))
        fail("batch-without-window", item, "batch",
             "Lambda takes at most " + std::to_string(facts.mappingBatch) + " messages of " +
                 (queue->fifo ? "a fifo queue" : "a queue without a batching window") + " at once",
             queue->fifo ? "a smaller batch" : "reader: {window: " + toText(facts.mappingWindowLeast) + "} or more");
}

std::uint32_t Compiler::invocationOf(const Flow& flow) {
    if (!flow.onFailure && flow.onSuccess.empty()) return kNone;
    const LambdaFacts& facts = model.facts->lambda;
    DeliveryModel made;
    made.retries = facts.asyncRetries;
    made.age = facts.asyncAge;
    if (flow.onFailure) {
        if (flow.onFailure->retries.value_or(0) > facts.asyncRetries)
            warn(flowName(flow), "on_failure.retries",
                 "Lambda tries an asynchronous invocation again " + std::to_string(facts.asyncRetries) +
                     " times at most (MaximumRetryAttempts)");
        if (flow.onFailure->age.value_or(facts.asyncAge) > facts.asyncAge)
            warn("beyond-limit", flowName(flow), "on_failure.age",
                 "Lambda keeps an asynchronous invocation for " + toText(facts.asyncAge) +
                     " at most (MaximumEventAgeInSeconds): it is given up then",
                 "state what you were granted under facts: lambda.async_age");
        made.retries = std::min(made.retries, flow.onFailure->retries.value_or(made.retries));
        made.age = std::min(made.age, flow.onFailure->age.value_or(made.age));
        if (!flow.onFailure->to.empty()) made.deadLetters = nodeIndex[flow.onFailure->to];
    }
    if (!flow.onSuccess.empty()) made.successes = nodeIndex[flow.onSuccess];
    model.deliveries.push_back(std::move(made));
    return static_cast<std::uint32_t>(model.deliveries.size() - 1);
}

void Compiler::applyEngine(const Node& node, const Queue& queue, QueueModel& made) {
    const MessagingFacts& facts = model.facts->messaging;
    made.engine = queue.engine;
    made.redrive = queue.redrive;
    made.sentTwice = queue.sentTwice.fraction();
    made.inFlightLimit = std::int64_t{1} << 40;
    if (queue.duplicates) made.duplicates = queue.duplicates->fraction();
    switch (queue.engine) {
        case QueueEngine::sqs:
            made.inFlightLimit = facts.sqsInFlight;
            if (queue.fifo) {
                made.fifo = made.deduplicates = true;
                made.groups = Popularity{static_cast<std::uint32_t>(queue.groups), queue.groupSkew};
                made.sends = facts.fifoSends;
            } else if (!queue.duplicates) {
                made.duplicates = facts.sqsDuplicates.fraction();
            }
            break;
        case QueueEngine::rabbitmq:
            made.pushed = true;
            made.hides = false;
            made.prefetch = queue.prefetch.value_or(0);
            made.fetchLimit.reset();
            break;
        case QueueEngine::pubsub:
            made.pushed = true;
            made.hides = false;
            made.prefetch = queue.prefetch.value_or(facts.pubsubOutstanding);
            made.backoff = facts.pubsubBackoff;
            made.backoffCap = facts.pubsubBackoffCap;
            break;
        case QueueEngine::cloudflare:
            made.hides = false;
            made.sends = facts.cloudflareSends;
            made.fetchLimit = facts.cloudflareConcurrency;
            break;
        case QueueEngine::azure:
            made.hides = false;
            made.fetchLimit = facts.azureBatch + facts.azureThreshold;
            break;
        case QueueEngine::service_bus: applyServiceBus(node, queue, made); break;
    }
    if (queue.fifo && queue.engine != QueueEngine::sqs && queue.engine != QueueEngine::service_bus)
        note(node.id, "fifo",
             "only SQS and Service Bus have fifo queues with groups: the order is that of a plain queue");
}

}  // namespace spillway
