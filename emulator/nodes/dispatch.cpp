#include "nodes/dispatch.h"

#include "kernel/failure_cause.h"
#include "nodes/autoscale.h"
#include "nodes/calls.h"
#include "nodes/elastic.h"
#include "nodes/flow_guard.h"
#include "nodes/function.h"
#include "nodes/pod_end.h"
#include "nodes/pollers.h"
#include "nodes/queue.h"
#include "nodes/rollout.h"
#include "nodes/server.h"
#include "nodes/server_guard.h"
#include "nodes/source.h"
#include "nodes/stream.h"
#include "nodes/visit.h"
#include "nodes/workflow.h"

namespace spillway {
namespace {

inline void executeOnFrame(Context context, const Event& event) {
    using namespace frame_flag;
    const std::uint32_t index = event.subject();
    Frame& frame = context.frame(index);
    if (frame.uid != event.uid) return;
    switch (event.type()) {
        case EventType::respond: return respond(context, frame, static_cast<Outcome>(event.detail()));
        case EventType::arrive: return arrive(context, frame);
        case EventType::workDone:
            if (frame.has(kWorking)) finishWork(context, frame, event.detail() != 0);
            return;
        case EventType::initDone:
            if (frame.has(kInitializing)) finishInit(context, index, event.detail() != 0);
            return;
        case EventType::send: return resend(context, frame);
        case EventType::callTimeout: return giveUp(context, frame);
        case EventType::deadline: return passDeadline(context, frame);
        case EventType::hedge: return hedgeCall(context, frame);
        case EventType::permitOver: return endPermitWait(context, frame);
        case EventType::visitTimeout: return stopVisit(context, index);
        case EventType::visibility:
            if (context.row(frame).from->model->behavior == Behavior::stream) return loseRead(context, index);
            return returnMessages(context, index);
        case EventType::messageVisible: return showMessage(context, index);
        default: SPILLWAY_ASSERT(false, "an event of a frame has one of its types");
    }
}

// Executes one event of the lane. Stale ones (their frame has moved on) do nothing.
inline void execute(Context context, const Event& event) {
    switch (event.type()) {
        case EventType::sourceTick: return tickSource(context, event.subject(), event.uid);
        case EventType::instanceReady: return makeReady(context, event.subject(), event.detail(), event.uid);
        case EventType::scale: return scaleServer(context, event.subject());
        case EventType::outlierSweep: return sweepOutliers(context, event.subject());
        case EventType::environmentExpiry: return expireEnvironments(context, event.subject());
        case EventType::scrape: return sampleServer(context, event.subject());
        case EventType::terminate: return stopPod(context, event.subject(), event.detail(), event.uid);
        case EventType::endpointGone: return unlistPod(context, event.subject());
        case EventType::killLeftover: return killLeftover(context, event.subject(), event.detail(), event.uid);
        case EventType::environmentReady: return finishPreparation(context, event.subject(), event.detail());
        case EventType::workflowTimer: return fireWorkflowTimer(context, event.subject(), event.detail(), event.uid);
        case EventType::poolLook: return lookAtPool(context, event.subject());
        case EventType::rollout: return beginRollout(context, event.subject());
        case EventType::lineExpiry: return expireLine(context, event.subject());
        case EventType::pollerScale: return scalePollers(context, event.subject(), event.detail());
        case EventType::redrive: return redriveNext(context, event.subject());
        case EventType::deviceSend: return arriveFromDevice(context, event.subject(), event.detail() != 0);
        case EventType::streamPoll: return pollShard(context, event.subject(), event.detail());
        case EventType::streamWake: return wakeSlot(context, event.subject(), event.detail());
        case EventType::streamRebalance: return rebalance(context, event.subject(), event.detail());
        default: return executeOnFrame(context, event);
    }
}

// On graphs that do not fit into the cache most of the time goes into waiting for a frame, and then for its node or its
// flow. Both are asked for some events ahead: the frame first, and when it should be there, what it points to. An event
// of a node is taken for one of a frame: it asks for lines that nobody needs. Always inline: a function that does
// nothing but ask has no effect in the eyes of GCC, which drops the call.
class Foresight {
public:
    Foresight(const World& world, const Lane& lane) : m_lane{lane}, m_rows{world.rows} {}

    [[gnu::always_inline]] void frameOf(const Event& event) const { ask(&m_lane.frames[event.subject()]); }
    [[gnu::always_inline]] void placeOf(const Event& event) const {
        if (event.subject() >= m_lane.frames.used()) return;
        const Frame& frame = m_lane.frames[event.subject()];
        if (frame.flow >= m_rows.size()) return;
        const FlowRow& row = m_rows[frame.flow];
        if (event.type() == EventType::respond) {
            ask(&row.state->sent);
            ask(&row.state->sent.response);
            return ask(&m_lane.frames[frame.parent]);
        }
        for (std::size_t line = 0; line < sizeof(NodeState) / 64 && line < 5; ++line) {
            ask(reinterpret_cast<const char*>(row.to) + 64 * line);
        }
    }

private:
    [[gnu::always_inline]] static void ask(const void* line) { __builtin_prefetch(line, 1); }
    const Lane& m_lane;
    const std::vector<FlowRow>& m_rows;
};

struct NoForesight {
    void frameOf(const Event&) const {}
    void placeOf(const Event&) const {}
};

template <class Foresee>
[[gnu::flatten]] void runEvents(Context context, SimTime bound, const Foresee& foresee) {
    Lane& lane = context.lane;
    Event event;
    const auto isDead = [&lane](const Event& timer) { return lane.isDeadTimer(timer); };
    while (lane.events.takeBefore(bound, event, isDead, foresee)) {
        lane.now = event.at;
        ++lane.executed;
        execute(context, event);
    }
}

}  // namespace

void runLane(World& world, Lane& lane, SimTime bound) {
    constexpr std::size_t kFitsIntoTheCache = 128;  // flows
    if (world.rows.size() > kFitsIntoTheCache)
        runEvents({world, lane}, bound, Foresight{world, lane});
    else
        runEvents({world, lane}, bound, NoForesight{});
}

void deliverParcel(World& world, Lane& lane, const Parcel& parcel) {
    Event event = parcel.event;
    if (event.type() == EventType::respond) return lane.events.push(event);
    const std::uint32_t index = lane.frames.allocate();
    event.setSubject(index);
    if (index == kNoFrame) {
        // No room for the visit: the caller hears so as soon as the way back allows.
        const FlowModel& flow = world.model.flows[parcel.flow];
        if (!flow.awaited) return world.flows[parcel.flow].received.counts.end(failed(FailureCause::refused));
        lane.send(world.laneOf[flow.from], {{event.at + flow.latencyBack, event.uid, parcel.callerFrame,
                                             packWhat(EventType::respond, failed(FailureCause::refused))}});
        return;
    }
    Frame& frame = lane.frames[index];
    frame.uid = event.uid;
    frame.sent = parcel.sent;
    frame.flow = parcel.flow;
    frame.parent = parcel.callerFrame;
    frame.flags = static_cast<frame_flag::Flags>(parcel.flags | frame_flag::kRemote);
    frame.attempt = world.model.flows[parcel.flow].awaited ? parcel.attempt : std::uint8_t{0};
    lane.events.push(event);
}

void beginLane(World& world, Lane& lane) {
    const Context context{world, lane};
    for (std::uint32_t node = 0; node < world.nodes.size(); ++node) {
        if (world.laneOf[node] != lane.index) continue;
        switch (world.model.nodes[node].behavior) {
            case Behavior::source: beginSource(context, node); break;
            case Behavior::server: beginServer(context, node); break;
            case Behavior::function: beginFunction(context, node); break;
            case Behavior::queue: beginQueue(context, node); break;
            case Behavior::stream: beginStream(context, node); break;
            default: break;
        }
    }
}

}  // namespace spillway
