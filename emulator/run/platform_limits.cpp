#include "base/bounded.h"
#include "platforms/usual.h"
#include "run/limit_check.h"
#include "topology/words.h"

#include <algorithm>
#include <set>

// The limits of what runs programs; those of brokers and stores: broker_limits.cpp.
namespace spillway {
namespace {

std::string fieldOf(const char* platform, const char* field) {
    return std::string{"scaling."} + platform + '.' + field;
}

struct ProgramLimits {
    const LimitCheck& check;
    const PlatformFacts& facts;
    Platform platform;
    bool byEvents;  // brokers set it off, and nobody calls it

    void operator()(const Function& function) const {
        timeout(function);
        if (platform == Platform::lambda) {
            init(function);
            check.atLeast(function.memory, facts.lambda.leastMemory, "memory", "the memory of a Lambda function",
                          "lambda.memory_least");
        }
        scaled(function.scaling, std::nullopt);
    }
    void operator()(const Service& service) const {
        const bool limited = service.resources.cpuLimit.has_value();
        cores(limited ? service.resources.cpuLimit : service.resources.cpu,
              limited ? "resources.cpu_limit" : "resources.cpu");
        scaled(service.scaling, service.concurrency);
    }
    void operator()(const EdgeWorker& worker) const {
        check.atMost(worker.cpuLimit, facts.workers.longestCpuLimit, "cpu_limit",
                     "the CPU time of a request to a Worker", "workers.cpu_limit_most");
    }
    void operator()(const auto&) const {}

private:
    // Done again within the first invocation, so it has to fit there.
    void init(const Function& function) const {
        const Duration limit = facts.lambda.initLimit;
        const Duration timeout = function.timeout.value_or(facts.lambda.usualTimeout);
        if (!function.init || function.snapStart || function.provisionedConcurrency > 0) return;
        const Duration mean = boundedDuration(meanSeconds(*function.init));
        if (mean <= limit || mean < timeout) return;
        check.compiler.warn("does-not-fit", check.item, "timeout",
                            "its INIT takes " + toText(mean) + ": after " + toText(limit) +
                                " Lambda does it again within the invocation, which is stopped after " +
                                toText(timeout) + ", so no new environment ever answers",
                            "a longer timeout, or provisioned_concurrency");
    }
    void timeout(const Function& function) const {
        const auto most = [&](Duration longest, const char* whose, const char* key) {
            check.atMost(function.timeout, longest, "timeout", whose, key);
        };
        switch (platform) {
            case Platform::lambda:
                return most(facts.lambda.mostTimeout, "the timeout of a Lambda function", "lambda.timeout_most");
            case Platform::azure_functions:
                if (azurePlan(function.scaling) != AzurePlan::consumption) return;
                return most(facts.azureFunctions.consumptionLongest,
                            "the timeout of a function on the Consumption plan",
                            "azure_functions.consumption_timeout_most");
            case Platform::openwhisk:
                return most(facts.openwhisk.timeoutMost, "the timeout of an action", "openwhisk.timeout_most");
            case Platform::code_engine:
                return most(facts.codeEngine.functionLimit, "the time of a Code Engine function",
                            "code_engine.function_limit");
            case Platform::kinvey:
                return most(facts.kinvey.requestLimit, "the time of a request to Kinvey", "kinvey.request_limit");
            case Platform::cloud_run:
                if (byEvents)
                    return most(facts.cloudRun.longestEventTimeout,
                                "the timeout of a Cloud Run function that events set off",
                                "cloud_run.event_timeout_most");
                return most(facts.cloudRun.longestTimeout, "the timeout of a request to Cloud Run",
                            "cloud_run.request_timeout_most");
            case Platform::knative:
                return most(facts.knative.longestTimeout, "the timeout of a request to a revision",
                            "knative.request_timeout_most");
            default: return;
        }
    }
    void cores(const std::optional<Cpu>& cpu, const char* field) const {
        if (platform == Platform::cloud_run)
            check.atMost(cpu, facts.cloudRun.largest.cpu, field, "the vCPU of a Cloud Run instance",
                         "cloud_run.cpu_most");
        if (platform == Platform::code_engine)
            check.atMost(cpu, facts.codeEngine.largest.cpu, field, "the vCPU of a Code Engine instance",
                         "code_engine.cpu_most");
    }
    // `concurrency`: a service's own, which counts where its platform states none.
    void scaled(const Scaling& scaling, std::optional<std::int64_t> concurrency) const {
        switch (platform) {
            case Platform::cloud_run:
                return atOnce(scaling.cloudRun ? scaling.cloudRun->concurrency : std::nullopt, concurrency,
                              {"cloud_run", "a Cloud Run instance", facts.cloudRun.mostConcurrency});
            case Platform::knative:
                return atOnce(std::nullopt, concurrency,
                              {"knative", "a pod on Knative", facts.knative.mostConcurrency});
            case Platform::code_engine:
                return onCodeEngine(scaling.codeEngine.value_or(CodeEngineScaling{}), concurrency);
            case Platform::azure_functions: return onAzure(scaling);
            default: return;
        }
    }
    struct AtOnce {
        const char* sheet;
        const char* where;
        std::int64_t most;
    };
    void atOnce(const std::optional<std::int64_t>& scaled, const std::optional<std::int64_t>& own,
                const AtOnce& limit) const {
        const std::string field = scaled ? fieldOf(limit.sheet, "max_concurrency") : "concurrency";
        check.atMost(scaled ? scaled : own, limit.most, field.c_str(),
                     std::string{"the number of requests at once in "} + limit.where,
                     (std::string{limit.sheet} + ".concurrency_most").c_str());
    }
    void onCodeEngine(const CodeEngineScaling& scaling, const std::optional<std::int64_t>& concurrency) const {
        const std::string whole = "the number of instances of a Code Engine project";
        const std::int64_t quota = facts.codeEngine.quota;
        check.atMost(scaling.minScale, quota, "scaling.code_engine.min_scale", whole, "code_engine.quota");
        check.atMost(scaling.maxScale, quota, "scaling.code_engine.max_scale", whole, "code_engine.quota");
        atOnce(scaling.concurrency, concurrency,
               {"code_engine", "a Code Engine instance", facts.codeEngine.mostConcurrency});
    }
    void onAzure(const Scaling& scaling) const {
        if (!scaling.azureFunctions) return;
        const AzureFacts& azure = facts.azureFunctions;
        const AzurePlan plan = azurePlan(scaling);
        const bool flex = plan == AzurePlan::flex, premium = plan == AzurePlan::premium;
        const std::int64_t most = flex ? azure.flexMostInstances : premium ? azure.premiumMax : azure.consumptionMax;
        const char* key = flex      ? "azure_functions.flex_max_most"
                          : premium ? "azure_functions.premium_max"
                                    : "azure_functions.consumption_max";
        const std::string whose = "the number of instances on plan " + std::string{wordOf(plan)};
        check.atMost(scaling.azureFunctions->maxInstances, most, "scaling.azure_functions.max_instances", whose, key);
        if (plan != AzurePlan::consumption)
            check.atMost(scaling.azureFunctions->alwaysReady, most, "scaling.azure_functions.always_ready", whose, key);
    }
};

bool isBroker(NodeKind kind) {
    constexpr std::array kAll{NodeKind::queue, NodeKind::topic, NodeKind::stream, NodeKind::event_bus,
                              NodeKind::object_store};
    return std::ranges::find(kAll, kind) != kAll.end();
}

// Programs that only brokers set off.
std::set<std::string> eventDriven(const Compiler& compiler) {
    std::set<std::string> found, called;
    for (const Flow& flow : compiler.topology.flows)
        (isBroker(compiler.topology.nodes[compiler.nodeIndex.at(flow.from)].kind()) ? found : called).insert(flow.to);
    std::erase_if(found, [&](const std::string& id) { return called.contains(id); });
    return found;
}

}  // namespace

void Compiler::noteBeyondLimits() {
    const std::set<std::string> byEvents = eventDriven(*this);
    for (const Node& node : topology.nodes) {
        const LimitCheck check{*this, node.id};
        std::visit(ProgramLimits{check, *model.facts, platformOf(topology, node), byEvents.contains(node.id)},
                   node.spec);
    }
    noteBeyondReservations();
    noteBeyondBrokers();
    noteAcrossRegions();
}

}  // namespace spillway
