#pragma once

#include "kernel/failure_cause.h"
#include "metrics/histogram.h"
#include "metrics/time_weighted.h"

#include <cstdint>

namespace spillway {

// Times of the running second, folded into the whole when it ends: one increment an event.
struct Times {
    LatencyHistogram second;
    LatencyHistogram whole;

    void record(Duration value) { second.record(value); }
    void endSecond() {
        if (second.count() == 0) return;
        whole.merge(second);
        second.reset();
    }
};

struct Counts {
    std::uint64_t begun = 0;  // arrived at a node, attempted on a flow
    std::uint64_t succeeded = 0;
    FailureCounts failed{};

    void end(Outcome outcome) {
        if (outcome == kSucceeded)
            ++succeeded;
        else
            ++failed[static_cast<std::size_t>(causeOf(outcome))];
    }
    std::uint64_t ended() const { return succeeded + total(failed); }
};

struct NodeMeasures {
    Counts counts;
    std::uint64_t inside = 0;  // arrived and not ended; messages held
    std::uint64_t coldStarts = 0;
    std::uint64_t deadLettered = 0;
    std::uint64_t expired = 0;
    std::uint64_t redelivered = 0;
    Times response;
    Times waiting;
    TimeWeightedMean busy;   // slots
    TimeWeightedMean slots;  // of ready instances
    TimeWeightedMean waitingNow;
    TimeWeightedMean instances;  // ready or draining
};

// What the caller's side of a flow sees, and for events what the receiver's side does.
struct FlowMeasures {
    Counts counts;
    std::uint64_t open = 0;
    std::uint64_t retries = 0;
    std::uint64_t breakerOpened = 0;
    Times response;
};

}  // namespace spillway
