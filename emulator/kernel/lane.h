#pragma once

#include "kernel/frame_pool.h"
#include "kernel/future_event_list.h"
#include "kernel/outbox.h"
#include "kernel/span_log.h"

#include <cstdint>
#include <vector>

namespace spillway {

// A part of the graph that advances by itself inside a window: its nodes' pending events, frames and outgoing parcels.
// Owned by one thread at a time.
struct Lane {
    Lane(std::uint32_t ownIndex, std::size_t lanes, std::size_t constants, std::size_t timers)
        : index{ownIndex}, events{constants, timers}, outboxes(lanes) {}

    std::uint32_t index;
    SimTime now{};
    std::uint64_t executed = 0;
    FutureEventList events;
    FramePool frames;
    std::vector<Outbox> outboxes;  // by receiving lane
    SpanLog spans;

    bool isDeadTimer(const Event& event) const {
        const Frame& frame = frames[event.subject];
        if (frame.uid != event.uid) return true;
        return !frame.has(event.type() == EventType::visitTimeout ? frame_flag::kTimeLimited : frame_flag::kAwaited);
    }
};

}  // namespace spillway
