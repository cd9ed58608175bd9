#include "nodes/server_guard.h"

#include "nodes/flow_guard.h"
#include "nodes/rate_log.h"
#include "nodes/visit.h"

#include <fmt/format.h>

#include <algorithm>

namespace spillway {
namespace {

using namespace frame_flag;

// "Fail at Scale" (Maurer, 2015): the newest first while the line has not been empty for this long.
constexpr Duration kStanding = std::chrono::milliseconds{100};

ServerGuard& guardOf(Context context, const NodeState& node) {
    return context.world.serverGuards[node.server->model->guard];
}

ServerGuard::Line& lineOf(ServerGuard& guard, std::uint32_t instance) {
    if (guard.lines.size() <= instance) guard.lines.resize(instance + 1);
    return guard.lines[instance];
}

// How full the line may be for a request of this criticality.
double roomFor(Criticality criticality, const Shedding& shedding) {
    const double from = shedding.from.fraction();
    switch (criticality) {
        case Criticality::sheddable: return from;
        case Criticality::normal: return (1 + from) / 2;
        case Criticality::critical: break;
    }
    return 1;
}

// As many as may wait in all.
double lineLimitOf(Context context, const ServerState& server) {
    if (!server.ownLines) return server.model->queueLimit;
    const OwnLinesModel& lines = context.model().ownLines[server.model->ownLines];
    const std::int64_t each = lines.tars ? lines.tars->cap : lines.limit;
    return static_cast<double>(each) * std::max(1U, server.ready);
}

bool isShed(Context context, const Frame& frame, const NodeState& node, const Shedding& shedding) {
    const Criticality criticality = context.row(frame).model->criticality;
    if (criticality == Criticality::critical) return false;
    const double room = roomFor(criticality, shedding) * lineLimitOf(context, *node.server);
    return static_cast<double>(node.rare->measures.waitingNow.value()) >= std::max(1.0, room);
}

// The callers' view, as a proxy has it: an answer of 5xx, or none in time.
bool isBad(Outcome outcome) {
    if (outcome == kSucceeded) return false;
    return causeOf(outcome) != FailureCause::throttled && causeOf(outcome) != FailureCause::rejected;
}

// Nobody answered, or too late: what a proxy says 502, 503 or 504 for.
bool isGatewayFailure(FailureCause cause) {
    using enum FailureCause;
    return cause == timeout || cause == refused || cause == unavailable || cause == platform_timeout;
}

// What of the model is of each instance.
bool eachHasLimit(const ServerGuardModel& model) { return model.limit && model.limit->perInstance; }
bool eachHasBucket(const ServerGuardModel& model) { return model.rateLimit && model.rateLimit->perInstance; }

ServerGuard::Door& doorOf(Context context, ServerGuard& guard, std::uint32_t instance) {
    if (guard.doors.size() <= instance) guard.doors.resize(instance + 1);
    ServerGuard::Door& door = guard.doors[instance];
    const ServerGuardModel& model = *guard.model;
    if (eachHasLimit(model) && !door.limiter) door.limiter.emplace(*model.limit, context.now());
    if (eachHasBucket(model) && !door.bucket)
        door.bucket.emplace(model.rateLimit->rate, static_cast<double>(model.rateLimit->burst), context.now());
    return door;
}

std::int64_t insideOf(const Instance& instance) {
    return static_cast<std::int64_t>(instance.busy) + instance.line.count;
}

std::string limitWords(Context context, ServerGuard& guard) {
    if (guard.limiter) return fmt::format("{} at once, learned from their times", guard.limiter->limit(context.now()));
    std::int64_t least = 0, most = 0;
    for (ServerGuard::Door& door : guard.doors) {
        if (!door.limiter) continue;
        const std::int64_t limit = door.limiter->limit(context.now());
        least = least == 0 ? limit : std::min(least, limit);
        most = std::max(most, limit);
    }
    if (least == most) return fmt::format("{} at once at each instance, learned from their times", most);
    return fmt::format("{} to {} at once at each instance, learned from their times", least, most);
}

std::string reasonOf(Context context, std::size_t told, ServerGuard& guard) {
    const ServerGuardModel& model = *guard.model;
    switch (told) {
        case ServerGuard::rateLimited:
            return fmt::format("more than {:g} a second{}", model.rateLimit->rate.perSecond(),
                               eachHasBucket(model) ? " at an instance" : "");
        case ServerGuard::limited: return limitWords(context, guard);
        case ServerGuard::shed:
            return fmt::format("its line is more than {:g}% full", 100 * model.shedding->from.fraction());
        default:
            return fmt::format("nobody waited for less than {:g} ms for {:g} ms",
                               toMilliseconds(model.line.codel->target), toMilliseconds(model.line.codel->interval));
    }
}

void tellVerdict(Context context, ServerGuard& guard, std::uint32_t node, const OutlierDetector::Verdict& verdict) {
    // A cap is told once, until something else happens.
    if (verdict.ejected || guard.lastHeld != verdict.reason) {
        context.decide(node, fmt::format("instance {} {}", verdict.host, verdict.ejected ? "ejected" : "not ejected"),
                       verdict.reason);
    }
    guard.lastHeld = verdict.ejected ? std::string{} : verdict.reason;
}

}  // namespace

void beginServerGuard(Context context, std::uint32_t node) {
    const ServerGuardModel& model = *guardOf(context, context.node(node)).model;
    if (model.outlier) context.postNode(context.now() + model.outlier->interval, EventType::outlierSweep, node);
}

std::optional<Outcome> stoppedByGuard(Context context, const Frame& frame, const NodeState& node) {
    ServerGuard& guard = guardOf(context, node);
    const auto stop = [&](ServerGuard::Told why, FailureCause cause) {
        ++guard.told[why].now;
        return failed(cause);
    };
    if (guard.bucket && !guard.bucket->tryTake(context.now()))
        return stop(ServerGuard::rateLimited, FailureCause::throttled);
    // What has arrived and not ended, itself included.
    if (guard.limiter && static_cast<std::int64_t>(node.measures.inside) > guard.limiter->limit(context.now()))
        return stop(ServerGuard::limited, FailureCause::refused);
    if (guard.model->shedding && isShed(context, frame, node, *guard.model->shedding))
        return stop(ServerGuard::shed, FailureCause::refused);
    return std::nullopt;
}

std::optional<Outcome> stoppedAtInstance(Context context, const NodeState& node, std::uint32_t instance) {
    ServerGuard& guard = guardOf(context, node);
    if (!eachHasLimit(*guard.model) && !eachHasBucket(*guard.model)) return std::nullopt;
    ServerGuard::Door& door = doorOf(context, guard, instance);
    if (door.bucket && !door.bucket->tryTake(context.now())) {
        ++guard.told[ServerGuard::rateLimited].now;
        return failed(FailureCause::throttled);
    }
    // With the one to come.
    if (door.limiter && insideOf(node.server->instances[instance]) >= door.limiter->limit(context.now())) {
        ++guard.told[ServerGuard::limited].now;
        return failed(FailureCause::refused);
    }
    return std::nullopt;
}

void joinGuardedLine(Context context, Frame& frame, NodeState& node, const GuardedLine& to) {
    ServerGuard& guard = guardOf(context, node);
    ServerGuard::Line& line = lineOf(guard, to.instance);
    if (to.line.count == 0) {
        line.since = context.now();
        line.newestFirst = guard.model->line.order == LineOrder::lifo;
    }
    if (line.newestFirst)
        to.line.pushFront(context.lane.frames, context.indexOf(frame));
    else
        to.line.push(context.lane.frames, context.indexOf(frame));
}

void turnLine(Context context, NodeState& node, const GuardedLine& which) {
    ServerGuard& guard = guardOf(context, node);
    if (guard.model->line.order != LineOrder::adaptive_lifo) return;
    ServerGuard::Line& line = lineOf(guard, which.instance);
    if (line.newestFirst || context.now() - line.since <= kStanding) return;
    // It stays so until it is empty, so each request is turned around once at most.
    line.newestFirst = true;
    which.line.reverse(context.lane.frames);
}

bool leavesLine(Context context, Frame& frame, NodeState& node, const GuardedLine& from) {
    const bool cancelled = isCancelled(context, frame);
    const Duration waited = context.now() - frame.arrived;
    bool dropped = false;
    if (!cancelled && node.server->guarded && guardOf(context, node).model->line.codel) {
        ServerGuard& guard = guardOf(context, node);
        std::optional<Codel>& codel = lineOf(guard, from.instance).codel;
        if (!codel) codel.emplace(*guard.model->line.codel);
        dropped = codel->drops(waited, from.line.count, context.now());
        if (dropped) ++guard.told[ServerGuard::dropped].now;
    }
    if (!cancelled && !dropped) return false;
    node.rare->measures.waiting.record(waited);
    endVisit(context, frame, node, failed(cancelled ? FailureCause::timeout : FailureCause::refused));
    return true;
}

const OutlierDetector* ejecting(Context context, const NodeState& node) {
    if (!node.server->guarded) return nullptr;
    const ServerGuard& guard = guardOf(context, node);
    if (!guard.outlier || guard.outlier->ejected() == 0) return nullptr;
    // Envoy's panic threshold: with less than half of them well, everybody is tried.
    const bool panics = 2 * guard.outlier->ejected() > static_cast<std::int64_t>(node.server->ready);
    return panics ? nullptr : &*guard.outlier;
}

void noteEndAtServer(Context context, const Frame& frame, NodeState& node, std::uint32_t instance, Outcome outcome) {
    if (isLostCopy(context, frame)) return;  // whoever cancelled it learned nothing of the server
    ServerGuard& guard = guardOf(context, node);
    const FlowRow& flow = context.row(frame);
    const bool late =
        flow.timer != kNone && context.now() + flow.model->latencyBack - frame.sent >= flow.model->timeout;
    const bool bad = late || isBad(outcome);
    if (guard.limiter) {
        const auto inside = static_cast<std::int64_t>(node.measures.inside) + 1;
        guard.limiter->record({context.now() - frame.arrived, inside, bad}, context.now(), guard.stream);
    }
    if (eachHasLimit(*guard.model)) {
        const std::int64_t inside = insideOf(node.server->instances[instance]);
        doorOf(context, guard, instance)
            .limiter->record({context.now() - frame.arrived, inside, bad}, context.now(), guard.stream);
    }
    if (!guard.outlier) return;
    const auto hosts = static_cast<std::int64_t>(node.server->ready);
    using enum OutlierDetector::Answer;
    const bool atGateway = bad && (late || isGatewayFailure(causeOf(outcome)));
    const auto answer = atGateway ? gatewayFailed : bad ? failed : succeeded;
    if (const auto verdict = guard.outlier->record(instance, answer, hosts, context.now(), guard.stream))
        tellVerdict(context, guard, node.index, *verdict);
}

void forgetInstance(Context context, NodeState& node, std::uint32_t instance) {
    ServerGuard& guard = guardOf(context, node);
    if (guard.outlier) guard.outlier->replace(instance);
    if (instance < guard.doors.size()) guard.doors[instance] = {};
}

void sweepOutliers(Context context, std::uint32_t index) {
    ServerGuard& guard = guardOf(context, context.node(index));
    const auto hosts = static_cast<std::int64_t>(context.node(index).server->ready);
    const OutlierDetector::Sweep sweep = guard.outlier->sweep(hosts, context.now(), guard.stream);
    for (const std::uint32_t instance : sweep.back)
        context.decide(index, fmt::format("instance {} back", instance), "its ejection is over");
    for (const OutlierDetector::Verdict& verdict : sweep.judged) tellVerdict(context, guard, index, verdict);
    context.postNode(context.now() + guard.model->outlier->interval, EventType::outlierSweep, index);
}

void tellServerGuard(Context context, std::uint32_t index) {
    ServerGuard& guard = guardOf(context, context.node(index));
    static constexpr std::array<const char*, ServerGuard::kTold> kWhat{
        "rate limit holds requests", "concurrency limit holds requests", "sheds requests", "CoDel drops requests"};
    for (std::size_t kind = 0; kind < ServerGuard::kTold; ++kind) {
        FlowGuard::Tally& tally = guard.told[kind];
        const auto rate = static_cast<double>(tally.now - tally.before);
        tally.before = tally.now;
        const RateNews news = newsOf(tally.log, rate, 1, context.now());
        if (news == RateNews::nothing) continue;
        if (news == RateNews::over)
            context.decide(index, std::string{kWhat[kind]} + ": over", "no more for 5 s");
        else
            context.decide(index, kWhat[kind], fmt::format("{:g}/s: {}", rate, reasonOf(context, kind, guard)));
    }
}

}  // namespace spillway
