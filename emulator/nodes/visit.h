#pragma once

#include "kernel/failure_cause.h"
#include "nodes/world.h"

// The life of a request at a node: arrival, admission, own work, calls by order, events, response. What differs between
// kinds is admission and what is given back at the end; it stands in one file per behaviour.
namespace spillway {

void arrive(Context context, std::uint32_t index);
// It has its slot, instance or environment: own work begins.
void beginWork(Context context, std::uint32_t index);
void finishWork(Context context, std::uint32_t index);
// Next group of calls, or the end.
void continueVisit(Context context, std::uint32_t index);
// A call of the visit `parent` has ended for good, after its retries.
void endCall(Context context, std::uint32_t parent, Outcome outcome);
void endVisit(Context context, std::uint32_t index, Outcome outcome);
// The platform's time limit has passed.
void stopVisit(Context context, std::uint32_t index);
// The process dies under its visits: they end as unavailable, in order of uid. Returns how many.
struct VisitsToKill {
    std::uint32_t node = 0;
    std::uint32_t instance = kNoInstance;  // of this instance only
    std::size_t most = ~std::size_t{0};
};
std::size_t killVisits(Context context, const VisitsToKill& which);

}  // namespace spillway
