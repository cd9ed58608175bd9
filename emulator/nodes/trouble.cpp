#include "nodes/trouble.h"

#include "base/bounded.h"
#include "base/text.h"
#include "nodes/function.h"
#include "nodes/lookup.h"
#include "nodes/server.h"

#include <algorithm>
#include <cmath>

namespace spillway {
namespace {

// Time lost to packets that had to be sent again; nothing when TCP gives up (RFC 6298's exponential back-off).
std::optional<Duration> retransmit(const DataFacts& facts, double loss, RngStream& stream) {
    Duration lost{0};
    Duration timeout = facts.retransmission;
    for (std::int64_t sent = 0; stream.chance(loss); ++sent) {
        if (sent == facts.retransmissions) return std::nullopt;
        lost += timeout;
        timeout = std::min(timeout * 2, facts.retransmissionCap);
    }
    return lost;
}

// Messages pass one after the other, each in its own time.
Duration queueOnLink(SimTime& until, Duration transmission, SimTime now) {
    if (transmission == Duration{0}) return {};
    until = std::max(until, now) + transmission;
    return until - now;
}

Passage passage(const DataFacts& facts, const FlowLevers& levers, RngStream& stream, SimTime& until, SimTime now) {
    Passage made;
    made.extra = queueOnLink(until, levers.transmission, now);
    const auto again = retransmit(facts, levers.loss, stream);
    made.lost = !again;
    made.extra += again.value_or(Duration{0});
    return made;
}

std::optional<Outcome> drawnFailure(const std::vector<FailingShare>& failing, RngStream& stream) {
    for (const FailingShare& each : failing) {
        if (stream.chance(each.share)) return failed(each.cause);
    }
    return std::nullopt;
}

// The first instances are the bad ones, as many as their share says and at least one.
bool isBad(const BadInstances& bad, const Frame& frame, NodeState& node) {
    if (node.server == nullptr) return node.fault.chance(bad.share);
    const auto instances = static_cast<double>(node.server->instances.size());
    return frame.instance < static_cast<std::uint32_t>(std::max(1.0, std::round(bad.share * instances)));
}

// What burns CPU takes longer when something else has a part of it.
double slowdownOf(double taken, const NodeState& node) {
    if (taken <= 0) return 1;
    const double burns = node.server != nullptr ? std::min(1.0, node.server->model->busyCores) : 1;
    return 1 - burns + burns / std::max(1 - taken, 1e-3);
}

std::int64_t environmentsOf(const FunctionState& function) {
    return static_cast<std::int64_t>(function.idle.size()) + function.busy + function.provisionedIdle;
}

// Services that deliver by themselves try again what does not get through.
bool isTriedAgain(Context context, const FlowRow& flow) {
    if (flow.awaited || flow.from == nullptr) return false;
    const NodeKind from = flow.from->model->kind;
    if (from != NodeKind::topic && from != NodeKind::event_bus && from != NodeKind::schedule &&
        from != NodeKind::object_store)
        return false;
    if (flow.model->asyncRetry) return true;
    if (flow.model->delivery == kNone) return false;
    const DeliveryModel& delivery = context.model().deliveries[flow.model->delivery];
    return delivery.session == kNone && (delivery.retries > 0 || delivery.deadLetters != kNone);
}

}  // namespace

bool stopsAtDoor(Context context, const FlowRow& flow, std::uint32_t flowIndex) {
    const FlowLevers& link = context.world.levers.flows[flowIndex];
    return (link.cutTo || link.turnedAway || link.loss >= 1) && isTriedAgain(context, flow);
}

std::optional<Outcome> stoppedAtDoor(Context context, const Frame& frame, NodeState& node) {
    const NodeLevers& levers = context.world.levers.nodes[node.index];
    if (levers.down) return failed(FailureCause::unavailable);
    const FlowLevers& link = context.world.levers.flows[frame.flow];
    if (stopsAtDoor(context, context.row(frame), frame.flow))
        return failed(link.turnedAway.value_or(FailureCause::unavailable));
    if (levers.admits && !context.world.nodeTroubles[node.index].quota->tryTake(context.now()))
        return failed(FailureCause::throttled);
    if (const auto outcome = drawnFailure(levers.failing, node.fault)) return outcome;
    return drawnFailure(link.failing, node.fault);
}

WorkInTrouble workInTrouble(Context context, const Frame& frame, NodeState& node) {
    const NodeLevers& levers = context.world.levers.nodes[node.index];
    WorkInTrouble work;
    double factor = levers.workFactor * slowdownOf(levers.cpuTaken, node);
    for (const BadInstances& bad : levers.bad) {
        if (!isBad(bad, frame, node)) continue;
        work.fails |= node.fault.chance(bad.failing);
        factor *= bad.factor;
    }
    if (work.fails) return work;
    if (node.model->hasWork) work.takes = node.model->work(node.work.stream());
    if (factor != 1) work.takes = boundedDuration(toSeconds(work.takes) * factor);
    for (const Sampler& added : levers.workAdded) work.takes += added(node.fault);
    return work;
}

bool hitsInTrouble(Context context, Frame& frame, NodeState& node) {
    const NodeTrouble& trouble = context.world.nodeTroubles[node.index];
    if (trouble.filled >= trouble.entries) return node.choice.chance(node.model->hitRatio);
    const double drawn = node.choice.uniform();
    if (drawn >= node.model->hitRatio) return false;
    if (drawn < node.model->hitRatio * trouble.filled / trouble.entries) return true;
    frame.set(frame_flag::kCold);
    return false;
}

void refillCache(Context context, NodeState& node) {
    if (context.world.nodeTroubles.empty() || node.model->hitRatio <= 0) return;  // a function's cold start
    NodeTrouble& trouble = context.world.nodeTroubles[node.index];
    if (trouble.filled >= trouble.entries) return;
    trouble.filled += 1;
    if (trouble.filled >= trouble.entries)
        context.decide(node.index, "warm", toText(static_cast<std::int64_t>(trouble.entries)) + " entries came back");
}

bool isOutOfReach(Context context, std::uint32_t flow) {
    if (context.world.levers.calm) return false;
    const FlowLevers& link = context.world.levers.flows[flow];
    // A connection needs both ways.
    return context.world.levers.nodes[context.model().flows[flow].to].down || link.cutTo || link.cutFrom ||
           link.turnedAway;
}

Passage passageOut(Context context, std::uint32_t flow) {
    const FlowLevers& levers = context.world.levers.flows[flow];
    if (levers.cutTo) return {.lost = true};
    NodeState& from = *context.world.rows[flow].from;
    Passage out = passage(context.model().facts->data, levers, from.fault,
                          context.world.flowTroubles[flow].requestsUntil, context.now());
    out.extra += levers.extraDelay;
    out.turnedAway = levers.turnedAway;
    return out;
}

Passage passageBack(Context context, std::uint32_t flow) {
    const FlowLevers& levers = context.world.levers.flows[flow];
    if (levers.cutFrom) return {.lost = true};
    NodeState& to = *context.world.rows[flow].to;
    return passage(context.model().facts->data, levers, to.fault, context.world.flowTroubles[flow].responsesUntil,
                   context.now());
}

void poisonMessage(Context context, Frame& message, std::uint32_t node) {
    std::int64_t& left = context.world.nodeTroubles[node].poison;
    if (left <= 0) return;
    --left;
    message.set(frame_flag::kPoison);
}

void takeTrouble(Context context, std::uint32_t node, const NodeLevers& before) {
    NodeLevers& levers = context.world.levers.nodes[node];
    NodeTrouble& trouble = context.world.nodeTroubles[node];
    if (levers.chilled > 0) {
        trouble.entries = static_cast<double>(levers.chilled);
        trouble.filled = 0;
        if (context.model().nodes[node].lookup != kNone) {
            trouble.entries = 0;  // what is held says it
            forgetEntries(context, context.node(node), 0, 1);
        }
    }
    trouble.poison += levers.poisoned;
    levers.chilled = levers.poisoned = 0;
    if (levers.memoryFill > Duration{0} && before.memoryFill == Duration{0}) trouble.pressedSince = context.now();
    if (levers.admits == before.admits) return;
    trouble.quota.reset();
    if (levers.admits) trouble.quota.emplace(*levers.admits, std::max(1.0, levers.admits->perSecond()), context.now());
}

void pressMemory(Context context, std::uint32_t node) {
    const NodeModel& model = context.model().nodes[node];
    NodeTrouble& trouble = context.world.nodeTroubles[node];
    const Duration fill = context.world.levers.nodes[node].memoryFill;
    const auto tell = [&](const std::string& who) {
        context.decide(node, who + " killed", "out of memory after " + toText(fill) + " under pressure");
    };
    if (model.behavior == Behavior::function) {
        const std::int64_t living = environmentsOf(context.world.functions[model.extra]);
        if (context.now() - trouble.pressedSince < fill) return;
        trouble.pressedSince = context.now();
        if (living == 0) return;
        killEnvironments(context, node, living);
        return tell(toText(living) + " environments");
    }
    if (model.behavior != Behavior::server) return;
    ServerState& server = *context.node(node).server;
    std::int64_t killed = 0;
    for (std::uint32_t which = 0; which < server.instances.size(); ++which) {
        const Instance& instance = server.instances[which];
        if (instance.state != InstanceState::ready || instance.leaving) continue;
        if (context.now() - std::max(trouble.pressedSince, instance.readinessChanged) < fill) continue;
        restartInstance(context, node, which);
        ++killed;
    }
    if (killed > 0) tell(toText(killed) + (killed == 1 ? " instance" : " instances"));
    if (killed > 0 && server.ready == 0) refuseWaiting(context, node);
}

}  // namespace spillway
