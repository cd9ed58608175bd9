#pragma once

#include "base/distribution.h"
#include "base/result.h"
#include "base/units.h"
#include "platforms/fact_note.h"
#include "platforms/table_capacity.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spillway {

// What is believed of stores and networks: resources/platforms/data.yaml, which says what each value means.
struct DataFacts {
    TableLimits table;
    ByteCount tableItem;
    Rate tableUnits;
    ByteCount payloadGateway;
    ByteCount payloadFunction;
    ByteCount payloadFunctionEvent;
    ByteCount payloadQueue;
    ByteCount payloadStream;
    Duration betweenZones{0};  // round trip
    ByteCount initialWindow;
    Duration cdnErrors{0};
    Duration retransmission{0};  // of a packet that was lost: the first time-out, and the longest
    Duration retransmissionCap{0};
    std::int64_t retransmissions = 0;
    Rate gatewayRate;
    std::int64_t gatewayBurst = 0;
    Duration gatewayRestLimit{0};
    Duration gatewayHttpLimit{0};
    Duration gatewayLeastLimit{0};
    Duration balancerLimit{0};
    Duration balancerInterval{0};
    std::int64_t balancerUnhealthy = 0;
    std::int64_t balancerHealthy = 0;
    ByteCount balancerFunction;
    Duration cdnLimit{0};
    Duration objectNotification{0};
    Rate replicaApply;
    Distribution failoverReplica;
    Distribution failoverMultiAz;
    Distribution failoverAurora;
    Distribution auroraLag;
    std::vector<std::string> regions;
    std::vector<std::vector<Duration>> roundTrips;  // [from][to]
    std::vector<FactNote> notes;                    // every value, in the order of the file

    // From one region to another; none when one of them was not measured.
    std::optional<Duration> roundTrip(std::string_view from, std::string_view to) const;
    // What a payload takes longer than the round trip of an empty request: TCP's slow start doubles its window each
    // round trip, then the bytes take their time on the line (`bandwidth`: bytes a second; none: unlimited).
    Duration transferTime(ByteCount payload, Duration roundTrip, std::optional<ByteCount> bandwidth) const;
};

// An error names the first key that is missing or wrong.
Result<DataFacts> parseDataFacts(std::string_view yaml);

// The facts this build was made with; parsed once.
const DataFacts& dataFacts();

}  // namespace spillway
