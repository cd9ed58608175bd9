#pragma once

#include "base/units.h"
#include "platforms/facts.h"
#include "platforms/lambda_limit.h"
#include "policies/token_bucket.h"

#include <cstdint>
#include <optional>

// AWS Lambda's admission (platform-facts 1.1) and the pollers of its SQS mappings (1.5).
namespace spillway {

// Who invokes. What Lambda takes from its own queue of events is limited by concurrency alone.
enum class LambdaCall : std::uint8_t { synchronous, event };

// Concurrency that one function has reserved, or that all functions of an account without a reservation share.
class LambdaConcurrency {
public:
    // `apart`: what is provisioned besides, which counts for the requests a second alone.
    LambdaConcurrency(std::int64_t limit, const LambdaFacts& facts, std::int64_t apart = 0);

    std::int64_t limit() const { return m_limit; }
    std::int64_t inFlight() const { return m_inFlight; }
    void finish() { --m_inFlight; }

private:
    friend struct LambdaVerdict admit(LambdaConcurrency&, TokenBucket&, struct LambdaIdle, SimTime, LambdaCall);
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
    // What is provisioned is no part of the pool, which is what the account has besides: such an answer is not in
    // flight in it, and has no finish().
    bool apart = false;
};

enum class LambdaAnswer : std::uint8_t {
    provisioned,  // runs in an idle provisioned environment
    warm,         // runs in an idle environment
    cold,         // a new environment starts for it
    throttled,    // 429 at once: Lambda queues no synchronous call
};

struct LambdaVerdict {
    LambdaAnswer answer = LambdaAnswer::throttled;
    LambdaLimit limit = LambdaLimit::none;  // why it was throttled
};

// Admits one request; every answer but `throttled` counts as in flight until finish(), unless it is apart.
LambdaVerdict admit(LambdaConcurrency& pool, TokenBucket& scaling, LambdaIdle idle, SimTime now,
                    LambdaCall call = LambdaCall::synchronous);

// How long a cold start takes until the invocation begins. An INIT longer than the platform's limit is stopped there
// and done again as part of the invocation, under the function's own timeout.
struct LambdaInit {
    Duration takes{0};
    bool again = false;
};
LambdaInit drawInit(const StartPath& coldStart, const LambdaFacts& facts, RngStream& stream);
// What it takes within the invocation when it is done again.
Duration drawInitAgain(const StartPath& coldStart, RngStream& stream);

// How many batches an SQS mapping has in work at most: starts at 5 and grows by 300 a minute while messages wait for a
// poller. How it shrinks is not published; taken to be by what no poller did: a minute without a backlog leaves as many
// as were at work at once in it, and at least the first 5, or 2 when nothing came at all.
class SqsPollers {
public:
    // `most`: MaximumConcurrency, where the mapping states one.
    SqsPollers(const LambdaFacts& facts, std::optional<std::int64_t> most);
    struct Minute {
        bool backlog = false;      // messages wait although every poller is at work
        std::int64_t busiest = 0;  // batches in work at once, at most, in the minute that ends
    };
    // To be called once a minute.
    void minute(Minute minute);
    std::int64_t limit() const { return m_now; }
    // The limit cannot rise any more.
    bool atMost() const { return m_now >= m_most; }

private:
    std::int64_t m_most, m_start, m_idle, m_step;
    std::int64_t m_now;
};

}  // namespace spillway
