#pragma once

#include "kernel/failure_cause.h"
#include "nodes/world.h"

// The life of a request at a node: arrival, admission, own work, calls by order, events, response. What differs between
// kinds is admission and what is given back at the end; it stands in one file per behaviour.
// The frame and the node of a visit are handed from step to step: looking them up anew costs more than most steps.
namespace spillway {

void arrive(Context context, Frame& frame);
// It has its slot, instance or environment: own work begins.
void beginWork(Context context, Frame& frame, NodeState& node);
void beginQuickWork(Context context, Frame& frame, NodeState& node);  // at a node that is quick
// A visit that goes on, if any: handed to the one place that does go on, rather than called from each. Without a node:
// a call that arrives now.
struct Going {
    Frame* visit = nullptr;
    NodeState* node = nullptr;
};
Going finishWork(Context context, Frame& frame, Outcome ended);  // not kSucceeded: the visit ends with it
// Next group of calls, or the end.
void continueVisit(Context context, Frame& frame, NodeState& node);
// What an event leads to over a flow without latency, if nothing else comes before: executed with it rather than put
// among the events. Copied member by member for the reason that Event is.
struct AtOnce {
    Frame* frame = nullptr;
    bool responds = false;  // or arrives

    AtOnce() = default;
    AtOnce(Frame* itsFrame, bool itResponds) : frame{itsFrame}, responds{itResponds} {}
    AtOnce(const AtOnce& other) : frame{other.frame}, responds{other.responds} {}
    AtOnce& operator=(const AtOnce& other) {
        frame = other.frame;
        responds = other.responds;
        return *this;
    }
};
// The same as continueVisit(), as the last that an event of the loop does.
AtOnce goOn(Context context, Frame& frame, NodeState& node);
// A call of `visit` has ended for good, after its retries.
Going joinCall(Context context, Frame& visit, NodeState& node, Outcome outcome);
void endCall(Context context, Frame& visit, Outcome outcome);  // and goes on
void endVisit(Context context, Frame& frame, NodeState& node, Outcome outcome);
// The platform's time limit has passed.
void stopVisit(Context context, std::uint32_t index);
// The process dies under its visits: they end as unavailable, in order of uid. Returns how many.
struct VisitsToKill {
    std::uint32_t node = 0;
    std::uint32_t instance = kNoInstance;  // of this instance only
    std::size_t most = ~std::size_t{0};
};
std::size_t killVisits(Context context, const VisitsToKill& which);

inline void beginWork(Context context, std::uint32_t index) {
    Frame& frame = context.frame(index);
    beginWork(context, frame, *context.row(frame).to);
}
inline void endVisit(Context context, std::uint32_t index, Outcome outcome) {
    Frame& frame = context.frame(index);
    endVisit(context, frame, context.nodeOf(frame), outcome);
}

}  // namespace spillway
