#include "nodes/function_log.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace spillway {
namespace {

// A limit that throttled nobody for this long holds no more; when it does again, it is told again.
constexpr Duration kQuiet = std::chrono::seconds{5};
// Changes too small to be told at once are told after this.
constexpr Duration kPatience = std::chrono::seconds{10};

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
    return context.world.pools[pool].inFlight() - context.world.functions[context.model().nodes[node].extra].busy;
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
    const std::int64_t units = context.model().pools[modelOf(context, node).pool].limit;
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
    bool retries = false, fails = false, redelivers = false, later = false;
    for (std::uint32_t i = 0; i < context.model().statedFlows; ++i) {
        const FlowModel& flow = context.model().flows[i];
        if (flow.to != node) continue;
        redelivers |= flow.fromQueue;
        later |= flow.asyncRetry;
        if (!flow.awaited || flow.fromQueue) continue;
        (flow.retry != kNone && context.model().retries[flow.retry].attempts > 1 ? retries : fails) = true;
    }
    std::string text;
    const auto add = [&text](bool holds, const char* words) {
        if (holds) text += (text.empty() ? "" : "; ") + std::string{words};
    };
    add(retries, "callers retry");
    add(fails, retries ? "others fail at once" : "callers fail at once");
    add(redelivers, "messages come back after the visibility timeout");
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
    add(causes.cold > 0, fmt::format("demand over warm pool: {} cold starts", causes.cold));
    add(causes.expired > 0, fmt::format("{} idle for {}", causes.expired, toText(modelOf(context, node).keepAlive)));
    add(causes.killed > 0, fmt::format("{} died", causes.killed));
    context.decide(node, fmt::format("{} -> {}", log.environments, now), std::move(reason));
    log.environments = now;
    log.environmentsAt = context.now();
    log.causes = {};
}

void tellThrottling(Context context, std::uint32_t node) {
    FunctionLog& log = logOf(context, node);
    const SimTime now = context.now();
    const std::uint64_t all =
        context.node(node).measures.counts.failed[static_cast<std::size_t>(FailureCause::throttled)];
    const auto rate = static_cast<double>(all - log.throttledBefore);
    if (rate > 0) {
        const bool begins = log.throttling == 0;
        if (begins) {
            log.throttlingSince = now - std::chrono::seconds{1};
            log.throttledWhenBegun = log.throttledBefore;
        }
        const double change = std::abs(rate - log.throttling);
        if (begins || change > std::max(10.0, log.throttling / 2) ||
            (change * 10 > log.throttling && now - log.throttlingAt >= kPatience)) {
            context.decide(node, fmt::format("throttling {:.0f}/s", rate), afterThrottle(context, node));
            log.throttling = rate;
            log.throttlingAt = now;
        }
        log.throttledLast = now;
    } else if (log.throttling > 0 && now - log.throttledLast >= kQuiet) {
        context.decide(node, "throttling is over",
                       fmt::format("{} refused in {}", all - log.throttledWhenBegun,
                                   toText(log.throttledLast - log.throttlingSince)));
        log.throttling = 0;
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

void tellSecond(Context context, std::uint32_t node) {
    tellEnvironments(context, node);
    tellThrottling(context, node);
    FunctionLog& log = logOf(context, node);
    const auto fade = [&](FunctionLog::Holding& holding) {
        if (context.now() - holding.last >= kQuiet) holding.told = false;
    };
    for (FunctionLog::Holding& holding : log.holding) fade(holding);
    fade(log.spilling);
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
