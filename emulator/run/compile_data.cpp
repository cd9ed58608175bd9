#include "base/bounded.h"
#include "base/text.h"
#include "platforms/facts.h"
#include "platforms/key_hash.h"
#include "run/compiler.h"

#include <algorithm>
#include <cmath>

namespace spillway {
namespace {

// 2026-01-05T00:00:00Z, a Monday.
constexpr std::int64_t kMonday = 1'767'571'200;

struct PayloadLimit {
    ByteCount most;
    const char* of;
};
PayloadLimit busLimit(const std::optional<ServiceBus>& stated, const MessagingFacts& facts) {
    if (stated.value_or(ServiceBus{}).tier == ServiceBusTier::premium)
        return {facts.serviceBusLargeMessage, "Service Bus Premium"};
    return {facts.serviceBusMessage, "Service Bus Standard"};
}

// What the largest message, record or request is, by who takes it.
struct PayloadLimits {
    const PlatformFacts& facts;
    Platform platform;
    bool event;
    bool balanced = false;  // comes from a load balancer

    std::optional<PayloadLimit> operator()(const Queue& queue) const {
        const MessagingFacts& brokers = facts.messaging;
        switch (queue.engine) {
            case QueueEngine::sqs: break;
            case QueueEngine::rabbitmq: return PayloadLimit{brokers.rabbitmqMessage, "RabbitMQ"};
            case QueueEngine::pubsub: return PayloadLimit{brokers.pubsubMessage, "Pub/Sub"};
            case QueueEngine::azure: return PayloadLimit{brokers.azureMessage, "a Storage queue"};
            case QueueEngine::cloudflare: return PayloadLimit{brokers.cloudflareMessage, "a Cloudflare queue"};
            case QueueEngine::service_bus: return busLimit(queue.serviceBus, brokers);
        }
        return PayloadLimit{facts.data.payloadQueue, "SQS"};
    }
    std::optional<PayloadLimit> operator()(const Topic& topic) const {
        const MessagingFacts& brokers = facts.messaging;
        switch (topic.engine) {
            case TopicEngine::sns: break;
            case TopicEngine::pubsub: return PayloadLimit{brokers.pubsubMessage, "Pub/Sub"};
            case TopicEngine::mqtt: return PayloadLimit{brokers.mqttMessage, "IoT Core"};
            case TopicEngine::service_bus: return busLimit(topic.serviceBus, brokers);
        }
        return PayloadLimit{brokers.snsMessage, "SNS"};
    }
    std::optional<PayloadLimit> operator()(const EventBus&) const {
        return PayloadLimit{facts.messaging.eventbridgeEvent, "EventBridge"};
    }
    std::optional<PayloadLimit> operator()(const Stream& stream) const {
        if (stream.engine == StreamEngine::dynamodb) return std::nullopt;  // what is written is the table's affair
        if (stream.engine == StreamEngine::kafka) return PayloadLimit{facts.messaging.kafkaRecord, "Kafka"};
        return PayloadLimit{facts.data.payloadStream, "Kinesis"};
    }
    std::optional<PayloadLimit> operator()(const Database& database) const {
        if (!database.table) return std::nullopt;
        return PayloadLimit{facts.data.tableItem, "a table of DynamoDB"};
    }
    std::optional<PayloadLimit> operator()(const Workflow&) const {
        return PayloadLimit{facts.stepFunctions.payload, "an execution"};
    }
    std::optional<PayloadLimit> operator()(const Gateway&) const {
        return PayloadLimit{facts.data.payloadGateway, "an API gateway"};
    }
    std::optional<PayloadLimit> operator()(const Function&) const {
        switch (platform) {
            case Platform::lambda:
                if (balanced)
                    return PayloadLimit{facts.data.balancerFunction, "a load balancer's request to a function"};
                if (event) return PayloadLimit{facts.data.payloadFunctionEvent, "an asynchronous invocation"};
                return PayloadLimit{facts.data.payloadFunction, "a synchronous invocation"};
            case Platform::openwhisk: return PayloadLimit{facts.openwhisk.payload, "an action of OpenWhisk"};
            case Platform::code_engine:
                return PayloadLimit{facts.codeEngine.functionPayload, "a function of Code Engine"};
            // What an event carries is the affair of its broker.
            case Platform::cloud_run:
                if (!event) return PayloadLimit{facts.cloudRun.payload, "Cloud Run"};
                return std::nullopt;
            case Platform::azure_functions:
                if (!event) return PayloadLimit{facts.azureFunctions.payload, "an Azure function"};
                return std::nullopt;
            default: return std::nullopt;
        }
    }
    std::optional<PayloadLimit> operator()(const auto&) const { return std::nullopt; }
};

// What one record, or item, of it has.
struct OwnSize {
    ByteCount size;
    const char* field;
};
std::optional<OwnSize> ownSize(const NodeSpec& spec) {
    if (const auto* stream = std::get_if<Stream>(&spec)) return OwnSize{stream->recordSize, "record_size"};
    const auto* database = std::get_if<Database>(&spec);
    if (database == nullptr || !database->table) return std::nullopt;
    return OwnSize{database->table->itemSize, "table.item_size"};
}

// Capacity and bill count the item of the table, however much goes over the flow.
void noteItems(Compiler& compiler, const Flow& flow, const Node& taker) {
    const auto* database = std::get_if<Database>(&taker.spec);
    if (database == nullptr || !database->table) return;
    const TableSpec& table = *database->table;
    const auto tell = [&](const std::optional<ByteCount>& size, const char* field) {
        if (size && *size > table.itemSize)
            compiler.warn("does-not-fit", flowName(flow), field,
                          toText(*size) + " is more than an item of \"" + taker.id + "\" has (" +
                              toText(table.itemSize) + "), by which its units are counted",
                          "state table.item_size");
    };
    if (table.reads.fraction() < 1) tell(flow.payload, "payload");
    if (table.reads.fraction() > 0 && flow.kind == FlowKind::call) tell(flow.responseSize, "response_size");
}

}  // namespace

void Compiler::checkPayloads() {
    for (const Node& node : topology.nodes) {
        const auto own = ownSize(node.spec);
        const auto limit = own ? std::visit(PayloadLimits{*model.facts, {}, true}, node.spec) : std::nullopt;
        if (limit && own->size > limit->most)
            fail("payload-too-large", node.id, own->field,
                 toText(own->size) + " is more than " + limit->of + " takes: " + toText(limit->most),
                 "put the payload into an object store and send where it lies");
    }
    for (const Flow& flow : topology.flows) {
        const std::string item = flowName(flow);
        if (flow.bandwidth && flow.bandwidth->bytes < 1)
            fail("out-of-range", item, "bandwidth", "the bandwidth is zero");
        const auto to = nodeIndex.find(flow.to);
        if (to == nodeIndex.end()) continue;
        const Node& taker = topology.nodes[to->second];
        const auto from = nodeIndex.find(flow.from);
        const bool balanced = from != nodeIndex.end() && topology.nodes[from->second].kind() == NodeKind::load_balancer;
        const PayloadLimits limits{*model.facts, platformOf(topology, taker), flow.kind == FlowKind::event, balanced};
        const auto limit = std::visit(limits, taker.spec);
        const auto check = [&](const std::optional<ByteCount>& size, const char* field) {
            if (!limit || !size || size->bytes <= limit->most.bytes) return;
            fail("payload-too-large", item, field,
                 toText(*size) + " is more than " + limit->of + " takes: " + toText(limit->most),
                 "put the payload into an object store and send where it lies");
        };
        check(flow.payload, "payload");
        noteItems(*this, flow, taker);
        // What a broker answers is no message.
        const bool answers = taker.kind() == NodeKind::gateway || taker.kind() == NodeKind::function;
        if (flow.kind == FlowKind::call && answers) check(flow.responseSize, "response_size");
    }
}

void Compiler::compileCommit(const Node& node, const ReadReplicas& stated, ReplicaModel& made) {
    if (stated.failover != Failover::multi_az) {
        if (stated.commit)
            idle(node.id, "replicas.commit", "only a multi_az standby has to have a write before it is answered");
        return;
    }
    const Distribution commit = Distribution::constant(commitTime(node));
    if (!stated.commit)
        note(node.id, "replicas.commit",
             "assumed: a write waits " + toText(commit) + " for the standby in another zone");
    made.commit.emplace(stated.commit.value_or(commit));
}

Distribution Compiler::lagOf(const Node& node, const ReadReplicas& stated) {
    const Distribution& aurora = model.facts->data.auroraLag;
    if (stated.failover != Failover::aurora || stated.lag != ReadReplicas{}.lag) return stated.lag;
    note(node.id, "replicas.lag", "assumed: a reader of Aurora is behind by " + toText(aurora));
    return aurora;
}

void Compiler::compileReplicas(const Node& node, const Database& database, NodeModel& nodeModel) {
    const ReadReplicas& stated = *database.replicas;
    ServerModel& server = model.servers[nodeModel.extra];
    server.instances = 1 + narrow(stated.count);
    server.slotsPerInstance = narrow(database.pool);
    server.ownLines = narrow(static_cast<std::int64_t>(model.ownLines.size()));
    model.ownLines.push_back({.limit = database.queueLimit, .primary = true});
    nodeModel.replicas = narrow(static_cast<std::int64_t>(model.replicas.size()));
    nodeModel.marksWrites = true;
    if (!database.reads) {
        nodeModel.reads = 0.8;
        note(node.id, "reads", "assumed: 80% of the requests read");
    }
    ReplicaModel made;
    made.count = narrow(stated.count);
    made.lag = Sampler{lagOf(node, stated)};
    made.applyEach = boundedDuration(1 / stated.applyRate.value_or(model.facts->data.replicaApply).perSecond());
    made.keys = Popularity{narrow(stated.keys), stated.keySkew};
    compileFailover(node, stated, made);
    compileCommit(node, stated, made);
    if (made.commit) nodeModel.cpuLimited = nodeModel.hasWork = true;
    if (stated.failover == Failover::multi_az && stated.count == 1 && nodeModel.reads > 0)
        note(node.id, "replicas.count",
             "the standby of multi_az answers no reads: all go to the primary; with a count of 2 one more copy does");
    model.replicas.push_back(std::move(made));
}

void Compiler::compileFailover(const Node& node, const ReadReplicas& stated, ReplicaModel& made) {
    const DataFacts& facts = model.facts->data;
    made.failover = stated.failover;
    Distribution time;
    switch (stated.failover) {
        case Failover::none:
            if (stated.failoverTime) idle(node.id, "replicas.failover_time", "nothing takes the primary's place");
            return;
        case Failover::replica: time = facts.failoverReplica; break;
        case Failover::multi_az: time = facts.failoverMultiAz; break;
        case Failover::aurora: time = facts.failoverAurora; break;
    }
    if (!stated.failoverTime)
        note(node.id, "replicas.failover_time", "assumed: another has the primary's place after " + toText(time));
    made.failoverTime = Sampler{stated.failoverTime.value_or(time)};
}

std::optional<Duration> Compiler::outsideLimit(const Flow& flow) const {
    const NodeSpec& from = topology.nodes[nodeIndex.at(flow.from)].spec;
    if (const auto* balancer = std::get_if<LoadBalancer>(&from))
        return balancer->timeLimit.value_or(model.facts->data.balancerLimit);
    if (const auto* cdn = std::get_if<Cdn>(&from)) return cdn->timeLimit.value_or(model.facts->data.cdnLimit);
    const auto* backend = std::get_if<Backend>(&from);
    if (backend == nullptr) return std::nullopt;
    if (backend->users && backend->users->flexAuth == flow.to) return model.facts->kinvey.requestLimit;
    if (!backend->connector) return std::nullopt;
    return backend->connector->timeLimit.value_or(model.facts->kinvey.connectorLimit);
}

// The data lies outside: its own work is what the connector takes, and its calls are the store.
void Compiler::compileConnector(const Node& node, const Connector& connector, NodeModel& nodeModel) {
    const KinveyFacts& facts = model.facts->kinvey;
    model.servers[nodeModel.extra].connector.emplace(connector.overhead.value_or(facts.connectorOverhead));
    nodeModel.work = Sampler{Distribution::constant(Duration{0})};
    nodeModel.cpuLimited = nodeModel.hasWork = true;
    if (!connector.overhead)
        note(node.id, "connector.overhead", "assumed: a connector takes " + toText(facts.connectorOverhead));
    if (!connector.timeLimit)
        note(node.id, "connector.time_limit",
             "assumed: a connector gives the store up after " + toText(facts.connectorLimit));
    const auto& users = std::get<Backend>(node.spec).users;
    const bool leads = std::ranges::any_of(topology.flows, [&](const Flow& flow) {
        const bool checks = users && users->flexAuth == flow.to;
        return flow.from == node.id && flow.kind == FlowKind::call && !checks;
    });
    if (!leads) idle(node.id, "connector", "no call leads to a store outside");
}

void Compiler::compileLogins(const Node& node, const UserLogins& users, NodeModel& nodeModel) {
    ServerModel& server = model.servers[nodeModel.extra];
    const bool outside = !users.flexAuth.empty();
    if (server.connector && !outside)
        return idle(node.id, "users",
                    "its data lies outside, which the platform's own logins do not reach: users.flex_auth says who "
                    "checks them");
    const auto sampler = [](const std::optional<Distribution>& hook) {
        return hook ? std::optional{Sampler{*hook}} : std::nullopt;
    };
    server.logins = narrow(static_cast<std::int64_t>(model.logins.size()));
    server.hookLimit = model.facts->kinvey.hookLimit;
    model.logins.push_back({users.logins.fraction(), users.wrong.fraction(), outside, sampler(users.preHook),
                            sampler(users.successHook), sampler(users.failureHook)});
    if (outside)
        note(node.id, "users.flex_auth",
             "assumed: \"" + users.flexAuth + "\" is given up after " + toText(model.facts->kinvey.requestLimit) +
                 ", as any FlexService; a timeout of the call counts before");
    nodeModel.cpuLimited = nodeModel.hasWork = true;
    if (users.failureHook && users.wrong == Share{})
        idle(node.id, "users.failure_hook", "no login fails: users.wrong is not stated");
    if (users.preHook || users.successHook || users.failureHook)
        note(node.id, "users", "assumed: business logic is stopped after " + toText(server.hookLimit));
}

void Compiler::compileHooks(const Node& node, const Backend& backend, NodeModel& nodeModel) {
    const KinveyFacts& facts = model.facts->kinvey;
    if (platformOf(topology, node) == Platform::kinvey) setVisitLimit(facts.requestLimit, nodeModel);
    if (backend.connector) compileConnector(node, *backend.connector, nodeModel);
    if (backend.users) compileLogins(node, *backend.users, nodeModel);
    if (!backend.preHook && !backend.postHook) return;
    ServerModel& server = model.servers[nodeModel.extra];
    if (backend.preHook) server.preHook.emplace(*backend.preHook);
    if (backend.postHook) server.postHook.emplace(*backend.postHook);
    server.hookLimit = facts.hookLimit;
    nodeModel.cpuLimited = nodeModel.hasWork = true;
    note(node.id, backend.preHook ? "pre_hook" : "post_hook",
         "assumed: business logic is stopped after " + toText(facts.hookLimit));
}

std::uint32_t Compiler::compileCron(const Node& node, const Schedule& schedule) {
    CronModel made;
    made.expression = *CronExpression::parse(schedule.cron);
    if (!schedule.timeZone.empty()) made.zone = *findTimeZone(schedule.timeZone);
    made.start = kMonday;
    if (!schedule.starts.empty())
        made.start = *parseInstant(schedule.starts);
    else
        note(node.id, "starts", "assumed: a run begins on Monday, 2026-01-05, at midnight UTC");
    model.crons.push_back(made);
    return static_cast<std::uint32_t>(model.crons.size() - 1);
}

}  // namespace spillway
