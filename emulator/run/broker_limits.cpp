#include "platforms/facts.h"
#include "run/limit_check.h"

// The limits of brokers, stores, APIs and workflows, and of what is set off by them.
namespace spillway {
namespace {

struct BrokerLimits {
    const LimitCheck& check;
    const PlatformFacts& facts;

    void operator()(const Queue& queue) const {
        switch (queue.engine) {
            case QueueEngine::sqs: return onSqs(queue);
            case QueueEngine::rabbitmq: return;
            case QueueEngine::pubsub: return onPubSub(queue);
            case QueueEngine::azure:
                return check.atMost(queue.visibilityTimeout, facts.messaging.azureLongestHold, "visibility_timeout",
                                    "the time that a Storage queue hides a message", "messaging.azure_hold_most");
            case QueueEngine::cloudflare: return onCloudflare(queue);
            case QueueEngine::service_bus:
                return deliveries(queue, facts.messaging.serviceBusMostDeliveries,
                                  "the number of deliveries of a Service Bus queue (MaxDeliveryCount)",
                                  "messaging.service_bus_deliveries_most");
        }
    }
    void operator()(const Gateway& gateway) const {
        if (gateway.api)
            check.atLeast(gateway.timeLimit, facts.data.gatewayLeastLimit, "time_limit",
                          "the time of an API's integration", "data.gateway_least_limit");
        if (gateway.api == GatewayApi::rest)
            check.atMost(gateway.timeLimit, facts.data.gatewayRestLimit, "time_limit",
                         "the time of a REST API's integration", "data.gateway_rest_limit");
    }
    void operator()(const Stream& stream) const {
        const MessagingFacts& brokers = facts.messaging;
        if (stream.engine == StreamEngine::kinesis)
            check.within(stream.retention, {brokers.kinesisLeastRetention, brokers.kinesisLongestRetention},
                         "retention", "the retention of a Kinesis stream", "messaging.kinesis_retention");
        if (stream.engine == StreamEngine::dynamodb)
            check.atMost(stream.retention, brokers.dynamodbRetention, "retention", "the retention of a table's stream",
                         "messaging.dynamodb_retention");
    }
    void operator()(const Database& database) const {
        if (!database.table) return;
        const Rate most = facts.data.tableUnits;
        check.atMost(database.table->read, most, "table.read", "the read capacity of a table", "data.table_units_most");
        check.atMost(database.table->write, most, "table.write", "the write capacity of a table",
                     "data.table_units_most");
        const TableLimits& limits = facts.data.table;
        const auto onScaling = [&](const std::optional<TableScaling>& scaling, const char* field) {
            if (scaling)
                check.within(scaling->target, {limits.leastTarget, limits.mostTarget}, field,
                             "the target of a table's autoscaler", "data.autoscaling_target");
        };
        onScaling(database.table->scaling, "table.autoscaling.target");
        for (const TableIndex& index : database.table->indexes)
            onScaling(index.scaling, "table.indexes.autoscaling.target");
        check.atMost(std::optional{static_cast<std::int64_t>(database.table->indexes.size())}, limits.indexes,
                     "table.indexes", "the number of a table's global secondary indexes", "data.table_indexes");
    }
    void operator()(const Workflow& workflow) const {
        const ByteCount size{static_cast<std::int64_t>(definitionTextOf(workflow).size())};
        check.atMost(std::optional{size}, facts.stepFunctions.definition,
                     definitionFileOf(workflow).empty() ? "definition" : "definition_file",
                     "the definition of a state machine", "step_functions.definition");
    }
    void operator()(const auto&) const {}

private:
    void onSqs(const Queue& queue) const {
        const MessagingFacts& brokers = facts.messaging;
        check.atMost(queue.visibilityTimeout, brokers.sqsLongestVisibility, "visibility_timeout",
                     "the visibility timeout of an SQS queue", "messaging.sqs_visibility_most");
        check.within(queue.retention, {brokers.sqsLeastRetention, brokers.sqsLongestRetention}, "retention",
                     "the retention of an SQS queue", "messaging.sqs_retention");
        check.atMost(std::optional{queue.delay}, brokers.sqsLongestDelay, "delay", "the delay of an SQS queue",
                     "messaging.sqs_delay_most");
        deliveries(queue, brokers.sqsMostReceives, "the number of receives of an SQS queue (maxReceiveCount)",
                   "messaging.sqs_receives_most");
        deadLettersAreAlike(queue);
        if (queue.redrive)
            check.atMost(std::optional{queue.redrive->rate}, brokers.sqsRedrive, "redrive.rate",
                         "the rate of an SQS redrive", "messaging.sqs_redrive_most");
    }
    void deadLettersAreAlike(const Queue& queue) const {
        if (!queue.deadLetters) return;
        const Node& to = check.compiler.topology.nodes[check.compiler.nodeIndex.at(queue.deadLetters->to)];
        const auto* dead = std::get_if<Queue>(&to.spec);
        if (dead == nullptr || dead->engine != QueueEngine::sqs || dead->fifo == queue.fifo) return;
        check.compiler.warn("beyond-limit", check.item, "dead_letters.to",
                            std::string{"dead letters of a "} + (queue.fifo ? "fifo" : "standard") +
                                " queue of SQS go to another of its kind: this cannot be deployed",
                            to.id + (queue.fifo ? ": fifo: true" : ": no fifo"));
    }
    void onPubSub(const Queue& queue) const {
        const MessagingFacts& brokers = facts.messaging;
        check.within(queue.visibilityTimeout, {brokers.pubsubLeastHold, brokers.pubsubLongestHold},
                     "visibility_timeout", "the acknowledgement deadline of a subscription", "messaging.pubsub_hold");
        check.within(queue.retention, {brokers.pubsubLeastRetention, brokers.pubsubLongestRetention}, "retention",
                     "the retention of a subscription", "messaging.pubsub_retention");
        if (queue.deadLetters)
            check.within(queue.deadLetters->after, {brokers.pubsubLeastDeliveries, brokers.pubsubMostDeliveries},
                         "dead_letters.after", "the number of deliveries of a subscription (maxDeliveryAttempts)",
                         "messaging.pubsub_deliveries");
    }
    void onCloudflare(const Queue& queue) const {
        const MessagingFacts& brokers = facts.messaging;
        check.within(queue.retention, {brokers.cloudflareLeastRetention, brokers.cloudflareLongestRetention},
                     "retention", "the retention of a Cloudflare queue", "messaging.cloudflare_retention");
        check.atMost(std::optional{queue.delay}, brokers.cloudflareLongestDelay, "delay",
                     "the delay of a Cloudflare queue", "messaging.cloudflare_delay_most");
        const std::int64_t most = brokers.cloudflareMostRetries + 1;
        if (!queue.deadLetters || queue.deadLetters->after.value_or(0) <= most) return;
        check.compiler.warn("beyond-limit", check.item, "dead_letters.after",
                            "a Cloudflare queue retries a message " + std::to_string(brokers.cloudflareMostRetries) +
                                " times at most: it is given up after " + std::to_string(most) +
                                " deliveries at the latest",
                            "state what you were granted under facts: messaging.cloudflare_retries_most");
    }
    void deliveries(const Queue& queue, std::int64_t most, const char* what, const char* key) const {
        if (queue.deadLetters) check.atMost(queue.deadLetters->after, most, "dead_letters.after", what, key);
    }
};

struct ConsumerLimits {
    const LimitCheck& check;
    const MessagingFacts& facts;
    const Flow& flow;
    bool toLambda;
    bool managed;  // to a queue or a stream
    bool toFifo;   // of SQS
    bool toService;

    void operator()(const Queue& queue) const {
        switch (queue.engine) {
            case QueueEngine::sqs: return mapped();
            case QueueEngine::azure:
                return check.atMost(std::optional{flow.batch}, facts.azureMostBatch, "batch",
                                    "the number of messages that a Storage queue gives at once",
                                    "messaging.azure_batch_most");
            case QueueEngine::cloudflare:
                return check.atMost(flow.maxConcurrency, facts.cloudflareConcurrency, "max_concurrency",
                                    "the number of batches of a Cloudflare queue that are in work at once",
                                    "messaging.cloudflare_concurrency");
            default: return;
        }
    }
    void operator()(const Stream&) const {
        if (!toLambda) return;
        check.atMost(std::optional{flow.batch}, facts.mappingRecords, "batch",
                     "the number of records that Lambda takes at once (BatchSize)", "messaging.mapping_records");
        if (flow.reader)
            check.atMost(std::optional{flow.reader->window}, facts.mappingWindow, "reader.window",
                         "the window of a Lambda mapping (MaximumBatchingWindowInSeconds)", "messaging.mapping_window");
        tried(facts.mappingRetries, facts.mappingAge, "a Lambda mapping", "messaging.mapping_retries",
              "messaging.mapping_age");
    }
    void operator()(const ObjectStore&) const {
        if (toFifo)
            notOrdered("S3 tells no fifo queue of what is inserted", "a standard queue, or an event bus between");
    }
    void operator()(const Topic& topic) const {
        waitsForNobody("a topic");
        if (topic.engine == TopicEngine::pubsub && flow.kind == FlowKind::event)
            check.within(flow.timeout, {facts.pubsubLeastHold, facts.pubsubLongestHold}, "timeout",
                         "the acknowledgement deadline of a subscription", "messaging.pubsub_hold");
        if (topic.engine == TopicEngine::sns && toFifo)
            notOrdered("a standard topic of SNS cannot deliver to a fifo queue",
                       "a standard queue, or no topic between");
        if (topic.engine != TopicEngine::sns || toLambda || !flow.onFailure) return;
        const OnFailure& stated = *flow.onFailure;
        if (stated.age)
            check.cannot("on_failure.age", "SNS gives nothing up because of its age, but after its retries");
        if (managed && stated.retries)
            check.cannot("on_failure.retries", "how often SNS tries a queue or a stream again is its own");
        else
            check.atMost(stated.retries, facts.snsHttpMost, "on_failure.retries",
                         "the number of retries of a delivery policy (numRetries)", "messaging.sns_http_most");
    }
    // Lambda tries an event again by itself, by limits of its own.
    void operator()(const EventBus&) const {
        waitsForNobody("an event bus");
        if (toLambda) return;
        tried(facts.eventbridgeRetries, facts.eventbridgeAge, "a rule of EventBridge", "messaging.eventbridge_retries",
              "messaging.eventbridge_age");
    }
    void operator()(const auto&) const {}

private:
    void waitsForNobody(const std::string& what) const {
        if (flow.kind != FlowKind::call) return;
        check.compiler.warn(
            "beyond-limit", check.item, "kind",
            what + " waits for nobody: here whoever sends to it waits until \"" + flow.to + "\" has answered",
            "kind: event");
    }
    void notOrdered(const char* rule, const char* hint) const {
        check.compiler.warn("beyond-limit", check.item, "to", std::string{rule} + ": this cannot be deployed", hint);
    }
    void mapped() const {
        if (toService)
            check.atMost(std::optional{flow.batch}, facts.sqsBatch, "batch",
                         "the number of messages that one receive of SQS brings (MaxNumberOfMessages)",
                         "messaging.sqs_batch_most");
        if (!toLambda) return;
        const char* what = "the concurrency of a Lambda mapping (MaximumConcurrency)";
        check.atLeast(flow.maxConcurrency, facts.mappingConcurrencyLeast, "max_concurrency", what,
                      "messaging.mapping_concurrency_least");
        check.atMost(flow.maxConcurrency, facts.mappingConcurrency, "max_concurrency", what,
                     "messaging.mapping_concurrency_most");
    }
    void tried(std::int64_t retries, Duration age, const std::string& whose, const char* retriesKey,
               const char* ageKey) const {
        if (!flow.onFailure) return;
        check.atMost(flow.onFailure->retries, retries, "on_failure.retries", "the number of retries of " + whose,
                     retriesKey);
        check.atMost(flow.onFailure->age, age, "on_failure.age", "the age of events of " + whose, ageKey);
    }
};

}  // namespace

void Compiler::noteBeyondBrokers() {
    std::map<std::string, std::int64_t> pushes;  // by stream
    for (const Node& node : topology.nodes) {
        const LimitCheck check{*this, node.id};
        std::visit(BrokerLimits{check, *model.facts}, node.spec);
    }
    for (const Flow& flow : topology.flows) {
        noteForeignTrigger(flow);
        const LimitCheck check{*this, flowName(flow)};
        const Node &from = topology.nodes[nodeIndex.at(flow.from)], &to = topology.nodes[nodeIndex.at(flow.to)];
        const bool toLambda = platformOf(topology, to) == Platform::lambda;
        const bool managed = to.kind() == NodeKind::queue || to.kind() == NodeKind::stream;
        const MessagingFacts& brokers = model.facts->messaging;
        const auto* queue = std::get_if<Queue>(&to.spec);
        const bool toFifo = queue != nullptr && queue->engine == QueueEngine::sqs && queue->fifo;
        std::visit(ConsumerLimits{check, brokers, flow, toLambda, managed, toFifo,
                                  to.kind() == NodeKind::service && !toLambda},
                   from.spec);
        const auto* stream = std::get_if<Stream>(&from.spec);
        if (stream == nullptr || stream->engine != StreamEngine::kinesis || !flow.reader || !flow.reader->fanOut)
            continue;
        if (++pushes[flow.from] == brokers.kinesisFanOut + 1)
            check.atMost(std::optional{pushes[flow.from]}, brokers.kinesisFanOut, "reader.fan_out",
                         "the number of consumers of a Kinesis stream with enhanced fan-out",
                         "messaging.kinesis_fan_out_most");
    }
}

}  // namespace spillway
