#pragma once

#include "kernel/frame_pool.h"
#include "kernel/future_event_list.h"
#include "kernel/outbox.h"
#include "kernel/span_log.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace spillway {

// A part of the graph that advances by itself inside a window: its nodes' pending events, frames and outgoing parcels.
// Owned by one thread at a time.
struct Lane {
    struct Sources {
        std::size_t constants = 0;
        std::size_t timers = 0;
        std::span<const Duration> timeouts;
    };
    Lane(std::uint32_t ownIndex, std::size_t lanes, const Sources& sources)
        : index{ownIndex}, events{sources.constants, sources.timers, sources.timeouts} {
        for (auto& box : boxes) box.resize(lanes);
    }

    std::uint32_t index;
    SimTime now{};
    std::uint64_t executed = 0;
    FutureEventList events;
    FramePool frames;
    // By parity of the window and by receiving lane: while this window fills one set, the receivers empty the other.
    std::array<std::vector<Outbox>, 2> boxes;
    unsigned parity = 0;
    SimTime earliestSent = SimTime::max();  // of the parcels of this window
    SpanLog spans;

    void send(std::uint32_t to, const Parcel& parcel) {
        boxes[parity][to].push_back(parcel);
        earliestSent = std::min(earliestSent, parcel.event.at);
    }
    bool isDeadTimer(const Event& event) const {
        const Frame& frame = frames[event.subject()];
        if (frame.uid != event.uid) return true;
        return !frame.has(event.type() == EventType::visitTimeout ? frame_flag::kTimeLimited : frame_flag::kAwaited);
    }
};

}  // namespace spillway
