#pragma once

#include "base/units.h"
#include "platforms/facts.h"
#include "policies/token_bucket.h"

#include <cstdint>

// AWS Lambda's admission (platform-facts 1.1) and the pollers of its SQS mappings (1.5).
namespace spillway {

// Concurrency that one function has reserved, or that all functions of an account without a reservation share.
class LambdaConcurrency {
public:
    LambdaConcurrency(std::int64_t limit, const LambdaFacts& facts);

    std::int64_t limit() const { return m_limit; }
    std::int64_t inFlight() const { return m_inFlight; }
    void finish() { --m_inFlight; }

private:
    friend struct LambdaVerdict admit(LambdaConcurrency&, TokenBucket&, struct LambdaIdle, SimTime);
    std::int64_t m_limit;
    std::int64_t m_inFlight = 0;
    TokenBucket m_requests;  // 10 requests per second and unit of concurrency
};

// The function's own rate of new environments: 1,000 per 10 s, refilled continuously, nothing saved up.
TokenBucket lambdaScaling(const LambdaFacts& facts);

// Which idle environments the function has at this instant.
struct LambdaIdle {
    bool provisioned = false;
    bool onDemand = false;
};

enum class LambdaAnswer : std::uint8_t {
    provisioned,  // runs in an idle provisioned environment
    warm,         // runs in an idle environment
    cold,         // a new environment starts for it
    throttled,    // 429 at once: Lambda queues no synchronous call
};

struct LambdaVerdict {
    LambdaAnswer answer = LambdaAnswer::throttled;
    const char* reason = "";  // why it was throttled, in words; empty otherwise
};

// Admits one request; every answer but `throttled` counts as in flight until finish().
LambdaVerdict admit(LambdaConcurrency& pool, TokenBucket& scaling, LambdaIdle idle, SimTime now);

// How many batches an SQS mapping has in work at most: starts at 5, grows by 300 a minute while there is a backlog,
// shrinks when idle.
class SqsPollers {
public:
    explicit SqsPollers(const LambdaFacts& facts);
    // To be called once a minute.
    void minute(bool backlog);
    std::int64_t limit() const { return m_now; }

private:
    std::int64_t m_start, m_idle, m_step, m_most;
    std::int64_t m_now;
};

}  // namespace spillway
