#include "nodes/call_notes.h"

#include <algorithm>

namespace spillway {

[[gnu::cold]] void noteSent(Context context, const Frame& frame, const FlowRow& flow, std::uint64_t parentUid,
                            SimTime heldSince) {
    context.note({.at = context.now(),
                  .uid = frame.uid,
                  .parent = parentUid,
                  .node = flow.model->to,
                  .what = SpanNote::What::sent,
                  .attempt = frame.attempt,
                  .flag = !flow.awaited,
                  .arrived = std::min(heldSince, context.now())});
}

[[gnu::cold]] void noteAnswer(Context context, const Frame& frame, Outcome outcome) {
    context.note({.at = context.now(), .uid = frame.uid, .what = SpanNote::What::answered, .outcome = outcome});
}

[[gnu::cold]] void noteUnsent(Context context, const Frame& frame, const FlowRow& flow, Outcome outcome,
                              SimTime heldSince) {
    noteSent(context, frame, flow, context.frame(frame.parent).uid, heldSince);
    noteAnswer(context, frame, outcome);
}

}  // namespace spillway
