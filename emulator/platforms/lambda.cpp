#include "platforms/lambda.h"

#include <algorithm>

namespace spillway {

LambdaConcurrency::LambdaConcurrency(std::int64_t limit, const LambdaFacts& facts, std::int64_t apart)
    : m_limit{limit},
      m_requests{Rate::perSecond(static_cast<double>((limit + apart) * facts.requestsPerConcurrency)),
                 static_cast<double>((limit + apart) * facts.requestsPerConcurrency)} {}

TokenBucket lambdaScaling(const LambdaFacts& facts) {
    const auto environments = static_cast<double>(facts.scalingEnvironments);
    return TokenBucket{Rate::perSecond(environments / toSeconds(facts.scalingPeriod)), environments};
}

LambdaVerdict admit(LambdaConcurrency& pool, TokenBucket& scaling, LambdaIdle idle, SimTime now, LambdaCall call) {
    if (call == LambdaCall::synchronous && !pool.m_requests.tryTake(now))
        return {LambdaAnswer::throttled, LambdaLimit::requests};
    if (idle.provisioned && idle.apart) return {LambdaAnswer::provisioned, LambdaLimit::none};
    if (pool.m_inFlight >= pool.m_limit) return {LambdaAnswer::throttled, LambdaLimit::concurrency};
    LambdaAnswer answer = LambdaAnswer::cold;
    if (idle.provisioned) {
        answer = LambdaAnswer::provisioned;
    } else if (idle.onDemand) {
        answer = LambdaAnswer::warm;
    } else if (!scaling.tryTake(now)) {
        return {LambdaAnswer::throttled, LambdaLimit::scaling};
    }
    ++pool.m_inFlight;
    return {answer, LambdaLimit::none};
}

LambdaInit drawInit(const StartPath& coldStart, const LambdaFacts& facts, RngStream& stream) {
    LambdaInit init;
    for (const StartPath::Step& step : coldStart.steps()) {
        const Duration time = step.time(stream);
        if (step.isInit && time > facts.initLimit) return {init.takes + facts.initLimit, true};
        init.takes += time;
    }
    return init;
}

Duration drawInitAgain(const StartPath& coldStart, RngStream& stream) {
    Duration takes{0};
    bool begun = false;
    for (const StartPath::Step& step : coldStart.steps()) {
        begun = begun || step.isInit;
        if (begun) takes += step.time(stream);
    }
    return takes;
}

SqsPollers::SqsPollers(const LambdaFacts& facts, std::optional<std::int64_t> most)
    : m_most{std::min(facts.sqsPollersLimit, most.value_or(facts.sqsPollersLimit))},
      m_start{std::min(facts.sqsPollers, m_most)},
      m_idle{std::min(facts.sqsPollersIdle, m_most)},
      m_step{facts.sqsPollersPerMinute},
      m_now{m_start} {}

void SqsPollers::minute(Minute minute) {
    if (minute.backlog)
        m_now = std::min(std::max(m_now, m_start) + m_step, m_most);
    else
        m_now = minute.busiest == 0 ? m_idle : std::max(m_start, std::min(m_now, minute.busiest));
}

}  // namespace spillway
