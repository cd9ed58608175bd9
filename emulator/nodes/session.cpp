#include "nodes/session.h"

#include "base/text.h"
#include "kernel/failure_cause.h"
#include "nodes/trouble.h"

#include <fmt/format.h>

namespace spillway {
namespace {

std::uint32_t sessionOf(Context context, const FlowRow& flow) {
    return context.model().deliveries[flow.model->delivery].session;
}

void tell(Context context, const FlowRow& flow, std::string what, std::string reason) {
    context.decide(flow.from->index, fmt::format("{} {}", flow.to->model->id, what), std::move(reason));
}

bool isReachable(Context context, std::uint32_t flowIndex) {
    const FlowRow& flow = context.world.rows[flowIndex];
    if (flow.to->server != nullptr && flow.to->server->ready == 0) return false;
    return !isOutOfReach(context, flowIndex);
}

// Nobody will get it.
void drop(Context context, std::uint32_t index, const FlowRow& flow, SessionState& state) {
    ++state.dropped;
    DeliveryMeasures& received = context.rare(flow).received;
    ++received.givenUp;
    received.counts.end(failed(FailureCause::unavailable));
    received.response.record(context.now() - context.frame(index).sent);
    context.lane.frames.release(index);
}

void lookAgain(Context context, const FlowRow& flow, std::uint32_t session) {
    context.postNode(context.now() + context.model().sessions[session].reconnect, EventType::sessionLook, *flow.from,
                     session);
}

void miss(Context context, const FlowRow& flow, std::uint32_t session) {
    SessionState& state = context.world.sessions[session];
    if (state.away) return;
    state.away = true;
    state.since = context.now();
    state.droppedBefore = state.dropped;
    tell(context, flow, "is away",
         fmt::format("its session keeps up to {} messages for {}", context.model().sessions[session].limit,
                     toText(context.model().sessions[session].expiry)));
    lookAgain(context, flow, session);
}

void expire(Context context, const FlowRow& flow, SessionState& state, Duration expiry) {
    state.expired = true;
    const std::uint32_t kept = state.kept.count;
    while (state.kept.count != 0) drop(context, state.kept.pop(context.lane.frames), flow, state);
    tell(context, flow, "has lost its session",
         fmt::format("it has been away for more than {}: {} kept messages are gone", toText(expiry), kept));
}

void sendKept(Context context, const FlowRow& flow, SessionState& state) {
    const std::uint32_t kept = state.kept.count;
    while (state.kept.count != 0)
        context.postAlong(flow, EventType::arrive, context.frame(state.kept.pop(context.lane.frames)));
    state.away = state.expired = false;
    std::string reason = "it was away for " + toText(context.now() - state.since);
    const std::uint64_t lost = state.dropped - state.droppedBefore;
    if (lost > 0) reason += fmt::format("; {} messages are lost", lost);
    tell(context, flow, fmt::format("gets {} kept messages", kept), std::move(reason));
}

}  // namespace

bool isAway(Context context, const FlowRow& flow) { return context.world.sessions[sessionOf(context, flow)].away; }

// QoS 2: the subscriber has confirmed it (PUBREC) and was told so (PUBREL) before it had it.
bool acknowledge(Context context, const Frame& frame, const FlowRow& flow) {
    const std::uint32_t session = sessionOf(context, flow);
    if (context.world.levers.calm || context.model().sessions[session].once) return true;
    if (!passageBack(context, frame.flow).lost) return true;
    ++context.world.sessions[session].repeated;
    return false;
}

void keepInSession(Context context, std::uint32_t index, const FlowRow& flow) {
    const std::uint32_t session = sessionOf(context, flow);
    const SessionModel& model = context.model().sessions[session];
    SessionState& state = context.world.sessions[session];
    miss(context, flow, session);
    if (state.expired || state.kept.count >= model.limit) return drop(context, index, flow, state);
    Frame& frame = context.frame(index);
    frame.clear(frame_flag::kLost);
    frame.uid = Context::nextUid(*flow.to);  // what is still pending of this try is stale
    state.kept.push(context.lane.frames, index);
    ++state.keptEver;
}

void lookAtSession(Context context, std::uint32_t session) {
    const SessionModel& model = context.model().sessions[session];
    SessionState& state = context.world.sessions[session];
    const FlowRow& flow = context.world.rows[model.flow];
    if (!state.expired && context.now() - state.since > model.expiry) expire(context, flow, state, model.expiry);
    if (isReachable(context, model.flow)) return sendKept(context, flow, state);
    lookAgain(context, flow, session);
}

}  // namespace spillway
