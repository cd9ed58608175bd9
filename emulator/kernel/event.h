#pragma once

#include "base/units.h"

#include <cstdint>

namespace spillway {

// What happens. The order decides between events of one instant and one uid: a response beats its own timeout.
enum class EventType : std::uint8_t {
    respond,         // a response reaches the caller; detail: the Outcome
    arrive,          // a request or a message reaches the flow's target
    workDone,        // own work of a visit ends
    initDone,        // a function's environment is initialised for the visit
    send,            // a backoff ends: the next attempt goes out
    callTimeout,     // the caller gives up
    deadline,        // so do its own callers, and it knows
    hedge,           // a second copy may go out
    permitOver,      // nobody gave way in the bulkhead
    visitTimeout,    // the platform stops the visit
    visibility,      // received messages that were not done reappear
    messageVisible,  // a delayed message may be received
    sourceTick,      // a source sends; from here on the subject is a node
    instanceReady,   // detail: the instance
    scale,           // an autoscaler decides
    outlierSweep,    // ejected instances may come back
    environmentExpiry,
    pollerScale,
    environmentReady,  // a provisioned one
    endpointGone,      // nobody sends to a pod any more that has ended
    terminate,         // a pod's preStop is over: detail: the instance
    killLeftover,      // the grace of a pod is over; detail: the instance
    scrape,            // the metrics of a service are sampled
    workflowTimer,     // something of an execution is due; detail: which
    streamPoll,        // a shard is read; detail: the slot
    streamWake,        // a slot of a stream is looked at again; detail: the slot
    streamRebalance,   // detail: the reader
    poolLook,          // a platform looks at its instances
    lineExpiry,        // the first of a line has waited for too long
    rollout,           // a new version is rolled out
    redrive,           // a dead letter goes back to where it came from
    deviceSend,        // a device's packet arrives; detail: it has arrived before
    breakerChange,     // a breaker changes by itself; detail: the flow
    batchWindow,       // a batch that is not full leaves; detail: the poller
    sessionLook,       // whether a subscriber is back; detail: the session
    promote,           // a copy takes the place of a primary
};

// 24 bytes. `uid` names the source of the event: (node << 40 | sequence of that node), never a global count, so the
// order (at, uid, type) is the same however nodes are spread over lanes.
// Copied member by member: left to itself the compiler copies 16 bytes at once, and an event that has just been put
// together from smaller parts cannot be read so before its stores have left the processor (a sixth of all time).
struct Event {
    SimTime at{};
    std::uint64_t uid = 0;
    std::uint64_t word = 0;  // type << 56 | detail << 32 | subject: a frame of the lane, or a node

    Event() = default;
    constexpr Event(SimTime itsAt, std::uint64_t itsUid, std::uint32_t subject, std::uint32_t what)
        : at{itsAt}, uid{itsUid}, word{std::uint64_t{what} << 32 | subject} {}
    static constexpr Event of(SimTime at, std::uint64_t uid, std::uint64_t word) {
        Event made;
        made.at = at;
        made.uid = uid;
        made.word = word;
        return made;
    }
    constexpr Event(const Event& other) : at{other.at}, uid{other.uid}, word{other.word} {}
    constexpr Event& operator=(const Event& other) {
        at = other.at;
        uid = other.uid;
        word = other.word;
        return *this;
    }

    EventType type() const { return static_cast<EventType>(word >> 56); }
    std::uint32_t detail() const { return static_cast<std::uint32_t>(word >> 32) & 0xff'ffffU; }
    std::uint32_t subject() const { return static_cast<std::uint32_t>(word); }
    void setSubject(std::uint32_t subject) { word = (word & ~std::uint64_t{0xffff'ffff}) | subject; }
};
static_assert(sizeof(Event) == 24);

constexpr std::uint32_t packWhat(EventType type, std::uint32_t detail = 0) {
    return static_cast<std::uint32_t>(type) << 24 | detail;
}
inline bool isBefore(const Event& a, const Event& b) {
    if (a.at != b.at) return a.at < b.at;
    if (a.uid != b.uid) return a.uid < b.uid;
    return a.word >> 32 < b.word >> 32;
}

inline constexpr unsigned kUidNodeShift = 40;
constexpr std::uint64_t makeUid(std::uint32_t node, std::uint64_t sequence) {
    return static_cast<std::uint64_t>(node) << kUidNodeShift | sequence;
}

}  // namespace spillway
