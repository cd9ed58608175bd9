#include "nodes/source.h"

#include "kernel/failure_cause.h"
#include "nodes/arrivals.h"
#include "nodes/folded_visit.h"
#include "nodes/trouble.h"
#include "nodes/visit.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace spillway {
namespace {

using namespace frame_flag;

constexpr Duration kLeastTurn = std::chrono::milliseconds{1};

SourceState& sourceOf(Context context, std::uint32_t node) {
    return context.world.sources[context.model().nodes[node].extra];
}
const SourceModel& sourceModelOf(Context context, std::uint32_t node) {
    return context.model().sources[context.model().nodes[node].extra];
}

void scheduleAt(Context context, NodeState& node, SourceState& source, std::optional<SimTime> at) {
    source.nextTick = at ? context.postNode(*at, EventType::sourceTick, node) : 0;
}

// By a Poisson process at its last rate.
[[gnu::always_inline]] inline void scheduleHeld(Context context, NodeState& node, SourceState& source) {
    const auto inSeconds = [rate = source.heldRate](double drawn) { return drawn / rate; };
    const SimTime at = later(context.now(), source.arrivals.exponential(inSeconds));
    source.nextTick = at == SimTime::max() ? 0 : context.postNode(at, EventType::sourceTick, node);
    source.arrivals.workOutNext(inSeconds);
}

void scheduleOpen(Context context, NodeState& node, SourceState& source) {
    if (context.now() >= source.heldFrom && context.world.levers.calm) return scheduleHeld(context, node, source);
    const double factor = context.world.levers.calm ? 1 : context.world.levers.nodes[node.index].loadFactor;
    const ArrivalProcess process{source.model->profile, source.model->arrivals, factor};
    scheduleAt(context, node, source, process.next(context.now(), source.arrivals.stream()));
}

// The next time by the calendar.
void scheduleCron(Context context, NodeState& node, SourceState& source) {
    const CronModel& cron = context.model().crons[source.model->cron];
    const auto passed = std::chrono::floor<std::chrono::seconds>(context.now().time_since_epoch()).count();
    // What is due at the very beginning counts; a rate begins with its first wait.
    const bool begins = source.nextTick == 0 && !cron.expression.every();
    const std::int64_t before = cron.start + passed - (begins ? 1 : 0);
    const auto next = cron.expression.next(before, cron.zone);
    if (!next) return;
    source.due = SimTime{std::chrono::seconds{*next - cron.start}};
    scheduleAt(context, node, source, source.due);
}

[[gnu::noinline]] void scheduleDevice(Context context, std::uint32_t node) {
    const SourceModel& source = sourceModelOf(context, node);
    SourceState& state = sourceOf(context, node);
    const auto count = static_cast<std::uint64_t>(state.phases.size());
    const std::uint64_t next = state.phase++;
    scheduleAt(context, context.node(node), state,
               SimTime{state.phases[next % count] + source.every * static_cast<std::int64_t>(next / count)});
}

// A user pauses and sends again; an event of its own each, any of them counts. One who thinks for no time and is
// answered (or refused) in no time would never let the clock go on: such a turn takes a millisecond.
[[gnu::noinline]] void scheduleUser(Context context, std::uint32_t node, Duration turn = Duration{0}) {
    Duration pause = sourceModelOf(context, node).think(sourceOf(context, node).think);
    if (pause + turn == Duration{0}) pause = kLeastTurn;
    context.postNode(context.now() + pause, EventType::sourceTick, node);
}

bool isSampled(const World& world, SourceState& source, std::uint64_t uid) {
    if (world.traceEvery == 0) return false;
    const std::uint64_t hash = mix64(uid ^ world.seed);
    // The usual shares are powers of two; a division would cost as much as an event.
    if ((world.traceMask != 0 ? hash & world.traceMask : hash % world.traceEvery) != 0) [[likely]]
        return false;
    return source.sampled++ < world.mostSampled;
}

[[gnu::cold, gnu::noinline]] void beginTrace(Context context, Frame& frame, const NodeState& node) {
    frame.set(kSampled);
    context.note({.at = context.now(), .uid = frame.uid, .node = node.index, .what = SpanNote::What::root});
}

[[gnu::cold, gnu::noinline]] void refuseAtOnce(Context context, NodeState& node) {
    context.count(node, failed(FailureCause::refused));
    if (sourceModelOf(context, node.index).way == SourceModel::Way::users) scheduleUser(context, node.index);
}

// What goes on is handed back.
Going emit(Context context, NodeState& node, SourceState& source) {
    ++node.measures.begun;
    const std::uint32_t index = node.openCalls < source.openCallLimit ? context.lane.frames.claim() : kNoFrame;
    if (index == kNoFrame) [[unlikely]] {
        refuseAtOnce(context, node);
        return {};
    }
    ++node.measures.inside;
    Frame& frame = context.frame(index);
    const std::uint64_t uid = Context::nextUid(node);
    const bool sampled = isSampled(context.world, source, uid);
    if (node.folds && !sampled && context.lane.frames.fold()) {
        const FlowRow& first = context.world.rows[node.firstCall];
        beginFolded(frame, context.now(), Context::nextUid(node), node.firstCall, context.world.targetOf(first),
                    {.age = 0, .uids = 1});
        return sendFolded(context, frame, first);
    }
    frame.begin(context.now(), uid, kNoFrame, source.rootFlow, node.index, kVisiting);
    frame.arrived = context.now();
    if (sampled) beginTrace(context, frame, node);
    return {&frame, &node};
}

constexpr int kMostTries = 60;

// Packets that a device sends again until PUBLISH is answered (PUBREC), and then until PUBREL has come through.
int triesToRelease(double loss, RngStream& stream) {
    int tries = 0;
    while (tries < kMostTries && (stream.chance(loss) || stream.chance(loss))) ++tries;
    while (tries < kMostTries && stream.chance(loss)) ++tries;
    return tries;
}

// What MQTT makes of a report (platform-facts 8.5). Level 0: one packet, gone if it is lost. Level 1: sent until an
// answer is heard, so what was lost comes later, and a lost answer makes a duplicate. Level 2: the same without
// duplicates, and the broker goes on with it when a second packet has come through.
Going emitReport(Context context, NodeState& node, SourceState& source) {
    const SourceModel& model = *source.model;
    if (model.loss <= 0) return emit(context, node, source);
    if (model.qos == Qos::at_most_once) {
        if (!source.think.chance(model.loss)) return emit(context, node, source);
        ++source.lost;
        ++node.measures.begun;
        node.measures.response.record(Duration{0});
        context.count(node, failed(FailureCause::unavailable));
        return {};
    }
    if (model.qos == Qos::exactly_once) {
        const int tries = triesToRelease(model.loss, source.think);
        if (tries < kMostTries)
            context.postNode(context.now() + model.retransmit * tries, EventType::deviceSend, node, 0);
        return {};
    }
    bool arrived = false;
    for (int attempt = 0; attempt < kMostTries; ++attempt) {
        if (source.think.chance(model.loss)) continue;
        const SimTime at = context.now() + model.retransmit * attempt;
        context.postNode(at, EventType::deviceSend, node, arrived ? 1 : 0);
        arrived = true;
        if (!source.think.chance(model.loss)) break;  // the answer is heard
    }
    return {};
}

// At the levels 1 and 2 a report is sent until somebody answers: as long as no broker is within reach, again and again.
bool waitsForBroker(Context context, NodeState& node, const SourceState& source, bool again) {
    const Range &groups = node.model->groups, &events = node.model->events;
    if (context.world.levers.calm || source.model->qos == Qos::at_most_once || groups.count + events.count == 0)
        return false;
    const auto anyInReach = [&](const Range& flows) {
        for (std::uint32_t i = 0; i < flows.count; ++i) {
            if (!isOutOfReach(context, context.model().order[flows.first + i])) return true;
        }
        return false;
    };
    if (anyInReach(events)) return false;
    for (std::uint32_t i = 0; i < groups.count; ++i) {
        if (anyInReach(context.model().groups[groups.first + i].flows)) return false;
    }
    context.postNode(context.now() + source.model->retransmit, EventType::deviceSend, node, again ? 1 : 0);
    return true;
}

Going tickUser(Context context, NodeState& node, SourceState& source, bool down) {
    if (source.users <= source.wanted) {
        if (!down) return emit(context, node, source);
        scheduleUser(context, node.index);
    } else {
        --source.users;  // a surge is over
    }
    return {};
}

}  // namespace

void beginSource(Context context, std::uint32_t node) {
    const SourceModel& source = sourceModelOf(context, node);
    SourceState& state = sourceOf(context, node);
    switch (source.way) {
        case SourceModel::Way::silent: return;
        case SourceModel::Way::open: return scheduleOpen(context, context.node(node), state);
        case SourceModel::Way::users:
            state.users = state.wanted = source.count;
            for (std::int64_t i = 0; i < source.count; ++i) scheduleUser(context, node);
            return;
        case SourceModel::Way::schedule:
            if (source.cron != kNone) return scheduleCron(context, context.node(node), state);
            state.due = SimTime{source.offset};
            return scheduleAt(context, context.node(node), state, state.due);
        case SourceModel::Way::devices:
            for (std::int64_t i = 0; i < source.count; ++i) {
                state.phases.push_back(secondsToDuration(state.arrivals.stream().uniform() * toSeconds(source.every)));
            }
            std::ranges::sort(state.phases);
            if (source.count > 0) scheduleDevice(context, node);
            return;
    }
}

// Any source at any time.
[[gnu::noinline, gnu::flatten]] static Going tickSlowly(Context context, NodeState& node, SourceState& source,
                                                        std::uint64_t uid) {
    const std::uint32_t index = node.index;
    const bool down = !context.world.levers.calm && context.world.levers.nodes[index].down;
    switch (source.model->way) {
        case SourceModel::Way::silent: return {};
        case SourceModel::Way::users: return tickUser(context, node, source, down);
        case SourceModel::Way::open:
            if (uid != source.nextTick) return {};  // planned before the load changed
            scheduleOpen(context, node, source);
            break;
        case SourceModel::Way::schedule:
            if (uid != source.nextTick) return {};
            if (source.model->cron != kNone) {
                scheduleCron(context, node, source);
                break;
            }
            source.due = context.now() + source.model->every;
            scheduleAt(context, node, source, source.due);
            break;
        case SourceModel::Way::devices:
            if (uid != source.nextTick) return {};
            scheduleDevice(context, index);
            if (down || waitsForBroker(context, node, source, false)) return {};
            return emitReport(context, node, source);
    }
    return down ? Going{} : emit(context, node, source);
}

Going tickSource(Context context, std::uint32_t index, std::uint64_t uid) {
    NodeState& node = context.node(index);
    SourceState& source = context.world.sources[node.extra];
    if (context.now() < source.heldFrom || !context.world.levers.calm) [[unlikely]]
        return tickSlowly(context, node, source, uid);
    if (uid != source.nextTick) [[unlikely]]
        return {};
    scheduleHeld(context, node, source);
    return emit(context, node, source);
}

void arriveFromDevice(Context context, std::uint32_t index, bool again) {
    NodeState& node = context.node(index);
    SourceState& source = context.world.sources[node.model->extra];
    if (waitsForBroker(context, node, source, again)) return;
    if (again) ++source.repeated;
    const Going going = emit(context, node, source);
    if (going.visit == nullptr) return;
    if (going.node == nullptr) return arrive(context, *going.visit);
    continueVisit(context, *going.visit, *going.node);
}

void endRoot(Context context, Frame& frame, NodeState& node, Outcome outcome) {
    if (frame.has(kSampled)) [[unlikely]]
        context.note({.at = context.now(), .uid = frame.uid, .what = SpanNote::What::answered, .outcome = outcome});
    const Duration turn = context.now() - frame.sent;
    context.lane.frames.release(frame);
    if (node.users) [[unlikely]]
        scheduleUser(context, node.index, turn);
}

void endFolded(Context context, Frame& call, NodeState& node, Duration turn) {
    ++node.measures.succeeded;
    --node.measures.inside;
    node.measures.response.record(turn);
    context.lane.frames.unfold();
    context.lane.frames.release(call);
    if (node.users) [[unlikely]]
        scheduleUser(context, node.index, turn);
}

void jumpClock(Context context, std::uint32_t node, Duration ahead) {
    SourceState& state = sourceOf(context, node);
    if (sourceModelOf(context, node).way != SourceModel::Way::schedule || state.nextTick == 0) return;
    // What was skipped is started at once, and once (Kubernetes CronJob); a clock set back waits until it is there
    // again.
    state.due = std::max(context.now(), state.due - ahead);
    scheduleAt(context, context.node(node), state, state.due);
}

void changeLoad(Context context, std::uint32_t node) {
    const SourceModel& source = sourceModelOf(context, node);
    SourceState& state = sourceOf(context, node);
    if (source.way == SourceModel::Way::open) return scheduleOpen(context, context.node(node), state);
    if (source.way != SourceModel::Way::users) return;
    const double factor = context.world.levers.nodes[node].loadFactor;
    state.wanted = static_cast<std::int64_t>(std::llround(static_cast<double>(source.count) * factor));
    for (; state.users < state.wanted; ++state.users) scheduleUser(context, node);
}

}  // namespace spillway
