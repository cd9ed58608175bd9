#include "nodes/folded_visit.h"

#include "base/assert.h"

namespace spillway {
namespace {

using namespace frame_flag;

// `visit`, which may be the same frame, becomes what the request was before it folded into `call`, with that one and
// those before it behind it.
void restore(const World& world, Frame& visit, const Frame& call) {
    const NodeState& source = *world.rows[call.flow].from;
    const FoldedVisit folded = FoldedVisit::of(call);
    const auto calls = static_cast<std::uint16_t>(call.flow + 1 - source.firstCall);
    const SimTime sent = call.sent - Duration{static_cast<std::int64_t>(folded.age)};
    visit.begin(sent, call.uid - folded.uids, kNoFrame, world.sources[source.extra].rootFlow, source.index, kVisiting);
    visit.arrived = sent;
    visit.step = calls;
}

}  // namespace

void unfold(const World& world, FramePool& frames, Frame& call) {
    frames.unfold();
    const std::uint32_t index = frames.claim();
    SPILLWAY_ASSERT(index != kNoFrame, "a folded frame has room for the second");
    Frame& visit = frames[index];
    restore(world, visit, call);
    visit.pending = 1;
    call.parent = index;
    call.wait = Duration{0};
}

void unfoldAll(const World& world, FramePool& frames) {
    for (std::uint32_t index = 0; index < frames.used(); ++index) {
        if (!frames.isLive(index) || !frames[index].has(kAwaited) || !isFolded(frames[index])) continue;
        if (!world.rows[frames[index].flow].fromQueue) unfold(world, frames, frames[index]);
    }
}

void endFolding(const World& world, FramePool& frames, Frame& call) {
    frames.unfold();
    restore(world, call, call);
}

}  // namespace spillway
