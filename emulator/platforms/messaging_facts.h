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
    std::vector<FactNote> notes;  // every value, in the order of the file
};

// An error names the first key that is missing or wrong.
Result<MessagingFacts> parseMessagingFacts(std::string_view yaml);

// The facts this build was made with; parsed once.
const MessagingFacts& messagingFacts();

}  // namespace spillway
