#include "platforms/workers.h"

#include "platforms/fact_sheet.h"
#include "platforms/pool_rules.h"

namespace spillway {

WorkersFacts readWorkersFacts(detail::FactSheet& sheet) {
    WorkersFacts facts;
    sheet.read("cpu_limit", facts.cpuLimit);
    sheet.read("cpu_limit_most", facts.longestCpuLimit);
    sheet.read("memory", facts.memory);
    sheet.read("connections", facts.connections);
    sheet.read("subrequests", facts.subrequests);
    sheet.read("start", facts.start);
    sheet.read("isolate_requests", facts.isolateRequests);
    sheet.read("isolate_idle", facts.isolateIdle);
    sheet.read("object_line", facts.objectLine);
    return facts;
}

PoolRules workersRules(const Workload& workload, const PlatformFacts& all) {
    const WorkersFacts& facts = all.workers;
    PoolRules rules;
    rules.concurrency = std::max<std::int64_t>(1, facts.isolateRequests);
    rules.initial = 1;  // there is no cold start to speak of
    rules.holds = true;
    rules.lineLimit = 1'000'000;
    rules.cpuTime = facts.cpuLimit;  // how long a request takes is not limited, what it burns is
    rules.connections = facts.connections;
    rules.subrequests = facts.subrequests;
    rules.startup = StartPath{workload.startup.value_or(facts.start)};
    rules.scaler = IsolateScaler{facts};
    return rules;
}

}  // namespace spillway
