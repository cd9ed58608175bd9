#include "nodes/dispatch.h"

#include "kernel/failure_cause.h"
#include "nodes/autoscale.h"
#include "nodes/calls.h"
#include "nodes/delivery.h"
#include "nodes/elastic.h"
#include "nodes/flow_guard.h"
#include "nodes/function.h"
#include "nodes/pod_end.h"
#include "nodes/pollers.h"
#include "nodes/queue.h"
#include "nodes/replica.h"
#include "nodes/rollout.h"
#include "nodes/server.h"
#include "nodes/server_guard.h"
#include "nodes/session.h"
#include "nodes/source.h"
#include "nodes/stream.h"
#include "nodes/visit.h"
#include "nodes/workflow.h"

namespace spillway {
namespace {

// What few events of a frame are.
[[gnu::noinline]] void executeRarely(Context context, const Event& event, Frame& frame) {
    const std::uint32_t index = event.subject();
    switch (event.type()) {
        case EventType::initDone:
            if (frame.has(frame_flag::kInitializing)) finishInit(context, index, event.detail() != 0);
            return;
        case EventType::send: return resend(context, frame);
        case EventType::callTimeout:
            if (!context.row(frame).awaited) return missAcknowledgement(context, frame);
            return giveUp(context, frame);
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

[[gnu::noinline]] void executeOnNode(Context context, const Event& event) {
    switch (event.type()) {
        case EventType::instanceReady: return makeReady(context, event.subject(), event.detail(), event.uid);
        case EventType::scale: return scaleServer(context, event.subject());
        case EventType::outlierSweep: return sweepOutliers(context, event.subject());
        case EventType::environmentExpiry: return expireEnvironments(context, event.subject());
        case EventType::scrape: return sampleServer(context, event.subject());
        case EventType::terminate: return stopPod(context, event.subject(), event.detail(), event.uid);
        case EventType::endpointGone: return unlistPod(context, event.subject(), event.detail());
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
        case EventType::breakerChange: return changeBreaker(context, event.detail());
        case EventType::batchWindow: return endWindow(context, event.subject(), event.detail(), event.uid);
        case EventType::sessionLook: return lookAtSession(context, event.detail());
        case EventType::promote: return promoteCopy(context, event.subject(), event.uid);
        case EventType::streamRebalance: return rebalance(context, event.subject(), event.detail());
        default: SPILLWAY_ASSERT(false, "an event of a node has one of its types");
    }
}

[[gnu::always_inline]] inline Going executeOnFrame(Context context, const Event& event) {
    Frame& frame = context.frame(event.subject());
    if (frame.uid != event.uid) return {};
    switch (event.type()) {
        case EventType::respond: return respond(context, frame, static_cast<Outcome>(event.detail()));
        case EventType::arrive: arrive(context, frame); return {};
        case EventType::workDone:
            if (!frame.has(frame_flag::kWorking)) return {};
            return finishWork(context, frame, static_cast<Outcome>(event.detail()));
        default: executeRarely(context, event, frame); return {};
    }
}

// Executes one event of the lane, and what that leads to at once. Stale ones (their frame has moved on) do nothing.
[[gnu::always_inline]] inline void execute(Context context, const Event& event) {
    Going going;
    if (event.type() < EventType::sourceTick) [[likely]]
        going = executeOnFrame(context, event);
    else if (event.type() == EventType::sourceTick) [[likely]]
        going = tickSource(context, event.subject(), event.uid);
    else
        return executeOnNode(context, event);
    while (going.visit != nullptr) {
        if (going.node == nullptr) return arrive(context, *going.visit);
        const AtOnce next = goOn(context, *going.visit, *going.node);
        if (next.frame == nullptr) return;
        if (!next.responds) return arrive(context, *next.frame);
        going = respond(context, *next.frame, next.frame->outcome);
    }
}

// On graphs that do not fit into the cache most of the time goes into waiting for a frame, then for its flow and its
// caller, and then for the node where something happens, step by step. Each is asked for some events ahead, when what
// it is found through should be there. A stale event's frame may be another's by now: it asks for lines that nobody
// needs. `Deep`: the calls that go out next, too; that pays when next to nothing is in the cache, and costs when most
// is. Always inline: a function that does nothing but ask has no effect
// in the eyes of GCC, which drops the call.
template <bool Deep>
class Foresight {
public:
    static constexpr bool kSees = true;
    Foresight(const World& world, const Lane& lane)
        : m_frames{&lane.frames[0]},
          m_rows{world.rows.data()},
          m_nodes{world.nodes.data()},
          m_sources{world.sources.data()},
          m_lane{lane} {}

    [[gnu::always_inline]] void frameOf(const Event& event) const { ask(&m_frames[event.subject()]); }
    // Its flow, and whoever called. What happens is not asked, because nobody can foresee the answer.
    [[gnu::always_inline]] void flowOf(const Event& event) const {
        if (isOfNode(event)) [[unlikely]]
            return askTick(event);
        const Frame& frame = m_frames[event.subject()];
        askFlow(frame.flow);
        ask(&m_frames[frame.parent]);
    }
    // The node where it happens: the one the flow leads to, or that of the caller, who hears of a response.
    [[gnu::always_inline]] void placeOf(const Event& event) const {
        if (isOfNode(event)) [[unlikely]]
            return;
        const Frame& frame = m_frames[event.subject()];
        const std::uint32_t calls = isOfCaller(event, frame);
        const Frame& there = m_frames[event.subject() ^ ((event.subject() ^ frame.parent) & calls)];
        askNode(there.node);
        ask(&m_rows[there.flow]);
    }
    // Both at once, of what has no constant delay: work that ends, most of it.
    [[gnu::always_inline]] void flowAndPlaceOf(const Event& event) const {
        if (isOfNode(event)) return askTick(event);
        if (event.type() == EventType::respond) return flowOf(event);
        const Frame& frame = m_frames[event.subject()];
        ask(&m_rows[frame.flow]);
        askNode(frame.node);
    }
    // The calls that go out when its work has ended.
    [[gnu::always_inline]] void callsOf(const Event& event) const {
        if constexpr (Deep) {
            if (event.type() == EventType::workDone) askCalls(m_nodes[m_frames[event.subject()].node]);
        }
    }

private:
    [[gnu::always_inline]] static void ask(const void* line) { __builtin_prefetch(line, 1); }
    // All bits or none. None when the caller is in another lane, as far as one can see.
    [[gnu::always_inline]] std::uint32_t isOfCaller(const Event& event, const Frame& frame) const {
        std::uint32_t is = event.type() == EventType::respond ? 1 : 0;
        is &= frame.parent < m_lane.frames.used() ? 1 : 0;
        asm("" : "+r"(is));  // GCC would make a branch of it
        return -is;
    }
    [[gnu::always_inline]] void askNode(std::uint32_t index) const {
        const char* const node = reinterpret_cast<const char*>(&m_nodes[index]);
        for (std::size_t line = 0; line < 4; ++line) ask(node + 64 * line);
    }
    [[gnu::always_inline]] void askFlow(std::uint32_t index) const {
        const FlowRow& row = m_rows[index];
        ask(&row);
        ask(&row.calls);
    }
    [[gnu::always_inline]] void askCalls(const NodeState& node) const {
        for (std::uint32_t i = 0; i < node.callsInGroup; ++i) {
            askFlow(node.firstCall + i);
        }
    }
    [[gnu::always_inline]] void askTick(const Event& event) const {
        if (event.type() != EventType::sourceTick) return;
        const NodeState& node = m_nodes[event.subject()];
        askNode(event.subject());
        ask(&m_sources[node.extra]);
        askCalls(node);
    }
    static bool isOfNode(const Event& event) { return event.type() >= EventType::sourceTick; }
    const Frame* m_frames;
    const FlowRow* m_rows;
    const NodeState* m_nodes;
    const SourceState* m_sources;
    const Lane& m_lane;
};

struct NoForesight {
    static constexpr bool kSees = false;
};

// Not cloned: GCC makes a copy for constant arguments and forgets to lay it out flat.
template <class Foresee>
[[gnu::noinline, gnu::noclone, gnu::flatten]] void runEvents(Context context, SimTime bound, const Foresee& foresee) {
    Lane& lane = context.lane;
    Event event;
    const auto isDead = [&lane](const Event& timer) { return lane.isDeadTimer(timer); };
    while (lane.events.takeNow(event) || lane.events.takeBefore(bound, event, lane.frames, isDead, foresee)) {
        lane.now = event.at;
        ++lane.executed;
        execute(context, event);
    }
}

}  // namespace

void runLane(World& world, Lane& lane, SimTime bound) {
    // Flows: some hundred kilobytes, with their nodes and calls; some megabytes.
    constexpr std::size_t kFitsIntoTheCache = 1000;
    constexpr std::size_t kLeavesTheCache = 8000;
    if (lane.events.nextTime() >= bound) return;
    if (world.rows.size() <= kFitsIntoTheCache) return runEvents({world, lane}, bound, NoForesight{});
    if (world.rows.size() <= kLeavesTheCache) return runEvents({world, lane}, bound, Foresight<false>{world, lane});
    runEvents({world, lane}, bound, Foresight<true>{world, lane});
}

void deliverParcel(World& world, Lane& lane, const Parcel& parcel) {
    Event event = parcel.event;
    if (event.type() == EventType::respond) return lane.events.push(event);
    const std::uint32_t index = lane.frames.allocate();
    event.setSubject(index);
    if (index == kNoFrame) {
        // No room for the visit: the caller hears so as soon as the way back allows.
        const FlowModel& flow = world.model.flows[parcel.flow];
        if (!flow.awaited) return world.rareFlows[parcel.flow].received.counts.end(failed(FailureCause::refused));
        lane.send(world.laneOf[flow.from], {{event.at + flow.latencyBack, event.uid, parcel.callerFrame,
                                             packWhat(EventType::respond, failed(FailureCause::refused))}});
        return;
    }
    Frame& frame = lane.frames[index];
    frame.uid = event.uid;
    frame.sent = parcel.sent;
    frame.setFlow(parcel.flow, world.model.flows[parcel.flow].to);
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
