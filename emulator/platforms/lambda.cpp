#include "platforms/lambda.h"

#include <algorithm>

namespace spillway {

LambdaConcurrency::LambdaConcurrency(std::int64_t limit, const LambdaFacts& facts)
    : m_limit{limit},
      m_requests{Rate::perSecond(static_cast<double>(limit * facts.requestsPerConcurrency)),
                 static_cast<double>(limit * facts.requestsPerConcurrency)} {}

TokenBucket lambdaScaling(const LambdaFacts& facts) {
    const auto environments = static_cast<double>(facts.scalingEnvironments);
    return TokenBucket{Rate::perSecond(environments / toSeconds(facts.scalingPeriod)), environments};
}

LambdaVerdict admit(LambdaConcurrency& pool, TokenBucket& scaling, LambdaIdle idle, SimTime now) {
    if (!pool.m_requests.tryTake(now))
        return {LambdaAnswer::throttled, "more than 10 requests a second per unit of concurrency"};
    if (pool.m_inFlight >= pool.m_limit) return {LambdaAnswer::throttled, "the concurrency limit is reached"};
    LambdaAnswer answer = LambdaAnswer::cold;
    if (idle.provisioned) {
        answer = LambdaAnswer::provisioned;
    } else if (idle.onDemand) {
        answer = LambdaAnswer::warm;
    } else if (!scaling.tryTake(now)) {
        return {LambdaAnswer::throttled, "1,000 new environments in 10 s are used up"};
    }
    ++pool.m_inFlight;
    return {answer, ""};
}

SqsPollers::SqsPollers(const LambdaFacts& facts)
    : m_start{facts.sqsPollers},
      m_idle{facts.sqsPollersIdle},
      m_step{facts.sqsPollersPerMinute},
      m_most{facts.sqsPollersLimit},
      m_now{facts.sqsPollers} {}

void SqsPollers::minute(bool backlog) {
    m_now = backlog ? std::min(std::max(m_now, m_start) + m_step, m_most) : m_idle;
}

}  // namespace spillway
