#include "platforms/tars.h"

#include "platforms/fact_sheet.h"
#include "platforms/pool_rules.h"

#include <algorithm>

namespace spillway {

TarsFacts readTarsFacts(detail::FactSheet& sheet) {
    TarsFacts facts;
    sheet.read("queue_cap", facts.queueCap);
    sheet.read("overload", facts.overload);
    sheet.read("queue_timeout", facts.queueTimeout);
    sheet.read("least_queue_timeout", facts.leastQueueTimeout);
    sheet.read("invoke_timeout", facts.invokeTimeout);
    sheet.read("start", facts.start);
    return facts;
}

TarsQueue tarsQueue(const TarsServer& stated, const TarsFacts& facts) {
    return {stated.queueCap.value_or(facts.queueCap), facts.overload.fraction(),
            std::max(stated.queueTimeout.value_or(facts.queueTimeout), facts.leastQueueTimeout)};
}

TarsAnswer enqueue(const TarsQueue& queue, std::int64_t length) {
    if (length >= queue.cap) return TarsAnswer::discarded;
    // In whole requests, as the server counts: more than four fifths.
    const auto bound = static_cast<std::int64_t>(static_cast<double>(queue.cap) * queue.overload + 1e-9);
    return length > bound ? TarsAnswer::overloaded : TarsAnswer::queued;
}

PoolRules tarsRules(const Workload& workload, const PlatformFacts& all) {
    PoolRules rules;
    rules.concurrency = workload.concurrency.value_or(1);
    rules.initial = workload.replicas;
    rules.visitLimit = workload.timeout;
    rules.startup = StartPath{workload.startup.value_or(all.tars.start)};
    rules.scaler = FixedPool{rules.initial};
    return rules;
}

}  // namespace spillway
