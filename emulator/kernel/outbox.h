#pragma once

#include "kernel/event.h"
#include "kernel/frame.h"

#include <vector>

namespace spillway {

// What passes from lane to lane: a request on its way out or a response on its way back. Delivered between windows.
struct Parcel {
    Event event;  // arrive: the subject is set by the receiver; respond: the caller's frame
    SimTime sent{};
    std::uint32_t flow = 0;
    std::uint32_t callerFrame = kNoFrame;
    frame_flag::Flags flags = 0;
    std::uint8_t attempt = 0;
};

// One per (sending lane, receiving lane); written by the sender inside a window, emptied by the receiver between two.
using Outbox = std::vector<Parcel>;

}  // namespace spillway
