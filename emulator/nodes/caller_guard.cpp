#include "nodes/caller_guard.h"

#include "base/assert.h"
#include "kernel/failure_cause.h"
#include "nodes/flow_guard.h"

#include <algorithm>

namespace spillway {
namespace {

// Of anybody else the frame's instance means something else, or nothing.
bool hasInstances(const NodeState& caller) {
    return caller.model->behavior == Behavior::server || caller.model->behavior == Behavior::function;
}

CallerGuard raised(const GuardModel& model, std::uint32_t instance) {
    CallerGuard caller;
    caller.instance = instance;
    if (model.breaker) caller.breaker.emplace(*model.breaker);
    if (model.retryBudget) caller.budget.emplace(RetryBudget::Options{.share = *model.retryBudget});
    if (model.activeRetries && model.retriesEach) caller.retries.emplace(*model.activeRetries, model.leastRetries);
    return caller;
}

std::uint64_t numberOf(Context context, FlowGuard& guard, const Frame& visit) {
    const NodeState& caller = context.node(context.world.rows[guard.model->flow].model->from);
    const std::uint32_t instance = hasInstances(caller) ? visit.instance : kNoInstance;
    const auto [found, isNew] = guard.numbers.try_emplace(instance, guard.lastNumber + 1);
    if (isNew) guard.each.emplace(++guard.lastNumber, raised(*guard.model, instance));
    return found->second;
}

// The causes that a document names are the first of those that are counted, by the same words.
constexpr bool namesAgree() {
    constexpr auto stated = names(RetryCause{});
    constexpr auto counted = names(FailureCause{});
    for (std::size_t i = 0; i < stated.size(); ++i)
        if (stated[i].word != counted[i].word) return false;
    return true;
}
static_assert(namesAgree());

}  // namespace

bool isRetriable(const Retry& policy, Outcome outcome) {
    const auto cause = static_cast<RetryCause>(causeOf(outcome));
    return policy.on.empty() || std::ranges::find(policy.on, cause) != policy.on.end();
}

CallerGuard& callerOf(Context context, FlowGuard& guard, const Frame& visit, bool each) {
    return each ? guard.each.at(numberOf(context, guard, visit)) : guard.all;
}

CallerGuard& makerOf(FlowGuard& guard, const Frame& attempt, bool each) {
    if (!each) return guard.all;
    const auto made = guard.makers.find(attempt.uid);
    SPILLWAY_ASSERT(made != guard.makers.end(), "it is known who makes an attempt until it ends");
    return guard.each.at(made->second);
}

bool makerIsGone(const FlowGuard& guard, const Frame& attempt) {
    const auto made = guard.makers.find(attempt.uid);
    if (made == guard.makers.end()) return false;
    const auto there = guard.numbers.find(guard.each.at(made->second).instance);
    return there == guard.numbers.end() || there->second != made->second;
}

void beginAttempt(Context context, const Frame& attempt, const Frame& visit, const FlowRow& flow) {
    FlowGuard* guard = guardOf(context, flow);
    if (guard == nullptr || !guard->model->isOfEach()) return;
    const std::uint64_t number = numberOf(context, *guard, visit);
    guard->makers.emplace(attempt.uid, number);
    ++guard->each.at(number).attempts;
}

void attemptLeft(Context context, const Frame& attempt, const FlowRow& flow) {
    FlowGuard* guard = guardOf(context, flow);
    if (guard != nullptr && guard->model->isOfEach()) ++makerOf(*guard, attempt, true).open;
}

void attemptIsBack(Context context, const Frame& attempt, const FlowRow& flow) {
    FlowGuard* guard = guardOf(context, flow);
    if (guard != nullptr && guard->model->isOfEach()) --makerOf(*guard, attempt, true).open;
}

void endAttempt(Context context, const Frame& attempt, const FlowRow& flow) {
    FlowGuard* guard = guardOf(context, flow);
    if (guard == nullptr || !guard->model->isOfEach()) return;
    const bool isGone = makerIsGone(*guard, attempt);
    const auto made = guard->makers.find(attempt.uid);
    const auto maker = guard->each.find(made->second);
    guard->makers.erase(made);
    --maker->second.attempts;
    if (isGone && maker->second.attempts == 0) guard->each.erase(maker);
}

CircuitBreaker* breakerOf(Context context, const Frame& attempt, const FlowRow& flow) {
    if (context.rare(flow).breaker) return &*context.rare(flow).breaker;
    FlowGuard* guard = guardOf(context, flow);
    return guard == nullptr || !guard->model->breaker ? nullptr : &*makerOf(*guard, attempt, true).breaker;
}

RetryBudget* retryBudgetOf(Context context, const Frame& visit, const FlowRow& flow) {
    if (context.rare(flow).budget) return &*context.rare(flow).budget;
    FlowGuard* guard = guardOf(context, flow);
    return guard == nullptr || !guard->model->retryBudget ? nullptr : &*callerOf(context, *guard, visit, true).budget;
}

std::uint64_t openCalls(const FlowGuard& guard, const CallerGuard& caller, const FlowRow& flow) {
    return guard.model->retriesEach ? static_cast<std::uint64_t>(caller.open) : flow.sent->open;
}

void forgetCaller(Context context, std::uint32_t node, std::uint32_t instance) {
    for (FlowGuard& guard : context.world.guards) {
        if (context.model().flows[guard.model->flow].from != node) continue;
        if (guard.model->rateLimit && guard.model->rateLimit->perInstance) guard.buckets.erase(instance);
        const auto found = guard.numbers.find(instance);
        if (found == guard.numbers.end()) continue;
        const auto caller = guard.each.find(found->second);
        if (caller->second.attempts == 0) guard.each.erase(caller);
        guard.numbers.erase(found);
    }
}

std::optional<BreakerCounts> breakersOf(const World& world, std::uint32_t flow) {
    BreakerCounts counts;
    const auto count = [&](const CircuitBreaker& breaker) {
        switch (breaker.state()) {
            case CircuitBreaker::State::closed: ++counts.closed; break;
            case CircuitBreaker::State::open: ++counts.open; break;
            case CircuitBreaker::State::halfOpen: ++counts.halfOpen; break;
        }
    };
    if (world.rareFlows[flow].breaker) {
        count(*world.rareFlows[flow].breaker);
        return counts;
    }
    const std::uint32_t index = world.model.flows[flow].guard;
    if (index == kNone || !world.model.guards[index].breaker) return std::nullopt;
    const FlowGuard& guard = world.guards[index];
    for (const auto& [instance, number] : guard.numbers) count(*guard.each.at(number).breaker);
    return counts;
}

}  // namespace spillway
