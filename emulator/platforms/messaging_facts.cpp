#include "platforms/messaging_facts.h"

#include "base/assert.h"
#include "platforms/embedded_messaging.h"
#include "platforms/fact_sheet.h"

namespace spillway {
namespace {

void readStreams(detail::FactSheet& sheet, MessagingFacts& facts) {
    sheet.read("kinesis_records", facts.kinesisRecords);
    sheet.read("kinesis_bytes", facts.kinesisBytes);
    sheet.read("kinesis_read", facts.kinesisRead);
    sheet.read("kinesis_reads", facts.kinesisReads);
    sheet.read("kinesis_poll", facts.kinesisPoll);
    sheet.read("kinesis_push", facts.kinesisPush);
    sheet.read("kinesis_put", facts.kinesisPut);
    sheet.read("kinesis_failover", facts.kinesisFailover);
    sheet.read("stream_backoff", facts.streamBackoff);
    sheet.read("stream_backoff_cap", facts.streamBackoffCap);
    sheet.read("kafka_produce", facts.kafkaProduce);
    sheet.read("kafka_batch", facts.kafkaBatch);
    sheet.read("kafka_rebalance", facts.kafkaRebalance);
    sheet.read("kafka_session", facts.kafkaSession);
    sheet.read("kafka_poll", facts.kafkaPoll);
    sheet.read("kafka_commit", facts.kafkaCommit);
    sheet.read("queue_backoff", facts.queueBackoff);
    sheet.read("queue_backoff_cap", facts.queueBackoffCap);
    sheet.read("sqs_batch_most", facts.sqsBatch);
    sheet.read("dynamodb_poll", facts.dynamodbPoll);
    sheet.read("kinesis_retention", facts.kinesisRetention);
    sheet.read("kinesis_retention_least", facts.kinesisLeastRetention);
    sheet.read("kinesis_fan_out_most", facts.kinesisFanOut);
    sheet.read("kinesis_retention_most", facts.kinesisLongestRetention);
    sheet.read("dynamodb_retention", facts.dynamodbRetention);
    sheet.read("kafka_retention", facts.kafkaRetention);
    sheet.read("kafka_record", facts.kafkaRecord);
}

void readQueues(detail::FactSheet& sheet, MessagingFacts& facts) {
    sheet.read("sqs_duplicates", facts.sqsDuplicates);
    sheet.read("sqs_in_flight", facts.sqsInFlight);
    sheet.read("sqs_visibility_most", facts.sqsLongestVisibility);
    sheet.read("sqs_retention_least", facts.sqsLeastRetention);
    sheet.read("sqs_retention_most", facts.sqsLongestRetention);
    sheet.read("sqs_delay_most", facts.sqsLongestDelay);
    sheet.read("sqs_visibility", facts.sqsVisibility);
    sheet.read("sqs_retention", facts.sqsRetention);
    sheet.read("sqs_receives", facts.sqsReceives);
    sheet.read("sqs_receives_most", facts.sqsMostReceives);
    sheet.read("sqs_redrive_most", facts.sqsRedrive);
    sheet.read("fifo_sends", facts.fifoSends);
    sheet.read("mapping_batch", facts.mappingBatch);
    sheet.read("mapping_batch_window", facts.mappingBatchWindow);
    sheet.read("mapping_window", facts.mappingWindow);
    sheet.read("mapping_window_least", facts.mappingWindowLeast);
    sheet.read("mapping_concurrency_least", facts.mappingConcurrencyLeast);
    sheet.read("mapping_concurrency_most", facts.mappingConcurrency);
    sheet.read("mapping_records", facts.mappingRecords);
    sheet.read("mapping_retries", facts.mappingRetries);
    sheet.read("mapping_age", facts.mappingAge);
    sheet.read("mapping_parallelization", facts.mappingParallelization);
    sheet.read("rabbitmq_timeout", facts.rabbitmqTimeout);
    sheet.read("rabbitmq_deliveries", facts.rabbitmqDeliveries);
    sheet.read("rabbitmq_mapping", facts.rabbitmqMapping);
    sheet.read("rabbitmq_message", facts.rabbitmqMessage);
    sheet.read("pubsub_hold", facts.pubsubHold);
    sheet.read("pubsub_hold_least", facts.pubsubLeastHold);
    sheet.read("pubsub_hold_most", facts.pubsubLongestHold);
    sheet.read("pubsub_outstanding", facts.pubsubOutstanding);
    sheet.read("pubsub_backoff", facts.pubsubBackoff);
    sheet.read("pubsub_backoff_cap", facts.pubsubBackoffCap);
    sheet.read("pubsub_deliveries", facts.pubsubDeliveries);
    sheet.read("pubsub_deliveries_least", facts.pubsubLeastDeliveries);
    sheet.read("pubsub_deliveries_most", facts.pubsubMostDeliveries);
    sheet.read("pubsub_retention", facts.pubsubRetention);
    sheet.read("pubsub_retention_least", facts.pubsubLeastRetention);
    sheet.read("pubsub_retention_most", facts.pubsubLongestRetention);
    sheet.read("pubsub_message", facts.pubsubMessage);
    sheet.read("azure_hold", facts.azureHold);
    sheet.read("azure_hold_most", facts.azureLongestHold);
    sheet.read("azure_batch", facts.azureBatch);
    sheet.read("azure_batch_most", facts.azureMostBatch);
    sheet.read("azure_threshold", facts.azureThreshold);
    sheet.read("azure_deliveries", facts.azureDeliveries);
    sheet.read("azure_retention", facts.azureRetention);
    sheet.read("azure_message", facts.azureMessage);
    sheet.read("cloudflare_sends", facts.cloudflareSends);
    sheet.read("cloudflare_retries", facts.cloudflareRetries);
    sheet.read("cloudflare_retries_most", facts.cloudflareMostRetries);
    sheet.read("cloudflare_concurrency", facts.cloudflareConcurrency);
    sheet.read("cloudflare_hold", facts.cloudflareHold);
    sheet.read("cloudflare_wait", facts.cloudflareWait);
    sheet.read("cloudflare_longest_wait", facts.cloudflareLongestWait);
    sheet.read("cloudflare_batch", facts.cloudflareBatch);
    sheet.read("cloudflare_retention", facts.cloudflareRetention);
    sheet.read("cloudflare_retention_least", facts.cloudflareLeastRetention);
    sheet.read("cloudflare_retention_most", facts.cloudflareLongestRetention);
    sheet.read("cloudflare_delay_most", facts.cloudflareLongestDelay);
    sheet.read("cloudflare_message", facts.cloudflareMessage);
}

void readServiceBus(detail::FactSheet& sheet, MessagingFacts& facts) {
    sheet.read("service_bus_lock", facts.serviceBusLock);
    sheet.read("service_bus_longest_lock", facts.serviceBusLongestLock);
    sheet.read("service_bus_renewal", facts.serviceBusRenewal);
    sheet.read("service_bus_deliveries", facts.serviceBusDeliveries);
    sheet.read("service_bus_deliveries_most", facts.serviceBusMostDeliveries);
    sheet.read("service_bus_retention", facts.serviceBusRetention);
    sheet.read("service_bus_session_idle", facts.serviceBusSessionIdle);
    sheet.read("service_bus_prefetch", facts.serviceBusPrefetch);
    sheet.read("service_bus_credits", facts.serviceBusCredits);
    sheet.read("service_bus_unit", facts.serviceBusUnit);
    sheet.read("service_bus_message", facts.serviceBusMessage);
    sheet.read("service_bus_large_message", facts.serviceBusLargeMessage);
    sheet.read("service_bus_copy", facts.serviceBusCopy);
    sheet.positive("service_bus_lock", facts.serviceBusLock);
}

void readTopics(detail::FactSheet& sheet, MessagingFacts& facts) {
    sheet.read("sns_at_once", facts.snsAtOnce);
    sheet.read("sns_pre", facts.snsPre);
    sheet.read("sns_pre_wait", facts.snsPreWait);
    sheet.read("sns_backoff", facts.snsBackoff);
    sheet.read("sns_last_wait", facts.snsLastWait);
    sheet.read("sns_last", facts.snsLast);
    sheet.read("sns_http", facts.snsHttp);
    sheet.read("sns_http_wait", facts.snsHttpWait);
    sheet.read("sns_http_most", facts.snsHttpMost);
    sheet.read("sns_message", facts.snsMessage);
    sheet.read("eventbridge_retries", facts.eventbridgeRetries);
    sheet.read("eventbridge_age", facts.eventbridgeAge);
    sheet.read("eventbridge_backoff", facts.eventbridgeBackoff);
    sheet.read("eventbridge_backoff_cap", facts.eventbridgeBackoffCap);
    sheet.read("eventbridge_puts", facts.eventbridgePuts);
    sheet.read("eventbridge_invocations", facts.eventbridgeInvocations);
    sheet.read("eventbridge_event", facts.eventbridgeEvent);
    sheet.read("delivery_jitter", facts.deliveryJitter);
    sheet.read("consumer_batches", facts.consumerBatches);
    sheet.read("mqtt_expiry", facts.mqttExpiry);
    sheet.read("mqtt_kept", facts.mqttKept);
    sheet.read("mqtt_reconnect", facts.mqttReconnect);
    sheet.read("mqtt_message", facts.mqttMessage);
}

}  // namespace

Result<MessagingFacts> parseMessagingFacts(std::string_view yaml) {
    MessagingFacts facts;
    detail::FactSheet sheet{yaml};
    readStreams(sheet, facts);
    readQueues(sheet, facts);
    readServiceBus(sheet, facts);
    readTopics(sheet, facts);
    if (!sheet.error().empty()) return Error{sheet.error()};
    facts.notes = sheet.notes();
    return facts;
}

const MessagingFacts& messagingFacts() {
    // Immutable, so the one copy is a constant, not a shared state.
    static const MessagingFacts kFacts = [] {
        Result<MessagingFacts> parsed = parseMessagingFacts(detail::kMessagingYaml);
        SPILLWAY_ASSERT(parsed.has_value(), parsed ? "" : parsed.error().message.c_str());
        return *std::move(parsed);
    }();
    return kFacts;
}

}  // namespace spillway
