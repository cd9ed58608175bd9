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
}

}  // namespace

Result<MessagingFacts> parseMessagingFacts(std::string_view yaml) {
    MessagingFacts facts;
    detail::FactSheet sheet{yaml};
    readStreams(sheet, facts);
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
