#pragma once

#include "nodes/frame_line.h"
#include "nodes/message_groups.h"
#include "platforms/lambda.h"
#include "policies/second_budget.h"
#include "policies/token_bucket.h"

#include <cstdint>
#include <optional>
#include <vector>

// The changing part of queues and topics, of those who fetch from them and of those who are away.
namespace spillway {

// The loop that fetches for one consumer.
struct PollerState {
    std::int64_t inFlight = 0;  // batches
    std::int64_t busiest = 0;   // of them, in the running minute
    std::int64_t limit = 0;
    std::int64_t told = 1;  // of the limit
    bool toldHeld = false;
    std::optional<SqsPollers> lambda;  // a function's pollers grow with the backlog
    FrameLine open;                    // a batch that waits for more; it counts as in flight
    std::int64_t openBytes = 0;
    SimTime opened{};
    std::uint64_t closing = 0;  // uid of the event that ends its window
    std::int64_t idle = 0;      // sessions held of which nothing is in work
    bool toldHeavy = false;
};

struct QueueState {
    FrameLine visible;
    std::int64_t held = 0;      // delayed, visible and received
    std::int64_t received = 0;  // and not done
    std::vector<PollerState> pollers;
    std::uint32_t cursor = 0;
    MessageGroups groups;  // fifo: instead of `visible`
    std::optional<TokenBucket> sends;
    bool toldInFlight = false;
    std::uint64_t duplicates = 0;    // delivered again although they were done
    std::uint64_t deduplicated = 0;  // sent twice, kept once
    std::uint64_t redriven = 0;
    std::uint64_t overtaken = 0;  // came back while somebody still worked on them
    std::uint64_t batches = 0;    // that had a window
    std::uint64_t batched = 0;    // messages in them
    std::uint64_t heavy = 0;      // batches that their payload closed
    std::uint64_t renewed = 0;    // locks
    std::uint64_t heldUp = 0;     // seconds in which the namespace had nothing left to receive with
    bool resumes = false;         // at the next second

    std::uint32_t visibleCount() const { return visible.count + groups.waiting(); }
};

// What is kept for a subscriber that is away.
struct SessionState {
    FrameLine kept;
    bool away = false;
    bool expired = false;  // it has been away for too long
    SimTime since{};       // it was missed
    std::uint64_t keptEver = 0;
    std::uint64_t repeated = 0;  // sent again although it had them: nobody heard so
    std::uint64_t dropped = 0;
    std::uint64_t droppedBefore = 0;  // it was away this time
};

// What a Service Bus namespace has done in this second.
struct NamespaceState {
    SecondBudget in;  // standard: everything
    SecondBudget out;
    bool told = false;
};

struct TopicState {
    std::uint64_t delayed = 0;
};

// What the event buses of an account share.
struct BusAccount {
    std::optional<TokenBucket> puts;
    SimTime nextInvocation{};
};

}  // namespace spillway
