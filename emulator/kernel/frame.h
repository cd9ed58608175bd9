#pragma once

#include "base/units.h"

#include <cstdint>

namespace spillway {

inline constexpr std::uint32_t kNoFrame = ~std::uint32_t{0};
inline constexpr std::uint32_t kNoInstance = ~std::uint32_t{0};

// How an attempt or a visit ended: 0, or 1 + the FailureCause.
using Outcome = std::uint8_t;
inline constexpr Outcome kSucceeded = 0;

namespace frame_flag {
using Flags = std::uint16_t;
// The caller's side.
inline constexpr Flags kAwaited = 1 << 0;  // the caller waits for the response (or a queue for its consumer)
inline constexpr Flags kOrphan = 1 << 1;   // the caller gave up; the work goes on
inline constexpr Flags kLost = 1 << 2;     // a cut swallowed the message: nothing will come
// The callee's side.
inline constexpr Flags kVisiting = 1 << 3;      // between arrival and end
inline constexpr Flags kWorking = 1 << 4;       // own work runs
inline constexpr Flags kWaiting = 1 << 5;       // for a slot
inline constexpr Flags kInitializing = 1 << 6;  // a cold start runs for it
inline constexpr Flags kTimeLimited = 1 << 7;   // a platform limit runs
inline constexpr Flags kFailedCall = 1 << 8;    // a call it needed failed
inline constexpr Flags kProvisioned = 1 << 9;   // on a provisioned environment
inline constexpr Flags kPinned = 1 << 10;       // ended, but calls it made are still out
// Both.
inline constexpr Flags kRemote = 1 << 11;   // the other side's frame lives in another lane
inline constexpr Flags kSampled = 1 << 12;  // its spans are kept
inline constexpr Flags kCold = 1 << 13;
inline constexpr Flags kHeld = 1 << 14;    // a message kept by a queue
inline constexpr Flags kPoison = 1 << 15;  // what it carries can never be done: its visit fails after its own work
}  // namespace frame_flag

// One request on one flow: the caller's record of the call and the callee's visit in one cache line. When the two sides
// live in different lanes each has a frame of its own with the same uid. A frame is addressed by its index in the
// lane's pool; an event that carries another uid than the frame's is stale and ignored.
struct alignas(64) Frame {
    SimTime sent{};     // by the caller
    SimTime arrived{};  // at the callee
    Duration wait{0};   // of the retry before (decorrelated jitter)
    std::uint64_t uid = 0;
    std::uint32_t next = kNoFrame;    // in a waiting line, a batch of messages, or the free list
    std::uint32_t parent = kNoFrame;  // the visit that called; on a remote frame: the caller's frame in its lane
    std::uint32_t flow = 0;
    std::uint32_t node = 0;  // where the flow leads, so that nobody waits for the flow to learn it; news: the queue
    std::uint32_t instance = kNoInstance;
    std::uint32_t timer = 0;    // while it waits under a timeout: its place among those calls
    std::uint16_t pending = 0;  // calls of this visit that are out
    std::uint16_t step = 0;     // next group of calls
    frame_flag::Flags flags = 0;
    Outcome outcome = kSucceeded;
    std::uint8_t attempt = 0;  // 0 is the first; a message: its receives

    // As if it were a new one, sent by `parent` now; every field is written once.
    void begin(SimTime now, std::uint64_t itsUid, std::uint32_t itsParent, std::uint32_t itsFlow, std::uint32_t itsNode,
               frame_flag::Flags itsFlags) {
        sent = now;
        arrived = SimTime{};
        wait = Duration{0};
        uid = itsUid;
        next = kNoFrame;
        parent = itsParent;
        setFlow(itsFlow, itsNode);
        instance = kNoInstance;
        pending = step = 0;
        flags = itsFlags;
        outcome = kSucceeded;
        attempt = 0;
    }
    // A flow and where it leads go together.
    void setFlow(std::uint32_t itsFlow, std::uint32_t itsNode) {
        flow = itsFlow;
        node = itsNode;
    }
    bool has(frame_flag::Flags flag) const { return (flags & flag) != 0; }
    void set(frame_flag::Flags flag) { flags = static_cast<frame_flag::Flags>(flags | flag); }
    void clear(frame_flag::Flags flag) { flags = static_cast<frame_flag::Flags>(flags & ~flag); }
};
static_assert(sizeof(Frame) == 64, "one cache line");

}  // namespace spillway
