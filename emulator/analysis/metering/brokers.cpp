#include "analysis/metering/kinds.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace spillway::metering {
namespace {

bool isHttp(NodeKind kind) {
    using enum NodeKind;
    return kind == service || kind == gateway || kind == external || kind == load_balancer || kind == backend;
}

bool isNoFunction(NodeKind kind) { return kind != NodeKind::function; }

// Pub/Sub is paid for by what goes in and out, some bytes a message at least.
void meterPubSub(Meter& meter, double delivered) {
    const auto least = static_cast<double>(meter.terms("pubsub_tib").leastSize.value_or(ByteCount{}).bytes);
    double bytes = 0, sent = 0;
    for (std::size_t i = 0; i < meter.topology().flows.size() && i < meter.report().flows.size(); ++i) {
        const Flow& flow = meter.topology().flows[i];
        if (flow.to != meter.node().id) continue;
        const auto attempts = static_cast<double>(meter.report().flows[i].attempts);
        sent += attempts;
        bytes += attempts * std::max(least, static_cast<double>(flow.payload.value_or(ByteCount{}).bytes));
    }
    const double each = sent > 0 ? bytes / sent : least;
    meter.add("pubsub_tib", each * (meter.arrived() + delivered) / (kBytesPerGigabyte * 1024));
}

// Azure's Storage queue: each message is put and deleted by an operation of its own; one gets a batch, if it is not
// larger than what one can get.
void meterStorageQueue(Meter& meter) {
    const double most = meter.terms("azure_queue_operations").each.value_or(1);
    double gets = 0;
    for (std::size_t i = 0; i < meter.topology().flows.size() && i < meter.report().flows.size(); ++i) {
        if (meter.topology().flows[i].from != meter.node().id) continue;
        const double messages = messagesOver(meter.topology(), meter.report(), i);
        gets += std::max(static_cast<double>(meter.report().flows[i].attempts), messages / most);
    }
    meter.add("azure_queue_operations", meter.arrived() + gets + static_cast<double>(meter.measured().succeeded));
    meter.assume("every delivery is priced as a get of its own; a host gets up to 16 messages at once under load");
    meter.omit("gets that find nothing");
}

// Premium is paid for by its messaging units alone.
void meterServiceBus(Meter& meter, const std::optional<ServiceBus>& stated) {
    const ServiceBus bus = stated.value_or(ServiceBus{});
    meter.namespaces.add(bus);
    if (bus.tier == ServiceBusTier::premium) return;
    const ServiceBusUse use = serviceBusUse(meter.topology(), meter.report(), meter.index(), [&](double bytes) {
        return meter.units("azure_service_bus_operations", bytes);
    });
    meter.add("azure_service_bus_operations", use.operations());
    if (use.settled > 0)
        meter.assume(
            "assumed: messages are received under a lock (peek-lock), so that completing or abandoning each is an "
            "operation of its own, as is each renewal of its lock");
    meter.omit("receives that find nothing, connections beyond the first thousand");
}

void meterSqs(Meter& meter, const Queue& queue) {
    const char* key = queue.fifo ? "sqs_fifo_requests" : "sqs_requests";
    // One send a message, or several that are sent together; one receive a batch, and one delete if it was done.
    double batches = meter.sentOn(FlowKind::event, isAny);
    double done = 0;
    for (std::size_t i = 0; i < meter.topology().flows.size() && i < meter.report().flows.size(); ++i) {
        const Flow& flow = meter.topology().flows[i];
        const FlowReport& report = meter.report().flows[i];
        if (flow.from != meter.node().id) continue;
        // A batch that was throttled is invoked again, not received again.
        batches -= static_cast<double>(report.retries);
        // Of a batch that failed in part, what was done is deleted.
        const bool inPart = flow.onFailure && flow.onFailure->reportItems;
        if (inPart && report.succeeded < report.attempts)
            meter.assume("of every batch something is deleted: those of which every message failed are not told apart");
        done += static_cast<double>(inPart ? std::min(report.attempts, meter.measured().succeeded) : report.succeeded);
    }
    const Inflow in = meter.inflow(key);
    const double each = batches > 0 ? std::max(1.0, meter.delivered() / batches) : 1;
    meter.add(key, in.units + batches * meter.units(key, each * in.meanBytes) + done);
    if (batches > 0) meter.omit("receives that find nothing");
}

// Kinesis is bought by the shard, or on demand by what goes in and out.
void meterKinesis(Meter& meter, const Stream& stream) {
    const auto bytes = static_cast<double>(stream.recordSize.bytes);
    const double taken = meter.arrived() - meter.failures(FailureCause::throttled);
    double polled = 0, pushed = 0, pushes = 0;
    for (std::size_t i = 0; i < meter.topology().flows.size() && i < meter.report().flows.size(); ++i) {
        const Flow& flow = meter.topology().flows[i];
        if (flow.from != meter.node().id) continue;
        const bool isPushed = flow.reader && flow.reader->fanOut;
        (isPushed ? pushed : polled) += messagesOver(meter.topology(), meter.report(), i) * bytes / kBytesPerGigabyte;
        pushes += isPushed ? 1 : 0;
    }
    const double hours = meter.hours(static_cast<double>(stream.shards));
    meter.add("kinesis_shard_hours", hours);
    meter.add("kinesis_puts", taken * meter.units("kinesis_puts", bytes));
    meter.add("kinesis_fan_out_hours", hours * pushes);
    meter.add("kinesis_fan_out_gb", pushed);
    const ByteCount step = meter.terms("kinesis_on_demand_in_gb").size.value_or(stream.recordSize);
    const double billed = meter.units("kinesis_on_demand_in_gb", bytes) * static_cast<double>(step.bytes);
    meter.add("kinesis_on_demand_hours", meter.hours(1), true);
    meter.add("kinesis_on_demand_in_gb", taken * billed / kBytesPerGigabyte, true);
    meter.add("kinesis_on_demand_out_gb", polled, true);
    meter.add("kinesis_on_demand_fan_out_gb", pushed, true);
    meter.assume("bought the other way it is on demand: a stream, and the bytes that went in and out of it");
}

}  // namespace

void meter(Meter& meter, const Queue& queue) {
    const auto again = static_cast<double>(meter.measured().redelivered);
    switch (queue.engine) {
        case QueueEngine::sqs: return meterSqs(meter, queue);
        case QueueEngine::pubsub: return meterPubSub(meter, meter.delivered());
        // A message is written, read each time that it is delivered, and deleted when it is done or given up.
        case QueueEngine::cloudflare: {
            const Inflow in = meter.inflow("queue_operations");
            const NodeReport& measured = meter.measured();
            const auto read = static_cast<double>(measured.succeeded + measured.deadLettered) + again;
            const auto ended = static_cast<double>(measured.succeeded + measured.deadLettered + measured.expired);
            return meter.add("queue_operations",
                             in.units + (read + ended) * meter.units("queue_operations", in.meanBytes));
        }
        case QueueEngine::rabbitmq:
            if (std::exchange(meter.hasRabbitmq, true)) return;
            meter.assume("assumed: one broker mq.m5.large for all RabbitMQ queues");
            return meter.add("mq_broker_hours", meter.hours(1));
        case QueueEngine::azure: return meterStorageQueue(meter);
        case QueueEngine::service_bus: return meterServiceBus(meter, queue.serviceBus);
    }
}

void meter(Meter& meter, const Topic& topic) {
    if (topic.engine == TopicEngine::service_bus) return meterServiceBus(meter, topic.serviceBus);
    const double copies = meter.sentOn(FlowKind::event, isAny);
    if (topic.engine == TopicEngine::pubsub) return meterPubSub(meter, copies);
    if (topic.engine == TopicEngine::mqtt) {
        const Inflow in = meter.inflow("iot_messages");
        return meter.add("iot_messages", in.units + copies * meter.units("iot_messages", in.meanBytes));
    }
    const Inflow in = meter.inflow("sns_publishes");
    meter.add("sns_publishes", in.units);
    meter.add("sns_http_deliveries",
              meter.sentOn(FlowKind::event, isHttp) * meter.units("sns_http_deliveries", in.meanBytes));
}

void meter(Meter& meter, const EventBus&) { meter.add("event_bus_events", meter.inflow("event_bus_events").units); }

void meter(Meter& meter, const Stream& stream) {
    if (stream.engine == StreamEngine::dynamodb) {  // what a Lambda function reads of it is free
        if (meter.sentOn(FlowKind::event, isNoFunction) > 0)
            meter.omit("what others than Lambda functions read of a table's stream");
        return;
    }
    if (stream.engine == StreamEngine::kafka) {
        if (std::exchange(meter.hasKafka, true)) return meter.omit("what the brokers store");
        const double brokers = meter.terms("kafka_broker_hours").each.value_or(1);
        meter.assume(fmt::format("assumed: {:g} brokers kafka.m7g.large for all Kafka streams", brokers));
        meter.add("kafka_broker_hours", meter.hours(brokers));
        return meter.omit("what the brokers store");
    }
    meterKinesis(meter, stream);
}

}  // namespace spillway::metering
