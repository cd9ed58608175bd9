#pragma once

#include "base/distribution.h"
#include "base/result.h"
#include "base/units.h"
#include "platforms/fact_note.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace spillway {

// What is believed of brokers: resources/platforms/messaging.yaml, which says what each value means.
struct MessagingFacts {
    Rate kinesisRecords;
    ByteCount kinesisBytes;  // per second
    ByteCount kinesisRead;   // per second
    Rate kinesisReads;
    Duration kinesisPoll{0};
    Duration kinesisPush{0};
    Distribution kinesisPut;
    Duration kinesisFailover{0};
    Duration streamBackoff{0};
    Duration streamBackoffCap{0};
    Distribution kafkaProduce;
    ByteCount kafkaBatch;
    Duration kafkaRebalance{0};
    Duration kafkaSession{0};
    Duration kafkaPoll{0};
    Duration kafkaCommit{0};
    Duration queueBackoff{0};
    Duration queueBackoffCap{0};
    std::int64_t sqsBatch = 0;  // of one receive
    ByteCount kafkaRecord;
    Duration kinesisRetention{0};
    Duration kinesisLeastRetention{0};
    Duration kinesisLongestRetention{0};
    std::int64_t kinesisFanOut = 0;  // consumers of a stream
    Duration kafkaRetention{0};
    Duration dynamodbRetention{0};
    Duration sqsVisibility{0};
    Duration sqsRetention{0};
    Duration sqsLongestVisibility{0};
    Duration sqsLeastRetention{0};
    Duration sqsLongestRetention{0};
    Duration sqsLongestDelay{0};
    std::int64_t sqsReceives = 0;
    std::int64_t sqsMostReceives = 0;
    Rate sqsRedrive;
    Share sqsDuplicates;
    std::int64_t sqsInFlight = 0;
    Rate fifoSends;
    Duration rabbitmqTimeout{0};
    std::int64_t rabbitmqDeliveries = 0;
    std::int64_t rabbitmqMapping = 0;
    ByteCount rabbitmqMessage;
    Duration pubsubHold{0};
    Duration pubsubLeastHold{0};
    Duration pubsubLongestHold{0};
    std::int64_t pubsubOutstanding = 0;
    Duration pubsubBackoff{0};
    Duration pubsubBackoffCap{0};
    std::int64_t pubsubDeliveries = 0;
    std::int64_t pubsubLeastDeliveries = 0;
    std::int64_t pubsubMostDeliveries = 0;
    Duration pubsubRetention{0};
    Duration pubsubLeastRetention{0};
    Duration pubsubLongestRetention{0};
    ByteCount pubsubMessage;
    Duration azureHold{0};
    Duration azureLongestHold{0};
    std::int64_t azureBatch = 0;
    std::int64_t azureMostBatch = 0;
    std::int64_t azureThreshold = 0;
    std::int64_t azureDeliveries = 0;
    Duration azureRetention{0};
    ByteCount azureMessage;
    Duration serviceBusLock{0};
    Duration serviceBusLongestLock{0};
    Duration serviceBusRenewal{0};
    std::int64_t serviceBusDeliveries = 0;
    std::int64_t serviceBusMostDeliveries = 0;
    Duration serviceBusRetention{0};
    Duration serviceBusSessionIdle{0};
    std::int64_t serviceBusPrefetch = 0;
    Rate serviceBusCredits;
    ByteCount serviceBusUnit;  // per second
    ByteCount serviceBusMessage;
    ByteCount serviceBusLargeMessage;
    Duration serviceBusCopy{0};
    Rate cloudflareSends;
    std::int64_t cloudflareRetries = 0;
    std::int64_t cloudflareMostRetries = 0;
    std::int64_t cloudflareConcurrency = 0;
    Duration cloudflareHold{0};
    Duration cloudflareWait{0};
    Duration cloudflareLongestWait{0};
    std::int64_t cloudflareBatch = 0;
    Duration cloudflareRetention{0};
    Duration cloudflareLeastRetention{0};
    Duration cloudflareLongestRetention{0};
    Duration cloudflareLongestDelay{0};
    ByteCount cloudflareMessage;
    Duration dynamodbPoll{0};
    std::int64_t snsAtOnce = 0;
    std::int64_t snsPre = 0;
    Duration snsPreWait{0};
    std::int64_t snsBackoff = 0;
    Duration snsLastWait{0};
    std::int64_t snsLast = 0;
    std::int64_t snsHttp = 0;
    Duration snsHttpWait{0};
    std::int64_t snsHttpMost = 0;  // of a delivery policy
    ByteCount snsMessage;
    std::int64_t eventbridgeRetries = 0;
    Duration eventbridgeAge{0};
    Duration eventbridgeBackoff{0};
    Duration eventbridgeBackoffCap{0};
    Rate eventbridgePuts;
    Rate eventbridgeInvocations;
    ByteCount eventbridgeEvent;
    Share deliveryJitter;
    std::int64_t consumerBatches = 0;
    std::int64_t mappingBatch = 0;  // of a function behind a queue
    std::int64_t mappingBatchWindow = 0;
    Duration mappingWindow{0};
    Duration mappingWindowLeast{0};
    std::int64_t mappingConcurrencyLeast = 0;
    std::int64_t mappingConcurrency = 0;
    std::int64_t mappingRecords = 0;  // of a function behind a stream
    std::int64_t mappingRetries = 0;
    Duration mappingAge{0};
    std::int64_t mappingParallelization = 0;
    Duration mqttExpiry{0};
    std::int64_t mqttKept = 0;
    Duration mqttReconnect{0};
    ByteCount mqttMessage;
    std::vector<FactNote> notes;  // every value, in the order of the file
};

// An error names the first key that is missing or wrong.
Result<MessagingFacts> parseMessagingFacts(std::string_view yaml);

// The facts this build was made with; parsed once.
const MessagingFacts& messagingFacts();

}  // namespace spillway
