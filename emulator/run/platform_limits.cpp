#include "base/text.h"
#include "platforms/usual.h"
#include "run/compiler.h"

// What a document states beyond what its platform can be set to: it is emulated as stated, and could not be deployed.
// Quotas that are raised on request are facts that a document may state (`facts:`).
namespace spillway {
namespace {

struct WithinLimits {
    Compiler& compiler;
    const Node& node;
    const PlatformFacts& facts;

    void longest(const std::optional<Duration>& stated, Duration most, const char* field, const std::string& whose,
                 const char* key) const {
        if (!stated || *stated <= most) return;
        compiler.warn("beyond-limit", node.id, field,
                      whose + " is " + toText(most) + " at most: " + toText(*stated) + " cannot be deployed",
                      std::string{"state what you were granted under facts: "} + key);
    }
    void operator()(const Function& function) const {
        switch (platformOf(compiler.topology, node)) {
            case Platform::lambda:
                return longest(function.timeout, facts.lambda.mostTimeout, "timeout",
                               "the timeout of a Lambda function", "lambda.timeout_most");
            case Platform::azure_functions:
                if (azurePlan(function.scaling) != AzurePlan::consumption) return;
                return longest(function.timeout, facts.azureFunctions.consumptionLongest, "timeout",
                               "the timeout of a function on the Consumption plan",
                               "azure_functions.consumption_timeout_most");
            case Platform::openwhisk:
                return longest(function.timeout, facts.openwhisk.timeoutMost, "timeout", "the timeout of an action",
                               "openwhisk.timeout_most");
            case Platform::code_engine:
                return longest(function.timeout, facts.codeEngine.functionLimit, "timeout",
                               "the time of a Code Engine function", "code_engine.function_limit");
            default: return;
        }
    }
    void operator()(const Queue& queue) const {
        const MessagingFacts& brokers = facts.messaging;
        if (queue.engine == QueueEngine::sqs) {
            longest(queue.visibilityTimeout, brokers.sqsLongestVisibility, "visibility_timeout",
                    "the visibility timeout of an SQS queue", "messaging.sqs_visibility_most");
            longest(queue.retention, brokers.sqsLongestRetention, "retention", "the retention of an SQS queue",
                    "messaging.sqs_retention_most");
            longest(queue.delay, brokers.sqsLongestDelay, "delay", "the delay of an SQS queue",
                    "messaging.sqs_delay_most");
        }
        if (queue.engine == QueueEngine::pubsub)
            longest(queue.visibilityTimeout, brokers.pubsubLongestHold, "visibility_timeout",
                    "the acknowledgement deadline of a subscription", "messaging.pubsub_hold_most");
        const std::int64_t deliveries = brokers.cloudflareMostRetries + 1;
        if (queue.engine == QueueEngine::cloudflare && queue.deadLetters && queue.deadLetters->after > deliveries)
            compiler.warn("beyond-limit", node.id, "dead_letters.after",
                          "a Cloudflare queue retries a message " + std::to_string(brokers.cloudflareMostRetries) +
                              " times at most: it is given up after " + std::to_string(deliveries) +
                              " deliveries at the latest",
                          "state what you were granted under facts: messaging.cloudflare_retries_most");
    }
    void operator()(const auto&) const {}
};

}  // namespace

void Compiler::noteBeyondLimits() {
    for (const Node& node : topology.nodes) std::visit(WithinLimits{*this, node, *model.facts}, node.spec);
    noteBeyondReservations();
}

}  // namespace spillway
