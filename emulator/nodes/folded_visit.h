#pragma once

#include "nodes/calls.h"
#include "nodes/source.h"
#include "nodes/visit.h"

#include <cstdint>

// A request of a source that makes one usual call after the other is never looked at while one of them is out. Until
// then a single frame is both: it is the call's, has no parent, and keeps in `wait`, which only a second attempt has a
// use for, how long ago the request began and how many uids ago it got its own. Whoever does more with such a call than
// to send it, work on it and take its answer gives the request a frame of its own first (unfold()).
namespace spillway {

inline constexpr unsigned kFoldedUidBits = 24;

// Of a call that somebody waits for, who is no queue.
inline bool isFolded(const Frame& call) { return call.parent == kNoFrame; }

// How long ago the request began, and how many uids.
struct FoldedVisit {
    std::uint64_t age = 0;  // ns
    std::uint64_t uids = 0;

    static FoldedVisit of(const Frame& call) {
        const auto kept = static_cast<std::uint64_t>(call.wait.count());
        return {kept >> kFoldedUidBits, kept & ((std::uint64_t{1} << kFoldedUidBits) - 1)};
    }
    bool fits() const { return uids >> kFoldedUidBits == 0 && age >> (63 - kFoldedUidBits) == 0; }
    Duration kept() const { return Duration{static_cast<std::int64_t>(age << kFoldedUidBits | uids)}; }
};

// The frame becomes the one of a call that is sent now.
inline void beginFolded(Frame& call, SimTime now, std::uint64_t uid, std::uint32_t flow, std::uint32_t node,
                        const FoldedVisit& visit) {
    call.begin(now, uid, kNoFrame, flow, node, frame_flag::kAwaited);
    call.wait = visit.kept();
}
// Puts it on its way.
[[gnu::always_inline]] inline Going sendFolded(Context context, Frame& call, const FlowRow& flow) {
    ++flow.from->openCalls;
    beginWait(context, call, flow);
    if (context.postUnlessNext(flow, EventType::arrive, call)) return {};
    return {&call, nullptr};
}

// The request of a folded call that is still out gets a frame of its own; there is one for it.
void unfold(const World& world, FramePool& frames, Frame& call);
// All that are folded.
void unfoldAll(const World& world, FramePool& frames);
// The call is over, and its frame the request's alone.
void endFolding(const World& world, FramePool& frames, Frame& call);

// A folded call has succeeded: the next one, or the request has.
[[gnu::always_inline]] inline Going goOnFolded(Context context, Frame& call, const FlowRow& flow) {
    NodeState& source = *flow.from;
    --source.openCalls;
    FoldedVisit visit = FoldedVisit::of(call);
    visit.age += static_cast<std::uint64_t>((context.now() - call.sent).count());
    if (call.flow + 1 - source.firstCall == source.groups)
        return endFolded(context, call, source, Duration{static_cast<std::int64_t>(visit.age)}), Going{};
    visit.uids += source.lastUid + 1 - call.uid;
    const FlowRow& next = context.world.rows[call.flow + 1];
    if (!source.folds || source.openCalls >= next.openCallLimit || !visit.fits()) [[unlikely]] {
        endFolding(context.world, context.lane.frames, call);
        return {&call, &source};
    }
    beginFolded(call, context.now(), Context::nextUid(source), call.flow + 1, context.world.targetOf(next), visit);
    return sendFolded(context, call, next);
}

}  // namespace spillway
