#include "platforms/kinvey.h"

#include "platforms/fact_sheet.h"
#include "platforms/pool_rules.h"

namespace spillway {

KinveyFacts readKinveyFacts(detail::FactSheet& sheet) {
    KinveyFacts facts;
    sheet.read("request_limit", facts.requestLimit);
    sheet.read("hook_limit", facts.hookLimit);
    sheet.read("flex_overhead", facts.flexOverhead);
    sheet.read("connector_overhead", facts.connectorOverhead);
    sheet.read("connector_limit", facts.connectorLimit);
    sheet.read("start", facts.start);
    return facts;
}

PoolRules kinveyRules(const Workload& workload, const PlatformFacts& all) {
    PoolRules rules;
    rules.concurrency = workload.concurrency.value_or(1);
    rules.initial = workload.replicas;
    rules.lineLimit = workload.queueLimit;
    rules.visitLimit = std::min(workload.timeout.value_or(all.kinvey.requestLimit), all.kinvey.requestLimit);
    rules.lineWait = all.kinvey.requestLimit;
    rules.overhead = all.kinvey.flexOverhead;
    rules.startup = StartPath{workload.startup.value_or(all.kinvey.start)};
    rules.scaler = FixedPool{rules.initial};
    return rules;
}

}  // namespace spillway
