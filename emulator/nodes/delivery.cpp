#include "nodes/delivery.h"

#include "base/elementary.h"
#include "base/text.h"
#include "kernel/failure_cause.h"
#include "nodes/function.h"
#include "nodes/queue.h"
#include "nodes/service_bus.h"
#include "nodes/session.h"
#include "nodes/visit.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace spillway {
namespace {

using namespace frame_flag;

constexpr std::uint8_t kMostCounted = 250;

void giveUp(Context context, const FlowRow& flow, const DeliveryModel& model, std::string why) {
    if (model.deadLetters != kNone) depositNews(context, flow.to->index, model.deadLetters);
    std::uint64_t& count = context.rare(flow).received.givenUp;
    ++count;
    // The first, and then each ten times as many.
    std::uint64_t step = 1;
    while (step < count) step *= 10;
    if (step != count) return;
    flow.to->rare->decisions.push_back({context.now(), flow.from->model->id + " -> " + flow.to->model->id,
                                        fmt::format("gave up {} deliver{}", count, count == 1 ? "y" : "ies"),
                                        why + (model.deadLetters == kNone ? "; no dead letters: lost" : "")});
}

std::string timesOf(int tries) { return tries == 1 ? "once" : fmt::format("{} times", tries); }

// Until its next try; nothing if there is none.
std::optional<Duration> waitForNextTry(Context context, const Frame& before, const FlowRow& flow) {
    const DeliveryModel& model = context.model().deliveries[flow.model->delivery];
    // More retries than are counted all wait alike; their age ends them.
    if (before.attempt < kMostCounted && before.attempt >= model.retries)
        return giveUp(context, flow, model, "failed " + timesOf(before.attempt + 1)), std::nullopt;
    Duration wait = deliveryWait(model, before.attempt);
    wait -= secondsToDuration(toSeconds(wait) * model.jitter * flow.to->backoff.uniform());
    if (model.age != Duration::max() && context.now() + wait - before.sent > model.age)
        return giveUp(context, flow, model, "older than " + toText(model.age)), std::nullopt;
    return wait;
}

void tryAgain(Context context, std::uint32_t next, const FlowRow& flow, Duration wait) {
    Frame& frame = context.frame(next);
    if (frame.attempt < kMostCounted) ++frame.attempt;
    frame.uid = Context::nextUid(*flow.to);  // what is still pending of this try is stale
    ++context.rare(flow).received.retries;
    context.post(wait, EventType::arrive, next);
}

bool retryDelivery(Context context, const Frame& before, const FlowRow& flow) {
    const auto wait = waitForNextTry(context, before, flow);
    const std::uint32_t next = wait ? frameOfNextTry(context, context.indexOf(before)) : kNoFrame;
    if (next == kNoFrame) return false;
    tryAgain(context, next, flow, *wait);
    return true;
}

// Of a try that goes on meanwhile.
std::uint32_t copyForNextTry(Context context, const Frame& before) {
    const std::uint32_t next = context.lane.frames.allocate();
    if (next == kNoFrame) return next;
    Frame& copy = context.frame(next);
    copy.sent = before.sent;
    copy.setFlow(before.flow, before.node);
    copy.attempt = before.attempt;
    copy.parent = before.parent;
    copy.flags = static_cast<Flags>(before.flags & (kSampled | kRemote | kPoison));
    return next;
}

// Lambda's own queue of asynchronous invocations.
bool invokeAgain(Context context, const Frame& frame, const FlowRow& flow, Outcome outcome) {
    const std::uint8_t tries = frame.attempt;
    const AsyncFate fate = retryAsynchronously(context, context.indexOf(frame), outcome);
    if (fate == AsyncFate::comesAgain) return ++context.rare(flow).received.retries, true;
    if (flow.model->delivery == kNone) return false;
    const DeliveryModel& model = context.model().deliveries[flow.model->delivery];
    std::string why = "failed " + timesOf(tries + 1);
    if (fate == AsyncFate::tooOld)
        why = causeOf(outcome) == FailureCause::throttled
                  ? "throttled until it was too old"
                  : why + ": its next try would be older than " + toText(model.age);
    giveUp(context, flow, model, std::move(why));
    return false;
}

// An execution that has begun is a delivery that was made, whatever becomes of it.
bool hasBegun(const FlowRow& flow, Outcome outcome) {
    if (flow.to->model->kind != NodeKind::workflow) return false;
    const FailureCause cause = causeOf(outcome);
    return cause == FailureCause::dependency || cause == FailureCause::platform_timeout;
}

bool wasTakenIn(Outcome outcome) {
    if (outcome == kSucceeded) return true;
    const FailureCause cause = causeOf(outcome);
    return cause != FailureCause::unavailable && cause != FailureCause::refused;
}

// What was not taken in is kept; of what has failed afterwards the broker hears nothing.
bool staysInSession(Context context, const Frame& frame, const FlowRow& flow, Outcome outcome) {
    if (wasTakenIn(outcome) && acknowledge(context, frame, flow)) return false;
    const std::uint32_t next = frameOfNextTry(context, context.indexOf(frame));
    if (next == kNoFrame) return false;
    keepInSession(context, next, flow);
    return true;
}

}  // namespace

void awaitAcknowledgement(Context context, const Frame& frame) {
    const FlowModel& model = *context.row(frame).model;
    // It runs from when the push left until its answer is back.
    const Duration left = model.timeout - model.latency - model.latencyBack;
    context.post(std::max(Duration{0}, left), EventType::callTimeout, context.indexOf(frame));
}

void missAcknowledgement(Context context, Frame& frame) {
    if (!frame.has(kVisiting)) return;  // only its calls are still out
    const FlowRow& flow = context.row(frame);
    if (context.rare(flow).received.retries == 0)
        flow.to->rare->decisions.push_back(
            {context.now(), flow.from->model->id + " -> " + flow.to->model->id, "pushed again",
             "not answered within the acknowledgement deadline of " + toText(flow.model->timeout)});
    frame.set(kOrphan);
    const auto wait = waitForNextTry(context, frame, flow);
    const std::uint32_t next = wait ? copyForNextTry(context, frame) : kNoFrame;
    if (next != kNoFrame) return tryAgain(context, next, flow, *wait);
    DeliveryMeasures& received = context.rare(flow).received;
    received.counts.end(failed(FailureCause::timeout));
    received.response.record(context.now() - frame.sent);
}

Duration deliveryWait(const DeliveryModel& model, std::int64_t retry) {
    for (const DeliveryModel::Phase& phase : model.phases) {
        if (retry >= phase.retries) {
            retry -= phase.retries;
            continue;
        }
        if (phase.first == phase.last || phase.retries < 2) return phase.first;
        const double growth = elementary::log(toSeconds(phase.last) / toSeconds(phase.first));
        const double part = static_cast<double>(retry) / static_cast<double>(phase.retries - 1);
        return secondsToDuration(toSeconds(phase.first) * elementary::exp(growth * part));
    }
    return model.phases.empty() ? Duration{0} : model.phases.back().last;
}

bool comesAgain(Context context, Frame& frame, const FlowRow& flow, Outcome outcome) {
    if (!flow.model->asyncRetry && context.model().deliveries[flow.model->delivery].session != kNone)
        return staysInSession(context, frame, flow, outcome);
    if (outcome != kSucceeded) {
        if (flow.model->asyncRetry) return invokeAgain(context, frame, flow, outcome);
        return !hasBegun(flow, outcome) && retryDelivery(context, frame, flow);
    }
    if (flow.model->delivery == kNone) return false;
    const std::uint32_t told = context.model().deliveries[flow.model->delivery].successes;
    if (told != kNone) depositNews(context, flow.to->index, told);
    return false;
}

void admitAtTopic(Context context, Frame& frame, NodeState& node) {
    const TopicModel& model = context.model().topics[node.model->extra];
    if (model.puts) {
        auto& puts = context.world.busAccounts[model.account].puts;
        if (!puts) puts.emplace(*model.puts, model.puts->perSecond());
        if (!puts->tryTake(context.now())) return endVisit(context, frame, node, failed(FailureCause::throttled));
    }
    if (model.space != kNone && !mayPublish(context, node.index, context.model().flows[frame.flow].payload))
        return endVisit(context, frame, node, failed(FailureCause::throttled));
    if (!model.invocations) return beginWork(context, frame, node);
    // Invocations are spaced out; what is too much waits for its turn.
    SimTime& next = context.world.busAccounts[model.account].nextInvocation;
    const SimTime turn = std::max(context.now(), next);
    next = turn + secondsToDuration(model.targets / model.invocations->perSecond());
    // A turn within a second's worth is no delay: the quota is counted by seconds.
    const Duration delay = turn - context.now() - std::chrono::seconds{1};
    if (delay <= Duration{0}) return beginWork(context, frame, node);
    ++context.world.topics[node.model->extra].delayed;
    frame.set(frame_flag::kWorking);
    context.post(delay + node.model->work(node.work.stream()), EventType::workDone, context.indexOf(frame));
}

}  // namespace spillway
