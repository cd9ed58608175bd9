#include "nodes/function_log.h"

#include "base/text.h"
#include "nodes/rate_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace spillway {
namespace {

FunctionLog& logOf(Context context, std::uint32_t node) {
    return context.world.functions[context.model().nodes[node].extra].log;
}
const FunctionModel& modelOf(Context context, std::uint32_t node) {
    return context.model().functions[context.model().nodes[node].extra];
}

std::int64_t environmentsOf(const FunctionState& function) {
    return static_cast<std::int64_t>(function.idle.size()) + function.provisionedIdle + function.busy;
}

// In flight in the other functions of the same pool.
std::int64_t inOthers(Context context, std::uint32_t node) {
    const std::uint32_t pool = modelOf(context, node).pool;
    const FunctionState& function = context.world.functions[context.model().nodes[node].extra];
    const std::int64_t apart = context.model().pools[pool].shared ? function.provisionedBusy : 0;
    return context.world.pools[pool].inFlight() - (function.busy - apart);
}

std::string poolWords(Context context, std::uint32_t node) {
    const ConcurrencyPool& pool = context.model().pools[modelOf(context, node).pool];
    if (!pool.shared) return fmt::format("reserved concurrency of {}", pool.limit);
    const std::int64_t others = inOthers(context, node);
    return fmt::format("account limit: {} unreserved{}", pool.limit,
                       others == 0 ? "" : fmt::format(", {} of them in other functions", others));
}

std::string heldWhat(Context context, std::uint32_t node, LambdaLimit limit) {
    const FunctionState& function = context.world.functions[context.model().nodes[node].extra];
    if (limit != LambdaLimit::requests)
        return fmt::format("held at {}", limit == LambdaLimit::concurrency ? function.busy : environmentsOf(function));
    const ConcurrencyPool& pool = context.model().pools[modelOf(context, node).pool];
    const std::int64_t units = pool.limit + pool.apart;
    return fmt::format("held at {}/s", units * context.model().facts->lambda.requestsPerConcurrency);
}

std::string heldReason(Context context, std::uint32_t node, LambdaLimit limit) {
    const LambdaFacts& facts = context.model().facts->lambda;
    switch (limit) {
        case LambdaLimit::requests:
            return fmt::format("{} requests a second for each unit of concurrency ({})", facts.requestsPerConcurrency,
                               poolWords(context, node));
        case LambdaLimit::scaling:
            return fmt::format("scaling rate: {} new environments in {} are used up", facts.scalingEnvironments,
                               toText(facts.scalingPeriod));
        default: return poolWords(context, node);
    }
}

// What those do who are throttled: some of them may be told apart.
std::string afterThrottle(Context context, std::uint32_t node) {
    bool retries = false, fails = false, redelivers = false, holds = false, later = false;
    for (std::uint32_t i = 0; i < context.model().statedFlows; ++i) {
        const FlowModel& flow = context.model().flows[i];
        if (flow.to != node) continue;
        const bool ofStream = context.model().nodes[flow.from].behavior == Behavior::stream;
        redelivers |= flow.fromQueue && !ofStream;
        holds |= ofStream;
        later |= flow.asyncRetry;
        if (!flow.awaited || flow.fromQueue) continue;
        (flow.retry != kNone && context.model().retries[flow.retry].attempts > 1 ? retries : fails) = true;
    }
    std::string text;
    const auto add = [&text](bool is, const char* words) {
        if (is) text += (text.empty() ? "" : "; ") + std::string{words};
    };
    add(retries, "callers retry");
    add(fails, retries ? "others fail at once" : "callers fail at once");
    add(redelivers, "pollers try again until the visibility timeout, then messages come back");
    add(holds, "batches are tried again, and hold up their shards");
    add(later, "events come again later");
    return text.empty() ? "nobody retries" : text;
}

void tellEnvironments(Context context, std::uint32_t node) {
    FunctionLog& log = logOf(context, node);
    const std::int64_t now = environmentsOf(context.world.functions[context.model().nodes[node].extra]);
    const std::int64_t change = now - log.environments;
    if (change == 0) return;
    const bool large = std::abs(change) * 10 >= std::max<std::int64_t>(1, log.environments);
    if (!large && context.now() - log.environmentsAt < kPatience) return;
    std::string reason;
    const auto add = [&reason](bool holds, std::string words) {
        if (holds) reason += (reason.empty() ? "" : "; ") + std::move(words);
    };
    const FunctionLog::Causes& causes = log.causes;
    add(causes.cold > 0,
        fmt::format("demand over warm pool: {} cold start{}", causes.cold, causes.cold == 1 ? "" : "s"));
    add(causes.prepared > 0, fmt::format("{} provisioned anew", causes.prepared));
    add(causes.expired > 0, fmt::format("{} idle for {}", causes.expired, toText(modelOf(context, node).keepAlive)));
    add(causes.recycled > 0, fmt::format("{} recycled at their age", causes.recycled));
    add(causes.killed > 0, fmt::format("{} died", causes.killed));
    context.decide(node, fmt::format("{} -> {}", log.environments, now), std::move(reason));
    log.environments = now;
    log.environmentsAt = context.now();
    log.causes = {};
}

void tellThrottling(Context context, std::uint32_t node) {
    FunctionLog& log = logOf(context, node);
    const std::uint64_t all =
        context.node(node).rare->measures.failed[static_cast<std::size_t>(FailureCause::throttled)];
    const auto rate = static_cast<double>(all - log.throttledBefore);
    switch (newsOf(log.throttling, rate, 10, context.now())) {
        case RateNews::nothing: break;
        case RateNews::begins: log.throttledWhenBegun = log.throttledBefore; [[fallthrough]];
        case RateNews::changes:
            context.decide(node, fmt::format("throttling {:.0f}/s", rate), afterThrottle(context, node));
            break;
        case RateNews::over:
            context.decide(node, "throttling is over",
                           fmt::format("{} refused in {}", all - log.throttledWhenBegun,
                                       toText(log.throttling.last - log.throttling.since)));
    }
    log.throttledBefore = all;
}

}  // namespace

void noteHeld(Context context, std::uint32_t node, LambdaLimit limit) {
    FunctionLog::Holding& holding = logOf(context, node).holding[static_cast<std::size_t>(limit)];
    holding.last = context.now();
    if (holding.told) return;
    holding.told = true;
    context.decide(node, heldWhat(context, node, limit), heldReason(context, node, limit));
}

void noteSpillOver(Context context, std::uint32_t node) {
    FunctionLog::Holding& spilling = logOf(context, node).spilling;
    spilling.last = context.now();
    if (spilling.told) return;
    spilling.told = true;
    context.decide(node, "spill-over",
                   fmt::format("all {} provisioned environments are busy: the rest runs on demand",
                               modelOf(context, node).provisioned));
}

void noteInitAgain(Context context, std::uint32_t node) {
    FunctionLog::Holding& again = logOf(context, node).initAgain;
    again.last = context.now();
    if (again.told) return;
    again.told = true;
    context.decide(node, "INIT is repeated",
                   fmt::format("longer than {}: it is stopped there and done again within the invocation's timeout",
                               toText(context.model().facts->lambda.initLimit)));
}

void tellSecond(Context context, std::uint32_t node) {
    tellEnvironments(context, node);
    tellThrottling(context, node);
    FunctionLog& log = logOf(context, node);
    const auto fade = [&](FunctionLog::Holding& holding) {
        if (context.now() - holding.last >= kQuiet) holding.told = false;
    };
    for (FunctionLog::Holding& holding : log.holding) fade(holding);
    fade(log.spilling);
    fade(log.initAgain);
}

LambdaLimit heldBy(const FunctionLog& log) {
    LambdaLimit latest = LambdaLimit::none;
    SimTime last{};
    for (std::size_t i = 0; i < log.holding.size(); ++i) {
        if (!log.holding[i].told || log.holding[i].last < last) continue;
        last = log.holding[i].last;
        latest = static_cast<LambdaLimit>(i);
    }
    return latest;
}

}  // namespace spillway
